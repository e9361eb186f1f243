#include "intake/rules/cases/code.h"

#include <criterion/criterion.h>
#include <string.h>

Test(code, n06_ten_signs_that_cannot_be_taken_for_one_another) {
  uint8_t random[INTAKE_CODE_LETTERS];
  for (unsigned i = 0; i < 256; i++) {
    char code[INTAKE_CODE_TEXT];
    memset(random, (int)i, sizeof random);
    intake_code_of(random, code);
    cr_assert_eq(strlen(code), 10u);
    cr_assert_eq(strpbrk(code, "01IO"), NULL, "%s", code);
  }
}
