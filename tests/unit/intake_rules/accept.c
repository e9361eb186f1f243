#include "intake/rules/cases/accept.h"

#include "days.h"

#include <string.h>

static const struct intake_item promised = {false, INTAKE_PROMISED, {7, 20, DOM_UNIT_WORKING}};
static const struct intake_item immediate = {false, INTAKE_IMMEDIATE, {0, 5, DOM_UNIT_WORKING}};

Test(accept, i05_a_promised_case_gets_both_due_dates) {
  struct intake_acceptance got;
  cr_assert(intake_accept(days(), &promised, at("2026-11-23T10:00:00+08:00"), 0, &got, NULL));
  cr_assert_eq(got.accepted_on, day("2026-11-23"));
  cr_assert_eq(got.dues.promised_due, day("2026-12-02"));
  cr_assert_eq(got.dues.statutory_due, day("2026-12-21"));
}

Test(accept, r02_an_immediate_case_is_due_the_day_it_is_accepted) {
  struct intake_acceptance got;
  cr_assert(intake_accept(days(), &immediate, at("2026-11-23T10:00:00+08:00"), DOM_OFFICE_END, &got, NULL));
  cr_assert_eq(got.dues.promised_due, day("2026-11-23"));
  cr_assert(intake_accept(days(), &immediate, at("2026-11-23T18:00:00+08:00"), DOM_OFFICE_END, &got, NULL));
  cr_assert_eq(got.dues.promised_due, day("2026-11-24"), "after hours: the next working day");
}

Test(accept, i02_abolished_joint_and_escalated_items_are_not_accepted) {
  struct intake_item item = promised;
  struct intake_acceptance got;
  struct dom_refusal abolished = {0};
  item.abolished = true;
  cr_assert(!intake_accept(days(), &item, at("2026-11-23T10:00:00+08:00"), 0, &got, &abolished));
  cr_assert_str_eq(abolished.code, "ITEM_ABOLISHED");
  for (int kind = INTAKE_JOINT; kind <= INTAKE_ESCALATED; kind++) {
    struct dom_refusal refusal = {0};
    item = promised;
    item.kind = (enum intake_kind)kind;
    cr_assert(!intake_accept(days(), &item, at("2026-11-23T10:00:00+08:00"), 0, &got, &refusal));
    cr_assert_eq(refusal.kind, DOM_CONFLICT);
    cr_assert_str_eq(refusal.code, "ITEM_KIND_NOT_OPEN");
    cr_assert_eq(intake_deem_at(days(), &item, at("2026-11-23T10:00:00+08:00")), 0);
  }
}

Test(accept, i05_five_working_days_without_a_notice_and_it_is_accepted) {
  cr_assert_eq(intake_deem_at(days(), &promised, at("2026-11-23T10:00:00+08:00")), at("2026-12-01T00:00:00+08:00"));
}

Test(accept, r02_opens_claimed_only_for_who_holds_the_reviewer_s_role_for_the_item) {
  char mine[] = "530623101-06";
  char *offices[] = {mine};
  const struct intake_viewer clerk = {"clerk1", "530623101", "530623/530623101", DOM_WHO(INTAKE_CLERK), offices, 1};
  cr_assert(intake_opens_claimed(&immediate, &clerk, "530623101-06"));
  cr_assert(!intake_opens_claimed(&immediate, &clerk, "530623101-07"));
  cr_assert(!intake_opens_claimed(&promised, &clerk, "530623101-06"));
}
