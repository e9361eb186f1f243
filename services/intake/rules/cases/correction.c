#include "intake/rules/cases/correction.h"

#include <string.h>

static bool handed_in_since(const struct intake_noticed *had, const char *name) {
  for (size_t i = 0; i < had->since_count; i++) {
    if (strcmp(had->since_first[i], name) == 0)
      return true;
  }
  return false;
}

static bool once_only(const struct intake_noticed *had, const struct intake_notice *notice,
                      struct dom_refusal *refusal) {
  bool allowed = had->notices == 0 || notice->missing_count > 0;
  for (size_t i = 0; had->notices > 0 && i < notice->missing_count; i++)
    allowed = allowed && handed_in_since(had, notice->missing[i]);
  if (!allowed)
    dom_refuse(refusal, DOM_CONFLICT, "CORRECTION_ONCE_ONLY", "missing",
               "补正只能一次性告知：再次告知只能针对首次告知之后提交的材料，按材料名称逐项写明");
  return allowed;
}

bool intake_notice_check(const struct dom_calendar *calendar, int32_t today, const struct intake_noticed *had,
                         const struct intake_notice *notice, int32_t *ret_by, struct dom_refusal *refusal) {
  if (!once_only(had, notice, refusal))
    return false;
  if (notice->missing_count == 0 && !*notice->notes)
    return dom_refuse(refusal, DOM_LACKS, "CORRECTION_EMPTY", "missing", "请写明需要补正的全部材料或者内容");
  for (size_t i = 0; i < notice->missing_count; i++) {
    if (!*notice->missing[i])
      return dom_refuse(refusal, DOM_LACKS, "CORRECTION_EMPTY", "missing", "第 %zu 项没有写明要补正什么", i + 1);
  }
  if (notice->by != DOM_DATE_NONE && notice->by <= today)
    return dom_refuse(refusal, DOM_LACKS, "CORRECTION_DATE_PAST", "by", "补正期限应当在今天之后");
  *ret_by = notice->by != DOM_DATE_NONE ? notice->by : dom_working_days_after(calendar, today, INTAKE_CORRECTION_DAYS);
  return true;
}

int64_t intake_lapse_at(int32_t by) {
  return dom_time_at(by + 1, 0);
}
