/* The query code: what opens a case's progress to whoever holds it (N-06). */
#ifndef INTAKE_RULES_CASES_CODE_H
#define INTAKE_RULES_CASES_CODE_H

#include <stdint.h>

enum {
  INTAKE_CODE_LETTERS = 10, /* of an alphabet of 32: 50 bits */
  INTAKE_CODE_TEXT = INTAKE_CODE_LETTERS + 1
};

/* Ten random bytes as letters and digits that can't be taken for one another. */
void intake_code_of(const uint8_t random[INTAKE_CODE_LETTERS], char ret_code[INTAKE_CODE_TEXT]);

#endif
