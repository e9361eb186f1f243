/* POST /cases/{n}:rejectRefusal — the window has to take the case; its 5 days went on (I-05). */
#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/outcome.h"

static const Bm__RejectRefusalRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__reject_refusal_request__descriptor);
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  if (!intake_reject_check(request(call)->reason, refusal))
    return;
  act->reason = request(call)->reason;
  act->record->refusal = NULL;
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_REJECT_REFUSAL, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, request(call)->case_number);
}

const struct rt_handler intake_reject_refusal = INTAKE_ACT_HANDLER(decode, NULL);
