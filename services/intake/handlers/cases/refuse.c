/* POST /cases/{n}:refuse — a window can't refuse alone: the centre head has the word (no-veto, I-05). */
#include "bianmin/events.pb-c.h"
#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/outcome.h"

static const Bm__RefuseCaseRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__refuse_case_request__descriptor);
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__RefuseCaseRequest *in = request(call);
  if (!intake_refuse_check(in->reason, in->law, refusal))
    return;
  act->reason = in->reason;
  act->record->refusal = rt_message(call->arena, &bm__refusal__descriptor);
  act->record->refusal->pending = true;
  act->record->refusal->reason = in->reason;
  act->record->refusal->law = in->law;
  Bm__CaseRefusalAsked *told = rt_message(call->arena, &bm__case_refusal_asked__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->reason = in->reason;
  told->law = in->law;
  intake_act_send(call, act, "case.refusal_asked", &told->base);
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_REFUSE, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, request(call)->case_number);
}

const struct rt_handler intake_refuse_case = INTAKE_ACT_HANDLER(decode, NULL);
