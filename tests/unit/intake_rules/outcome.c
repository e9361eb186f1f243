#include "intake/rules/cases/outcome.h"

#include <criterion/criterion.h>
#include <string.h>

Test(outcome, i05_a_refusal_needs_reason_and_law_and_a_redirect_its_where_to) {
  struct dom_refusal refusal = {0};
  cr_assert(intake_refuse_check("不属于本机关职权", "许可法第三十二条", NULL));
  cr_assert(!intake_refuse_check("理由", "", &refusal));
  cr_assert_eq(refusal.kind, DOM_LACKS);
  cr_assert_str_eq(refusal.field, "law");
  cr_assert(!intake_redirect_check("", "理由", NULL));
  cr_assert(intake_redirect_check("市自然资源局", "理由", NULL));
  cr_assert(!intake_reject_check("", NULL));
}

Test(outcome, i05_remedies_follow_the_nature_of_the_item) {
  char text[INTAKE_REMEDIES_TEXT];
  cr_assert(strstr(intake_remedies("行政许可", "盐津县", text), "盐津县人民政府申请行政复议"));
  cr_assert(strstr(text, "六个月内") && strstr(text, "六十日内"));
  cr_assert_null(strstr(intake_remedies("公共服务", "盐津县", text), "诉讼"));
}

Test(outcome, r06_delivery_is_signed_for_but_electronic) {
  struct dom_refusal refusal = {0};
  cr_assert(intake_deliver_check(INTAKE_ELECTRONIC, "", NULL));
  cr_assert(intake_deliver_check(INTAKE_BY_POST, "张三", NULL));
  cr_assert(!intake_deliver_check(INTAKE_BY_WINDOW, "", &refusal));
  cr_assert_str_eq(refusal.field, "receiver");
}

Test(outcome, a_wish_to_withdraw_is_said_once) {
  cr_assert(intake_withdraw_check(false, NULL));
  cr_assert(!intake_withdraw_check(true, NULL));
}
