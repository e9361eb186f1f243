/* No notice within 5 working days: accepted as of the day of receipt (art. 32), also while a refusal waits. */
#include "intake/handlers/casefile/acceptance.h"
#include "intake/handlers/timers/timers.h"

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  struct dom_refusal lasting = {0};
  intake_accept_as_of(call, act, act->row.papers_at, &lasting);
  /* An item that was abolished meanwhile, or became joint: nobody is there to be told of a refusal; the window decides.
   */
  act->idle = lasting.kind != DOM_ALLOWED;
  (void)refusal;
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_DEEM, .receipt = true, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, call->timer->subject);
}

const struct rt_handler intake_timer_deem = INTAKE_EVENT_HANDLER(decode, NULL);
