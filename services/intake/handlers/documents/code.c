#include "intake/handlers/documents/code.h"

#include "intake/handlers/casefile/viewer.h"
#include <ctype.h>
#include <sodium.h>
#include <string.h>

_Static_assert((int)INTAKE_CODE_LETTERS <= (int)RT_BLIND_SIZE, "a code is made of a blind index");

char *intake_document_code(const struct rt_call *call, const char *number) {
  uint8_t blind[RT_BLIND_SIZE];
  char *code = rt_arena_alloc(call->arena, INTAKE_CODE_TEXT);
  rt_seal_blind(intake_things_of(call)->seal, "document", number, blind);
  intake_code_of(blind, code);
  return code;
}

bool intake_document_code_fits(const struct rt_call *call, const char *number, const char *code) {
  char given[INTAKE_CODE_TEXT] = "";
  if (strlen(code) != INTAKE_CODE_LETTERS)
    return false;
  for (int i = 0; i < INTAKE_CODE_LETTERS; i++)
    given[i] = (char)toupper((unsigned char)code[i]);
  return sodium_memcmp(given, intake_document_code(call, number), INTAKE_CODE_LETTERS) == 0;
}
