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

Test(code, ten_wrong_ones_in_an_hour_and_the_right_one_waits_too) {
  const int64_t hour = INT64_C(3600) * 1000000;
  struct dom_refusal refusal = {0};
  cr_assert(intake_code_allowed(9, 0, 1, NULL));
  cr_assert(!intake_code_allowed(10, 0, hour - 1, &refusal));
  cr_assert_eq(refusal.kind, DOM_TOO_MANY);
  cr_assert(intake_code_allowed(10, 0, hour, NULL));
}

Test(code, hashes_match_only_when_whole_and_equal) {
  uint8_t one[INTAKE_CODE_HASH] = {1};
  uint8_t other[INTAKE_CODE_HASH] = {1};
  cr_assert(intake_code_matches(one, sizeof one, other, sizeof other));
  other[31] = 1;
  cr_assert(!intake_code_matches(one, sizeof one, other, sizeof other));
  cr_assert(!intake_code_matches(one, 0, other, 0));
}
