#include "intake/rules/cases/outcome.h"
#include "intake/rules/cases/open.h"

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

Test(outcome, i04_each_role_has_its_ways_to_hand_in) {
  const struct intake_viewer both = {"a", "", "", DOM_WHO(INTAKE_CITIZEN) | DOM_WHO(INTAKE_CLERK), NULL, 0};
  const struct intake_viewer agent = {"a", "", "", DOM_WHO(INTAKE_AGENT), NULL, 0};
  cr_assert_eq(intake_hands_in_as(&both), INTAKE_CLERK);
  cr_assert_eq(intake_hands_in_as(&agent), INTAKE_AGENT);
  cr_assert_eq(intake_source_of(INTAKE_CITIZEN, (enum intake_source)0), INTAKE_FROM_ONLINE);
  cr_assert_eq(intake_source_of(INTAKE_CLERK, INTAKE_FROM_HOTLINE), INTAKE_FROM_HOTLINE);
  cr_assert(!intake_source_fits(INTAKE_CITIZEN, INTAKE_FROM_WINDOW));
  cr_assert(!intake_source_fits(INTAKE_CLERK, INTAKE_FROM_SYSTEM));
  cr_assert(intake_source_fits(INTAKE_AGENT, INTAKE_FROM_HOME_VISIT));
}

Test(outcome, i04_a_case_needs_an_office_that_decides_it) {
  const struct intake_item item = {false, INTAKE_PROMISED, {7, 20, DOM_UNIT_WORKING}};
  struct dom_refusal refusal = {0};
  cr_assert(intake_opens(&item, false, "530623101-05", NULL));
  cr_assert(!intake_opens(&item, true, "530623101-05", NULL));
  cr_assert(!intake_opens(&item, false, "", &refusal));
  cr_assert_eq(refusal.kind, DOM_CONFLICT);
}
