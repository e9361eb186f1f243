/* POST /visits/{v}:done — the visit was made; what came of it, and the case handed in there (I-08). */
#include "domain/number.h"
#include "intake/handlers/agents/visit.h"
#include "intake/handlers/casefile/viewer.h"

static const Bm__FinishVisitRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__finish_visit_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  act->visit = request(call)->visit;
  act->action = INTAKE_VISIT_FINISH;
}

static void validate(struct rt_call *call) {
  struct dom_number number;
  if (*request(call)->case_number && !dom_number_parse(request(call)->case_number, &number))
    rt_call_fault(call, "caseNumber", "办件编号不正确；请核对");
}

static void decide(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  if (!intake_visit_decide(call))
    return;
  act->record->done_at = intake_time_text(call->arena, call->now_us);
  act->record->notes = request(call)->notes;
  act->record->case_number = request(call)->case_number;
}

const struct rt_handler intake_finish_visit = INTAKE_VISIT_HANDLER(decode, validate, decide);
