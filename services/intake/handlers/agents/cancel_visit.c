/* POST /visits/{v}:cancel — called off, by who asked or by the agent, with the reason (I-08). */
#include "intake/handlers/agents/visit.h"

static const Bm__CancelVisitRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__cancel_visit_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  act->visit = request(call)->visit;
  act->action = INTAKE_VISIT_CANCEL;
}

static void decide(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  if (intake_visit_decide(call))
    act->record->notes = request(call)->reason;
}

const struct rt_handler intake_cancel_visit = INTAKE_VISIT_HANDLER(decode, NULL, decide);
