/* rating.given and rectification.* from evaluation: rows of the trail that clerks of the rated unit do not see (E-01,
 * E-02). There is no person in a rating: its actor is the applicant's side, without a name. */
#include "bianmin/events.pb-c.h"
#include "intake/handlers/casefile/act.h"

/* bm.RatingLevel */
static const char *const levels[] = {"", "非常满意", "满意", "基本满意", "不满意", "非常不满意"};

static const Bm__RatingGiven *rating_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__rating_given__descriptor);
}

static void hide(struct intake_act *act, const char *unit) {
  act->hidden_from = *unit ? unit : act->row.unit;
}

static void apply_rating(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__RatingGiven *in = rating_event(call);
  (void)refusal;
  hide(act, in->unit);
  act->reason = (size_t)in->level < sizeof levels / sizeof *levels ? levels[in->level] : "";
}

static const struct intake_act_kind rate = {.note = "rate", .apply = apply_rating};

static void rating_given(struct rt_call *call) {
  static const Bm__Actor rater = {.role = "CITIZEN", .unit = "", .name = ""};
  intake_act_begin(call, &rate, rating_event(call)->case_number);
  intake_act_by(call, &rater);
}

const struct rt_handler intake_on_rating_given = INTAKE_EVENT_HANDLER(rating_given, NULL);

static const Bm__RectificationOpened *opened_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__rectification_opened__descriptor);
}

static void apply_opened(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__RectificationOpened *in = opened_event(call);
  (void)refusal;
  hide(act, in->unit);
  act->reason = rt_arena_printf(call->arena, "差评整改，%s前回访", in->due);
}

static const struct intake_act_kind open = {.note = "rectificationOpened", .apply = apply_opened};

static void opened(struct rt_call *call) {
  intake_act_begin(call, &open, opened_event(call)->case_number);
  intake_act_by(call, NULL);
}

const struct rt_handler intake_on_rectification_opened = INTAKE_EVENT_HANDLER(opened, NULL);

static const Bm__RectificationCalledBack *called_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__rectification_called_back__descriptor);
}

static void apply_called(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  (void)refusal;
  hide(act, "");
  act->reason = called_event(call)->reached ? "已回访" : "回访未接通";
}

static const struct intake_act_kind call_back = {.note = "callBack", .apply = apply_called};

static void called_back(struct rt_call *call) {
  intake_act_begin(call, &call_back, called_event(call)->case_number);
  intake_act_by(call, called_event(call)->actor);
}

const struct rt_handler intake_on_rectification_called_back = INTAKE_EVENT_HANDLER(called_back, NULL);

static const Bm__RectificationRectified *rectified_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__rectification_rectified__descriptor);
}

static void apply_rectified(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  (void)refusal;
  hide(act, "");
  act->reason = rectified_event(call)->measures;
}

static const struct intake_act_kind rectify = {.note = "rectify", .apply = apply_rectified};

static void rectified(struct rt_call *call) {
  intake_act_begin(call, &rectify, rectified_event(call)->case_number);
  intake_act_by(call, rectified_event(call)->actor);
}

const struct rt_handler intake_on_rectification_rectified = INTAKE_EVENT_HANDLER(rectified, NULL);

static const Bm__RectificationClosed *closed_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__rectification_closed__descriptor);
}

static void apply_closed(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  (void)refusal;
  hide(act, "");
  act->reason = closed_event(call)->answer;
}

static const struct intake_act_kind close_rectification = {.note = "rectificationClosed", .apply = apply_closed};

static void closed(struct rt_call *call) {
  intake_act_begin(call, &close_rectification, closed_event(call)->case_number);
  intake_act_by(call, closed_event(call)->actor);
}

const struct rt_handler intake_on_rectification_closed = INTAKE_EVENT_HANDLER(closed, NULL);
