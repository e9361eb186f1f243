#include "evaluation/handlers/figures/ask.h"

#include "common/refuse.h"
#include "domain/date.h"

bool evaluation_supervises(const struct rt_call *call) {
  return rt_call_has_role(call, BM__ROLE__ENUM__CENTRE_HEAD) ||
         rt_call_has_role(call, BM__ROLE__ENUM__COUNTY_SUPERVISOR) ||
         rt_call_has_role(call, BM__ROLE__ENUM__DISCIPLINE_OFFICER);
}

bool evaluation_ask(struct rt_call *call, const struct evaluation_asked *asked,
                    struct evaluation_question *ret_question) {
  struct dom_refusal refusal = {0};
  const struct evaluation_asker asker = {.unit_path = call->subject->unit_path,
                                         .offices = (const char *const *)call->subject->offices,
                                         .office_count = call->subject->n_offices,
                                         .supervises = evaluation_supervises(call)};
  ret_question->item = asked->item;
  if (evaluation_scope_of(&asker, (const char *const *)asked->unit, &ret_question->scope, &refusal) &&
      evaluation_span_of((enum evaluation_period)asked->period, asked->from, asked->to, dom_time_day(call->now_us),
                         &ret_question->span, &refusal))
    return true;
  common_refuse(call, &refusal);
  return false;
}
