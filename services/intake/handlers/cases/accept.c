/* POST /cases/{n}:accept — accepted, with a dated receipt and both due dates (I-05, art. 32). */
#include "intake/handlers/casefile/acceptance.h"

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  intake_accept_as_of(call, act, call->now_us, refusal);
}

static const struct intake_act_kind kind = {
    .action = INTAKE_ACT_ACCEPT, .receipt = true, .ends_timers = true, .apply = apply};

static void decode(struct rt_call *call) {
  const Bm__AcceptCaseRequest *in = rt_call_request(call, &bm__accept_case_request__descriptor);
  intake_act_begin(call, &kind, in->case_number);
}

const struct rt_handler intake_accept_case = INTAKE_ACT_HANDLER(decode, NULL);
