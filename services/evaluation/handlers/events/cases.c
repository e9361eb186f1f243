#include "evaluation/handlers/events/cases.h"

#include "domain/date.h"
#include "evaluation/rules/ratings/rate.h"
#include "evaluation/store/figures.h"

enum { MORNING = 9 * 60 };

void evaluation_case_known(struct rt_call *call) {
  const struct evaluation_case_row *known = call->state;
  if (!known->case_number || known->accepted_on == RT_NO_DAY)
    rt_call_not_yet(call, "case.accepted");
}

void evaluation_end_case(struct rt_call *call, struct rt_pipe *pipe, const char *case_number, Bm__CaseState__Enum as,
                         enum evaluation_fact fact) {
  const int32_t day = dom_time_day(call->event->at_us);
  int32_t remind = day + EVALUATION_REMINDER_DAYS;
  evaluation_cases_ended(pipe, case_number, (int)as, call->event->at_us);
  if (fact != EVALUATION_FACT_NOTHING) {
    evaluation_facts_note(pipe, case_number, day, fact, 0);
    const char **ended = rt_arena_array(rt_pipe_arena(pipe), 1, sizeof *ended);
    *ended = case_number;
    evaluation_lit_out(pipe, ended, 1);
  }
  rt_timers_set(pipe, &(struct rt_timer_set){"rating_reminder", case_number, dom_time_at(remind, MORNING)}, 1);
}
