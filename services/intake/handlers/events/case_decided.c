/* case.decided from review: granted or denied; its word is final, so a withdrawal that waited is gone. */
#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "intake/handlers/casefile/act.h"

static const Bm__CaseDecided *event(const struct rt_call *call) {
  return rt_call_request(call, &bm__case_decided__descriptor);
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__CaseDecided *in = event(call);
  (void)refusal;
  const char *outcome = in->outcome == BM__OUTCOME__ENUM__GRANT ? "准予" : "不予";
  act->reason = *in->reasons ? rt_arena_printf(call->arena, "%s：%s", outcome, in->reasons) : outcome;
  act->record->withdrawal = NULL;
  Bm__Decision *decision = rt_message(call->arena, &bm__decision__descriptor);
  decision->outcome = in->outcome;
  decision->reasons = in->reasons;
  decision->law = in->law;
  decision->document_number = in->document_number;
  decision->certificate_number = in->certificate_number;
  decision->certificate_valid_until = in->certificate_valid_until;
  decision->decided_on = in->decided_on;
  decision->remedies = in->remedies;
  act->record->decision = decision;
  int32_t day = dom_time_day(call->event->at_us);
  (void)!dom_date_parse(in->decided_on, &day);
  intake_act_document(call, act, in->document_number, day, in->outcome == BM__OUTCOME__ENUM__GRANT);
  intake_act_document(call, act, in->certificate_number, day, false);
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_DECIDE, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, event(call)->case_number);
  intake_act_by(call, event(call)->actor);
}

const struct rt_handler intake_on_case_decided = INTAKE_EVENT_HANDLER(decode, NULL);
