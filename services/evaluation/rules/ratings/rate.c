#include "evaluation/rules/ratings/rate.h"

#include "domain/date.h"
#include "domain/deadline.h"
#include "domain/number.h"

bool evaluation_is_negative(enum evaluation_level level) {
  return level == EVALUATION_DISSATISFIED || level == EVALUATION_VERY_DISSATISFIED;
}

bool evaluation_may_be_new(const char *case_number, int64_t now_us) {
  struct dom_number number;
  const int32_t today = dom_time_day(now_us);
  return dom_number_parse(case_number, &number) && !*number.prefix && number.day <= today && number.day >= today - 1;
}

bool evaluation_too_early(struct dom_refusal *refusal) {
  return dom_refuse(refusal, DOM_CONFLICT, "NOT_ENDED_YET", NULL, "办件尚未办结送达，送达后即可评价");
}

bool evaluation_rate(const struct evaluation_case *rated, const struct evaluation_rating *rating, int64_t now_us,
                     struct dom_refusal *refusal) {
  if (!rated->ended)
    return evaluation_too_early(refusal);
  if (rated->rated)
    return dom_refuse(refusal, DOM_CONFLICT, "ALREADY_RATED", NULL, "本办件已经评价过（一事一评）");
  if (dom_time_day(now_us) > dom_time_day(rated->ended_us) + EVALUATION_OPEN_DAYS)
    return dom_refuse(refusal, DOM_CONFLICT, "RATING_CLOSED", NULL, "评价期（办结后 %d 天）已过", EVALUATION_OPEN_DAYS);
  if (evaluation_is_negative(rating->level) && rating->tag_count == 0 && !*rating->comment)
    return dom_refuse(refusal, DOM_LACKS, "REASON_MISSING", "comment", "请至少选择一个不满意的原因，或写几句说明");
  return true;
}

int32_t evaluation_call_back_due(const struct dom_calendar *calendar, int64_t now_us) {
  return dom_working_days_after(calendar, dom_time_day(now_us), EVALUATION_CALL_BACK_DAYS);
}
