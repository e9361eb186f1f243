/* clock.moved and light.crossed from review: the case's dues are what review says; both are noted in the trail.
 */
#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "intake/handlers/casefile/act.h"

static const Bm__ClockMoved *moved_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__clock_moved__descriptor);
}

static void apply_moved(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__ClockMoved *in = moved_event(call);
  (void)refusal;
  if (dom_date_parse(in->promised_due, &act->row.promised_due) &&
      dom_date_parse(in->statutory_due, &act->row.statutory_due))
    act->reason = in->why;
}

static const struct intake_act_kind clock_moved = {.note = "clockMoved", .apply = apply_moved};

static void moved(struct rt_call *call) {
  intake_act_begin(call, &clock_moved, moved_event(call)->case_number);
  intake_act_by(call, NULL);
}

static void moved_validate(struct rt_call *call) {
  int32_t day;
  if (!dom_date_parse(moved_event(call)->promised_due, &day))
    rt_call_fault(call, "promisedDue", "日期无效");
  if (!dom_date_parse(moved_event(call)->statutory_due, &day))
    rt_call_fault(call, "statutoryDue", "日期无效");
}

const struct rt_handler intake_on_clock_moved = INTAKE_EVENT_HANDLER(moved, moved_validate);

static const Bm__LightCrossed *light_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__light_crossed__descriptor);
}

static void apply_light(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  (void)refusal;
  switch ((int)light_event(call)->light) {
  case BM__LIGHT__ENUM__WARNING:
    act->reason = "承诺期限临近，预警";
    break;
  case BM__LIGHT__ENUM__YELLOW:
    act->reason = "超过承诺期限，亮黄牌";
    break;
  case BM__LIGHT__ENUM__RED:
    act->reason = "超过法定期限，亮红牌";
    break;
  default:
    act->reason = "";
  }
}

static const struct intake_act_kind light = {.note = "light", .apply = apply_light};

static void crossed(struct rt_call *call) {
  intake_act_begin(call, &light, light_event(call)->case_number);
  intake_act_by(call, NULL);
}

const struct rt_handler intake_on_light_crossed = INTAKE_EVENT_HANDLER(crossed, NULL);
