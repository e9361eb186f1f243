/* POST /rectifications/{rectification}:close — the rater was answered (E-02). */
#include "evaluation/handlers/rectifications/act.h"

#include "bianmin/events.pb-c.h"
#include "common/refuse.h"

static const Bm__CloseRectificationRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__close_rectification_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_act_load(call, pipe, request(call)->rectification);
}

static void decide(struct rt_call *call) {
  struct evaluation_act *act = call->state;
  struct dom_refusal refusal = {0};
  if (evaluation_act_sees(call) && !evaluation_close(&act->row.it, request(call)->answer, &refusal))
    common_refuse(call, &refusal);
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct evaluation_act *act = call->state;
  Bm__RectificationClosed *event = rt_message(call->arena, &bm__rectification_closed__descriptor);
  event->case_number = (char *)act->row.it.case_number;
  event->rectification = (char *)act->row.it.rectification;
  event->actor = evaluation_actor_message(call);
  event->answer = (char *)act->row.it.answer;
  evaluation_act_save(call, pipe, "rectification.closed", &event->base);
}

const struct rt_handler evaluation_close_rectification = {
    .state_size = sizeof(struct evaluation_act),
    .load = load,
    .decide = decide,
    .save = save,
    .reply = evaluation_act_reply,
};
