/* POST /cases/{n}:redirect — not this county's: says where to, at once (I-05). */
#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/outcome.h"

static const Bm__RedirectCaseRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__redirect_case_request__descriptor);
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__RedirectCaseRequest *in = request(call);
  if (!intake_redirect_check(in->to, in->reason, refusal))
    return;
  act->reason = rt_arena_printf(call->arena, "请向%s申请：%s", in->to, in->reason);
  Bm__Redirect *redirect = rt_message(call->arena, &bm__redirect__descriptor);
  redirect->to = in->to;
  redirect->reason = in->reason;
  redirect->document_number = act->document;
  act->record->redirect = redirect;
  Bm__CaseRedirected *told = rt_message(call->arena, &bm__case_redirected__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->where = in->to;
  told->reason = in->reason;
  told->document_number = act->document;
  intake_act_document(call, act, act->document, dom_time_day(call->now_us), false);
  intake_act_send(call, act, "case.redirected", &told->base);
}

static const struct intake_act_kind kind = {
    .action = INTAKE_ACT_REDIRECT, .document = "GZ", .ends_timers = true, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, request(call)->case_number);
}

const struct rt_handler intake_redirect_case = INTAKE_ACT_HANDLER(decode, NULL);
