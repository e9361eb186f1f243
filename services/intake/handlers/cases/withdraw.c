/* POST /cases/{n}:withdraw — before acceptance at once; after it a wish that review answers (task.withdrawn). */
#include "bianmin/events.pb-c.h"
#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/outcome.h"

static const Bm__WithdrawCaseRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__withdraw_case_request__descriptor);
}

static void tell_withdrawn(struct rt_call *call, struct intake_act *act, char *reason) {
  Bm__CaseWithdrawn *told = rt_message(call->arena, &bm__case_withdrawn__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->reason = reason;
  intake_act_send(call, act, "case.withdrawn", &told->base);
}

static void ask_review(struct rt_call *call, struct intake_act *act, char *reason) {
  Bm__WithdrawalAsked *told = rt_message(call->arena, &bm__withdrawal_asked__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->reason = reason;
  intake_act_send(call, act, "withdrawal.asked", &told->base);
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  Bm__Case *record = act->record;
  char *reason = request(call)->reason;
  if (!intake_withdraw_check(record->withdrawal && record->withdrawal->pending, refusal))
    return;
  const bool ended = act->row.state == INTAKE_WITHDRAWN;
  act->reason = reason;
  record->withdrawal = rt_message(call->arena, &bm__withdrawal__descriptor);
  record->withdrawal->pending = !ended;
  record->withdrawal->reason = reason;
  if (ended) {
    record->refusal = NULL; /* one that waited for the centre head */
    tell_withdrawn(call, act, reason);
  } else {
    ask_review(call, act, reason);
  }
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_WITHDRAW, .ends_timers = true, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, request(call)->case_number);
}

const struct rt_handler intake_withdraw_case = INTAKE_ACT_HANDLER(decode, NULL);
