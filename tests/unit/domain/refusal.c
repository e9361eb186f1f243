#include "domain/refusal.h"

#include <criterion/criterion.h>
#include <string.h>

Test(refusal, the_first_stays) {
  struct dom_refusal refusal = {.kind = DOM_ALLOWED};
  cr_expect_not(dom_refuse(&refusal, DOM_CONFLICT, "ACTION_NOT_IN_STATE", NULL, "状态 %s", "OPEN"));
  cr_expect_not(dom_refuse(&refusal, DOM_LACKS, "LATER", "law", "后来的"));
  cr_expect_eq(refusal.kind, DOM_CONFLICT);
  cr_expect_str_eq(refusal.code, "ACTION_NOT_IN_STATE");
  cr_expect_null(refusal.field);
  cr_expect_str_eq(refusal.text, "状态 OPEN");
  cr_expect_not(dom_refuse(NULL, DOM_LACKS, "NOBODY", NULL, "没有人问"));
}

Test(refusal, a_text_too_long_ends_with_a_whole_character) {
  char words[600] = "";
  for (size_t used = 0; used + 3 < sizeof words; used += 3) {
    memcpy(words + used, "盐", 4);
  }
  for (int shift = 0; shift < 4; shift++) {
    struct dom_refusal refusal = {.kind = DOM_ALLOWED};
    cr_assert_not(dom_refuse(&refusal, DOM_LACKS, "LONG", NULL, "%.*s%s", shift, "xxx", words));
    cr_expect_eq((strlen(refusal.text) - (size_t)shift) % 3, 0, "shift %d: %zu", shift, strlen(refusal.text));
    cr_expect_gt(strlen(refusal.text), sizeof refusal.text - 4);
  }
}
