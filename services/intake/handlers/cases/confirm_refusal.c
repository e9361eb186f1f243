/* POST /cases/{n}:confirmRefusal — refused, in writing, with what the applicant may do (I-05). */
#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/outcome.h"
#include <assert.h>

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  char remedies[INTAKE_REMEDIES_TEXT];
  const struct intake_case_more *more = &act->loaded.more;
  Bm__Refusal *refused = act->record->refusal;
  (void)refusal;
  assert(refused);
  refused->pending = false;
  refused->document_number = act->document;
  refused->remedies = rt_arena_text(call->arena, intake_remedies(more->item_nature, more->county_name, remedies));
  act->reason = refused->reason;
  Bm__CaseRefused *told = rt_message(call->arena, &bm__case_refused__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->reason = refused->reason;
  told->law = refused->law;
  told->document_number = act->document;
  intake_act_document(call, act, act->document, dom_time_day(call->now_us), false);
  intake_act_send(call, act, "case.refused", &told->base);
}

static const struct intake_act_kind kind = {
    .action = INTAKE_ACT_CONFIRM_REFUSAL, .document = "BY", .ends_timers = true, .apply = apply};

static void decode(struct rt_call *call) {
  const Bm__ConfirmRefusalRequest *in = rt_call_request(call, &bm__confirm_refusal_request__descriptor);
  intake_act_begin(call, &kind, in->case_number);
}

const struct rt_handler intake_confirm_refusal = INTAKE_ACT_HANDLER(decode, NULL);
