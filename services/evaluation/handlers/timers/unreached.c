/* Nobody could be reached in N days: recorded, and the call-back closed (E-02). */
#include "evaluation/handlers/timers/timers.h"

#include "bianmin/events.pb-c.h"
#include "evaluation/handlers/rectifications/act.h"
#include "evaluation/handlers/words.h"

struct unreached {
  struct evaluation_act act;
  bool given_up;
};

static void unreached_load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_act_load(call, pipe, call->timer->subject);
}

static void unreached_decide(struct rt_call *call) {
  struct unreached *state = call->state;
  if (!state->act.row.it.rectification)
    return;
  evaluation_open_words(call, &state->act.row);
  state->given_up = evaluation_give_up(&state->act.row.it);
}

static void unreached_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct unreached *state = call->state;
  if (!state->given_up)
    return;
  Bm__RectificationClosed *event = rt_message(call->arena, &bm__rectification_closed__descriptor);
  event->case_number = (char *)state->act.row.it.case_number;
  event->rectification = (char *)state->act.row.it.rectification;
  event->actor = rt_message(call->arena, &bm__actor__descriptor);
  event->actor->role = "SYSTEM";
  event->answer = (char *)state->act.row.it.answer;
  evaluation_act_save(call, pipe, "rectification.closed", &event->base);
}

const struct rt_handler evaluation_unreached = {
    .state_size = sizeof(struct unreached),
    .load = unreached_load,
    .decide = unreached_decide,
    .save = unreached_save,
};
