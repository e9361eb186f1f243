#include "intake/rules/cases/code.h"

void intake_code_of(const uint8_t random[INTAKE_CODE_LETTERS], char ret_code[INTAKE_CODE_TEXT]) {
  /* No 0, 1, I, O: 32 signs, so each is as likely as another. */
  static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  for (int i = 0; i < INTAKE_CODE_LETTERS; i++)
    ret_code[i] = alphabet[random[i] % 32];
  ret_code[INTAKE_CODE_LETTERS] = '\0';
}
