/* What review tells of a case: its decision and its lights. */
#include "evaluation/handlers/events/cases.h"

#include "domain/date.h"

static const Bm__CaseDecided *decided_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__case_decided__descriptor);
}

static void decided_load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_cases_load(pipe, decided_event(call)->case_number, call->state);
}

static void decided_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__CaseDecided *in = decided_event(call);
  int32_t on = RT_NO_DAY;
  if (!dom_date_parse(in->decided_on, &on))
    on = dom_time_day(call->event->at_us);
  evaluation_cases_decided(pipe, in->case_number, on, in->on_time);
}

const struct rt_handler evaluation_on_case_decided = {
    .state_size = sizeof(struct evaluation_case_row),
    .load = decided_load,
    .decide = evaluation_case_known,
    .save = decided_save,
};

static const Bm__LightCrossed *light_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__light_crossed__descriptor);
}

static void light_load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_cases_load(pipe, light_event(call)->case_number, call->state);
}

static void light_save(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_cases_light(pipe, light_event(call)->case_number, (int)light_event(call)->light);
}

const struct rt_handler evaluation_on_light_crossed = {
    .state_size = sizeof(struct evaluation_case_row),
    .load = light_load,
    .decide = evaluation_case_known,
    .save = light_save,
};
