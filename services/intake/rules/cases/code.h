/* The query code: what opens a case's progress to whoever holds it (N-06), and the limit on guessing it. */
#ifndef INTAKE_RULES_CASES_CODE_H
#define INTAKE_RULES_CASES_CODE_H

#include "domain/refusal.h"

#include <stddef.h>
#include <stdint.h>

enum {
  INTAKE_CODE_LETTERS = 10, /* of an alphabet of 32: 50 bits */
  INTAKE_CODE_TEXT = INTAKE_CODE_LETTERS + 1,
  INTAKE_CODE_HASH = 32,  /* SHA-256 */
  INTAKE_CODE_WRONG = 10, /* so many in … */
  INTAKE_CODE_WINDOW_S = 3600
};

/* Ten random bytes as letters and digits that can't be taken for one another. */
void intake_code_of(const uint8_t random[INTAKE_CODE_LETTERS], char ret_code[INTAKE_CODE_TEXT]);

/* Equal in a time that does not tell where they differ. */
bool intake_code_matches(const uint8_t *hash, size_t size, const uint8_t *other, size_t other_size);

/* Ten wrong ones within an hour of the first: TOO_MANY_WRONG_CODES, for the right one too. */
bool intake_code_allowed(int wrong, int64_t first_at_us, int64_t now_us, struct dom_refusal *refusal);

/* The same words for an unknown case and for a wrong code. */
bool intake_code_wrong(struct dom_refusal *refusal);

#endif
