/* POST /rectifications/{rectification}:callBack — the rater was called; who was not reached is called again (E-02). */
#include "evaluation/handlers/rectifications/act.h"

#include "bianmin/events.pb-c.h"
#include "common/refuse.h"
#include "domain/date.h"

static const Bm__CallBackRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__call_back_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_act_load(call, pipe, request(call)->rectification);
}

static void decide(struct rt_call *call) {
  struct evaluation_act *act = call->state;
  struct dom_refusal refusal = {0};
  if (evaluation_act_sees(call) &&
      !evaluation_call_back(&act->row.it, request(call)->reached, request(call)->notes, &refusal))
    common_refuse(call, &refusal);
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct evaluation_act *act = call->state;
  Bm__RectificationCalledBack *event = rt_message(call->arena, &bm__rectification_called_back__descriptor);
  event->case_number = (char *)act->row.it.case_number;
  event->rectification = (char *)act->row.it.rectification;
  event->actor = evaluation_actor_message(call);
  event->reached = act->row.it.reached;
  evaluation_act_save(call, pipe, "rectification.called_back", &event->base);
  if (act->row.it.state != EVALUATION_OPEN || act->row.it.calls > 1)
    return;
  int32_t give_up = dom_time_day(call->now_us) + EVALUATION_UNREACHED_DAYS;
  rt_timers_set(pipe, &(struct rt_timer_set){"unreached", act->row.it.rectification, dom_time_at(give_up, 0)}, 1);
}

const struct rt_handler evaluation_call_back_rater = {
    .state_size = sizeof(struct evaluation_act),
    .load = load,
    .decide = decide,
    .save = save,
    .reply = evaluation_act_reply,
};
