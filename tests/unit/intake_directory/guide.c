/* I-02, I-03: an item the case rules can work with. */
#include "intake/rules/directory/guide.h"

#include "intake/rules/cases/accept.h"
#include <criterion/criterion.h>

static const char *const station[] = {"林业站"};
static const char *const police_twice[] = {"派出所", "派出所"};
static const char *const papers[] = {"申请书", "身份证"};

static struct intake_guide guide(int kind, int promised, int statutory) {
  return (struct intake_guide){.item = "LYJ-0201",
                               .name = "林木采伐许可",
                               .category = "",
                               .nature = "行政许可",
                               .kind = kind,
                               .lead_office = "林业站",
                               .promised_days = promised,
                               .statutory_days = statutory,
                               .papers = papers,
                               .paper_count = 2};
}

static const char *refused_field(struct intake_guide guide) {
  struct dom_refusal refusal = {0};
  return intake_guide_check(&guide, &refusal) ? "" : refusal.field;
}

Test(intake_guide, R02_limits) {
  cr_assert_str_eq(refused_field(guide(INTAKE_PROMISED, 7, 20)), "");
  cr_assert_str_eq(refused_field(guide(INTAKE_PROMISED, 20, 20)), "");
  cr_assert_str_eq(refused_field(guide(INTAKE_PROMISED, 21, 20)), "promisedDays");
  cr_assert_str_eq(refused_field(guide(INTAKE_PROMISED, 0, 20)), "promisedDays");
  cr_assert_str_eq(refused_field(guide(INTAKE_IMMEDIATE, 0, 1)), "");
  cr_assert_str_eq(refused_field(guide(INTAKE_IMMEDIATE, 1, 1)), "promisedDays");
  cr_assert_str_eq(refused_field(guide(INTAKE_IMMEDIATE, 0, 0)), "statutoryDays");
}

Test(intake_guide, offices_and_papers_once) {
  struct intake_guide joint = guide(INTAKE_JOINT, 7, 20);
  cr_assert_str_eq(refused_field(joint), "otherOffices");
  joint.other_offices = station;
  joint.other_office_count = 1;
  cr_assert_str_eq(refused_field(joint), "otherOffices", "the lead office itself");
  joint.other_offices = police_twice;
  cr_assert_str_eq(refused_field(joint), "");
  joint.other_office_count = 2;
  cr_assert_str_eq(refused_field(joint), "otherOffices", "twice");
  struct intake_guide twice = guide(INTAKE_PROMISED, 7, 20);
  twice.papers = police_twice;
  cr_assert_str_eq(refused_field(twice), "papers");
}

Test(intake_guide, what_was_not_said) {
  struct intake_guide said = {.lowest_tier = 1, .limit_unit = 2, .publish = 1};
  struct intake_guide nothing = {0};
  intake_guide_defaults(&said);
  intake_guide_defaults(&nothing);
  cr_assert(said.lowest_tier == 1 && said.limit_unit == 2 && said.publish == 1);
  cr_assert(nothing.lowest_tier == 3 && nothing.limit_unit == 1 && nothing.publish == 3);
}
