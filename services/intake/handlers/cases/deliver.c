/* POST /cases/{n}:deliver — handed over and signed for; the case is closed with it (R-06, art. 44). */
#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/outcome.h"

static const Bm__DeliverCaseRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__deliver_case_request__descriptor);
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__DeliverCaseRequest *in = request(call);
  if (!intake_deliver_check((enum intake_delivery)in->method, in->receiver, refusal))
    return;
  Bm__Delivery *delivery = rt_message(call->arena, &bm__delivery__descriptor);
  delivery->method = in->method;
  delivery->receiver = in->receiver;
  delivery->delivered_at = intake_time_text(call->arena, call->now_us);
  act->record->delivery = delivery;
  Bm__CaseDelivered *told = rt_message(call->arena, &bm__case_delivered__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->method = in->method;
  told->delivered_on = intake_day_text(call->arena, dom_time_day(call->now_us));
  intake_act_send(call, act, "case.delivered", &told->base);
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_DELIVER, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, request(call)->case_number);
}

const struct rt_handler intake_deliver_case = INTAKE_ACT_HANDLER(decode, NULL);
