#include "intake/rules/cases/accept.h"

#include <string.h>

bool intake_item_in_force(const struct intake_item *item, struct dom_refusal *refusal) {
  if (item->abolished)
    return dom_refuse(refusal, DOM_CONFLICT, "ITEM_ABOLISHED", "itemCode",
                      "该事项已取消，不再办理；请查阅现行事项目录");
  return true;
}

bool intake_kind_open(const struct intake_item *item, struct dom_refusal *refusal) {
  if (item->kind == INTAKE_IMMEDIATE || item->kind == INTAKE_PROMISED)
    return true;
  return dom_refuse(refusal, DOM_CONFLICT, "ITEM_KIND_NOT_OPEN", "itemCode", "%s暂不能受理，可以先收件",
                    item->kind == INTAKE_JOINT ? "联办件" : "上报件");
}

bool intake_accept(const struct dom_calendar *calendar, const struct intake_item *item, int64_t as_of_us,
                   int office_end_minute, struct intake_acceptance *ret_acceptance, struct dom_refusal *refusal) {
  if (!intake_item_in_force(item, refusal) || !intake_kind_open(item, refusal))
    return false;
  int32_t day = dom_time_day(as_of_us);
  struct dom_dues dues;
  enum dom_deadline_refusal bad =
      dom_dues_at_acceptance(calendar, day, dom_after_hours(as_of_us, office_end_minute), &item->limits, &dues);
  if (bad != DOM_DEADLINE_OK)
    return dom_refuse(refusal, DOM_CONFLICT, "ITEM_LIMIT_WRONG", NULL, "该事项的时限不能计算：%s；请联系事项管理人员",
                      dom_deadline_refusal_text(bad));
  *ret_acceptance = (struct intake_acceptance){day, dues};
  return true;
}

bool intake_opens_claimed(const struct intake_item *item, const struct intake_viewer *clerk, const char *lead_office) {
  if (item->kind != INTAKE_IMMEDIATE)
    return false;
  for (size_t i = 0; i < clerk->office_count; i++) {
    if (strcmp(clerk->offices[i], lead_office) == 0)
      return true;
  }
  return false;
}

int64_t intake_deem_at(const struct dom_calendar *calendar, const struct intake_item *item, int64_t papers_at_us) {
  if (item->kind != INTAKE_IMMEDIATE && item->kind != INTAKE_PROMISED)
    return 0;
  int32_t last = dom_working_days_after(calendar, dom_time_day(papers_at_us), 5);
  return last == DOM_DATE_NONE ? 0 : dom_time_at(last + 1, 0);
}
