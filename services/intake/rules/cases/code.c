#include "intake/rules/cases/code.h"

void intake_code_of(const uint8_t random[INTAKE_CODE_LETTERS], char ret_code[INTAKE_CODE_TEXT]) {
  /* No 0, 1, I, O: 32 signs, so each is as likely as another. */
  static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  for (int i = 0; i < INTAKE_CODE_LETTERS; i++)
    ret_code[i] = alphabet[random[i] % 32];
  ret_code[INTAKE_CODE_LETTERS] = '\0';
}

bool intake_code_matches(const uint8_t *hash, size_t size, const uint8_t *other, size_t other_size) {
  if (size != INTAKE_CODE_HASH || other_size != INTAKE_CODE_HASH)
    return false;
  volatile uint8_t differs = 0;
  for (size_t i = 0; i < INTAKE_CODE_HASH; i++)
    differs = (uint8_t)(differs | (hash[i] ^ other[i]));
  return differs == 0;
}

bool intake_code_allowed(int wrong, int64_t first_at_us, int64_t now_us, struct dom_refusal *refusal) {
  if (wrong < INTAKE_CODE_WRONG || now_us - first_at_us >= (int64_t)INTAKE_CODE_WINDOW_S * 1000000)
    return true;
  return dom_refuse(refusal, DOM_TOO_MANY, "TOO_MANY_WRONG_CODES", NULL, "查询码错误次数过多，请一小时后再试");
}

bool intake_code_wrong(struct dom_refusal *refusal) {
  return dom_refuse(refusal, DOM_HIDDEN, "CASE_NOT_FOUND", NULL, "办件编号或者查询码不正确；请核对回执");
}
