/* What review tells of a case: its decision, its dates and its lights. */
#include "evaluation/handlers/events/cases.h"

#include "domain/date.h"
#include "evaluation/store/figures.h"
#include "evaluation/things.h"

static const Bm__CaseDecided *decided_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__case_decided__descriptor);
}

static void decided_load_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  const char **numbers = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *numbers);
  struct evaluation_case_row **rows = rt_arena_array(rt_pipe_arena(pipe), count, sizeof(struct evaluation_case_row *));
  for (size_t i = 0; i < count; i++) {
    numbers[i] = decided_event(calls[i])->case_number;
    rows[i] = calls[i]->state;
  }
  evaluation_cases_load_all(pipe, numbers, rows, count);
}

static struct evaluation_fact_row decided_fact(const struct rt_call *call) {
  const Bm__CaseDecided *in = decided_event(call);
  const struct evaluation_things *things = call->service;
  const struct evaluation_case_row *known = call->state;
  struct evaluation_fact_row fact = {
      .fact = EVALUATION_FACT_DECIDED,
      .value = evaluation_in_time(in->on_time, in->statutory_overrun),
      .promised = evaluation_days_taken(&things->calendar, known->accepted_on, known->promised_due),
      .case_number = known->case_number,
      .unit_path = known->unit_path,
      .office = known->office,
      .item = known->item};
  if (!dom_date_parse(in->decided_on, &fact.day))
    fact.day = dom_time_day(call->event->at_us);
  fact.took = evaluation_days_taken(&things->calendar, known->accepted_on, fact.day);
  return fact;
}

static void decided_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct evaluation_fact_row *facts = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *facts);
  const char **lit = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *lit);
  size_t lit_count = 0;
  for (size_t i = 0; i < count; i++) {
    facts[i] = decided_fact(calls[i]);
    if (((const struct evaluation_case_row *)calls[i]->state)->light)
      lit[lit_count++] = facts[i].case_number;
  }
  evaluation_facts_put(pipe, facts, count);
  evaluation_lit_out(pipe, lit, lit_count);
}

const struct rt_handler evaluation_on_case_decided = {
    .state_size = sizeof(struct evaluation_case_row),
    .load_all = decided_load_all,
    .decide = evaluation_case_known,
    .save_all = decided_save_all,
};

static const Bm__ClockMoved *moved_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__clock_moved__descriptor);
}

static void moved_load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_cases_load(pipe, moved_event(call)->case_number, call->state);
}

static void moved_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__ClockMoved *in = moved_event(call);
  int32_t promised = RT_NO_DAY, statutory = RT_NO_DAY;
  if (dom_date_parse(in->promised_due, &promised) && dom_date_parse(in->statutory_due, &statutory))
    evaluation_cases_moved(pipe, in->case_number, promised, statutory);
}

const struct rt_handler evaluation_on_clock_moved = {
    .state_size = sizeof(struct evaluation_case_row),
    .load = moved_load,
    .decide = evaluation_case_known,
    .save = moved_save,
};

static const Bm__LightCrossed *light_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__light_crossed__descriptor);
}

static void light_load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_cases_load(pipe, light_event(call)->case_number, call->state);
}

static void light_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__LightCrossed *in = light_event(call);
  const int32_t on = dom_time_day(call->event->at_us); /* the day it was told: a day that is over does not change */
  evaluation_cases_light(pipe, in->case_number, (int)in->light);
  evaluation_facts_note(pipe, in->case_number, on, EVALUATION_FACT_LIGHT, (int)in->light);
  evaluation_lit_put(pipe, in->case_number, on, (int)in->light);
}

const struct rt_handler evaluation_on_light_crossed = {
    .state_size = sizeof(struct evaluation_case_row),
    .load = light_load,
    .decide = evaluation_case_known,
    .save = light_save,
};
