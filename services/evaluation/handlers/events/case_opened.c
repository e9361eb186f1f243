/* case.submitted and case.accepted → the case is known here, with the hash of its query code. */
#include "evaluation/handlers/events/cases.h"

#include "domain/date.h"

static struct rt_bytes bytes_of(ProtobufCBinaryData data) {
  return (struct rt_bytes){data.data, data.len};
}

static void submitted_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__CaseSubmitted *in = rt_call_request(call, &bm__case_submitted__descriptor);
  const struct evaluation_new_case new_case = {in->case_number,
                                               in->unit,
                                               in->unit_path,
                                               in->item,
                                               in->item_name,
                                               (int64_t)in->source,
                                               bytes_of(in->query_code_hash),
                                               call->event->at_us};
  evaluation_cases_insert(pipe, &new_case);
}

const struct rt_handler evaluation_on_case_submitted = {.save = submitted_save};

struct accepted {
  int32_t accepted_on;
  int32_t promised_due;
  int32_t statutory_due;
};

static const Bm__CaseAccepted *accepted_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__case_accepted__descriptor);
}

static void accepted_validate(struct rt_call *call) {
  const Bm__CaseAccepted *in = accepted_event(call);
  struct accepted *dates = call->state;
  if (!dom_date_parse(in->accepted_on, &dates->accepted_on) ||
      !dom_date_parse(in->promised_due, &dates->promised_due) ||
      !dom_date_parse(in->statutory_due, &dates->statutory_due))
    rt_call_fault(call, "acceptedOn", "日期无效");
}

/* Accepted in one step with the hand-in: no case.submitted came before. */
static void accepted_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__CaseAccepted *in = accepted_event(call);
  const struct accepted *dates = call->state;
  const struct evaluation_new_case new_case = {in->case_number,
                                               in->unit,
                                               in->unit_path,
                                               in->item,
                                               in->item_name,
                                               (int64_t)in->source,
                                               bytes_of(in->query_code_hash),
                                               call->event->at_us};
  evaluation_cases_insert(pipe, &new_case);
  evaluation_cases_accepted(pipe, in->case_number, dates->accepted_on, dates->promised_due, dates->statutory_due);
}

const struct rt_handler evaluation_on_case_accepted = {
    .state_size = sizeof(struct accepted),
    .validate = accepted_validate,
    .save = accepted_save,
};
