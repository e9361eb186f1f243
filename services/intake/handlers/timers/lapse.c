/* A correction that is not in by its date: the case lapses; handing in anew is free. */
#include "bianmin/events.pb-c.h"
#include "intake/handlers/timers/timers.h"

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  (void)refusal;
  Bm__CaseLapsed *told = rt_message(call->arena, &bm__case_lapsed__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->reason = "逾期未补正，申请失效；可以重新申请";
  intake_act_send(call, act, "case.lapsed", &told->base);
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_LAPSE, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, call->timer->subject);
}

const struct rt_handler intake_timer_lapse = INTAKE_EVENT_HANDLER(decode, NULL);
