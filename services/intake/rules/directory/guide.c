#include "intake/rules/directory/guide.h"

#include "intake/rules/cases/accept.h"

#include <string.h>

enum { TIER_COUNTY = 3, UNIT_WORKING = 1, PUBLISH_NOTHING = 3 }; /* of bm.ItemTier, bm.LimitUnit, bm.ItemPublish */

void intake_guide_defaults(struct intake_guide *guide) {
  if (!guide->lowest_tier)
    guide->lowest_tier = TIER_COUNTY;
  if (!guide->limit_unit)
    guide->limit_unit = UNIT_WORKING;
  if (!guide->publish)
    guide->publish = PUBLISH_NOTHING;
}

static bool lacks(struct dom_refusal *refusal, const char *field, const char *text) {
  return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", field, "%s", text);
}

static bool limits_fit(const struct intake_guide *guide, struct dom_refusal *refusal) {
  if (guide->statutory_days < 1)
    return lacks(refusal, "statutoryDays", "请填写法定时限，至少 1 天");
  if (guide->promised_days > guide->statutory_days)
    return lacks(refusal, "promisedDays", "承诺时限不能长于法定时限");
  if (guide->kind == INTAKE_IMMEDIATE && guide->promised_days != 0)
    return lacks(refusal, "promisedDays", "即办件当日办结，承诺时限应为 0");
  if (guide->kind != INTAKE_IMMEDIATE && guide->promised_days == 0)
    return lacks(refusal, "promisedDays", "除即办件外，承诺时限至少 1 天");
  return true;
}

static bool has_twice(const char *const *texts, size_t count) {
  for (size_t i = 1; i < count; i++)
    for (size_t j = 0; j < i; j++)
      if (strcmp(texts[i], texts[j]) == 0)
        return true;
  return false;
}

static bool offices_fit(const struct intake_guide *guide, struct dom_refusal *refusal) {
  if (guide->kind == INTAKE_JOINT && guide->other_office_count == 0)
    return lacks(refusal, "otherOffices", "联办件须写明参与办理的科室");
  for (size_t i = 0; i < guide->other_office_count; i++)
    if (strcmp(guide->other_offices[i], guide->lead_office) == 0)
      return lacks(refusal, "otherOffices", "牵头科室不必再列入参与科室");
  if (has_twice(guide->other_offices, guide->other_office_count))
    return lacks(refusal, "otherOffices", "同一科室只能列一次");
  return true;
}

bool intake_guide_check(const struct intake_guide *guide, struct dom_refusal *refusal) {
  if (!limits_fit(guide, refusal) || !offices_fit(guide, refusal))
    return false;
  if (has_twice(guide->papers, guide->paper_count))
    return lacks(refusal, "papers", "同一材料只能列一次");
  return true;
}
