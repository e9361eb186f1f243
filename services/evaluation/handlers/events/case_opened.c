/* case.submitted and case.accepted → the case is known here, with the hash of its query code. */
#include "evaluation/handlers/events/cases.h"

#include "domain/date.h"
#include "evaluation/store/figures.h"

static struct rt_bytes bytes_of(ProtobufCBinaryData data) {
  return (struct rt_bytes){data.data, data.len};
}

static struct evaluation_new_case submitted_case(const struct rt_call *call) {
  const Bm__CaseSubmitted *in = rt_call_request(call, &bm__case_submitted__descriptor);
  return (struct evaluation_new_case){.case_number = in->case_number,
                                      .unit = in->unit,
                                      .unit_path = in->unit_path,
                                      .item = in->item,
                                      .item_name = in->item_name,
                                      .office = "",
                                      .source = (int64_t)in->source,
                                      .query_code_hash = bytes_of(in->query_code_hash),
                                      .received_us = call->event->at_us,
                                      .accepted_on = RT_NO_DAY,
                                      .promised_due = RT_NO_DAY,
                                      .statutory_due = RT_NO_DAY};
}

static void submitted_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct evaluation_new_case *cases = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *cases);
  for (size_t i = 0; i < count; i++)
    cases[i] = submitted_case(calls[i]);
  evaluation_cases_put(pipe, cases, count);
}

const struct rt_handler evaluation_on_case_submitted = {.save_all = submitted_save_all};

/* Accepted in one step with the hand-in, no case.submitted came before: so it may be new as well. */
static void accepted_validate(struct rt_call *call) {
  const Bm__CaseAccepted *in = rt_call_request(call, &bm__case_accepted__descriptor);
  struct evaluation_new_case *accepted = call->state;
  *accepted = (struct evaluation_new_case){.case_number = in->case_number,
                                           .unit = in->unit,
                                           .unit_path = in->unit_path,
                                           .item = in->item,
                                           .item_name = in->item_name,
                                           .office = in->lead_office,
                                           .source = (int64_t)in->source,
                                           .query_code_hash = bytes_of(in->query_code_hash),
                                           .received_us = call->event->at_us,
                                           .at_once = call->event->seq == 1};
  if (!dom_date_parse(in->accepted_on, &accepted->accepted_on) ||
      !dom_date_parse(in->promised_due, &accepted->promised_due) ||
      !dom_date_parse(in->statutory_due, &accepted->statutory_due))
    rt_call_fault(call, "acceptedOn", "日期无效");
}

/* Of one accepted in the step that handed it in the case's row says so itself. */
static void accepted_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct evaluation_new_case *cases = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *cases);
  struct evaluation_fact_row *facts = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *facts);
  size_t later = 0;
  for (size_t i = 0; i < count; i++) {
    const struct evaluation_new_case *it = &cases[i];
    cases[i] = *(const struct evaluation_new_case *)calls[i]->state;
    if (!it->at_once)
      facts[later++] = (struct evaluation_fact_row){.day = dom_time_day(it->received_us),
                                                    .fact = EVALUATION_FACT_ACCEPTED,
                                                    .case_number = it->case_number,
                                                    .unit_path = it->unit_path,
                                                    .office = it->office,
                                                    .item = it->item};
  }
  evaluation_cases_put(pipe, cases, count);
  evaluation_facts_put(pipe, facts, later);
}

const struct rt_handler evaluation_on_case_accepted = {
    .state_size = sizeof(struct evaluation_new_case),
    .validate = accepted_validate,
    .save_all = accepted_save_all,
};
