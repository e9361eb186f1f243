/* POST /visits/{v}:plan — an agent takes the visit, with its day and place; again is another day (I-08). */
#include "domain/date.h"
#include "intake/handlers/agents/visit.h"

static const Bm__PlanVisitRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__plan_visit_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  act->visit = request(call)->visit;
  act->action = INTAKE_VISIT_PLAN;
}

static void validate(struct rt_call *call) {
  int32_t day;
  if (!dom_date_parse(request(call)->planned_on, &day))
    rt_call_fault(call, "plannedOn", "请填写真实日期，格式 YYYY-MM-DD");
}

static bool is_past(const struct rt_call *call) {
  int32_t day = DOM_DATE_NONE;
  return !dom_date_parse(request(call)->planned_on, &day) || day < dom_time_day(call->now_us);
}

static void decide(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  if (!intake_visit_decide(call))
    return;
  if (is_past(call)) {
    rt_call_refuse(call, RT_INVALID_ARGUMENT, "FIELD_INVALID", "上门日期应在今天或者以后");
    rt_call_refuse_field(call, "plannedOn", "请填写今天或者以后的日期");
    return;
  }
  act->row.agent = call->subject->account;
  act->record->agent_name = call->subject->name;
  act->record->planned_on = request(call)->planned_on;
  act->record->place = request(call)->place;
}

const struct rt_handler intake_plan_visit = INTAKE_VISIT_HANDLER(decode, validate, decide);
