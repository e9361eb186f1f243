/* withdrawal.asked → an undecided task is closed and intake told; a decision that was first stands. */
#include "review/handlers/tasks/act.h"

#include "bianmin/events.pb-c.h"
#include "review/store/tasks.h"

struct withdrawal {
  struct review_act act;
  bool closed;
};

static const Bm__WithdrawalAsked *event(const struct rt_call *call) {
  return rt_call_request(call, &bm__withdrawal_asked__descriptor);
}

static void withdrawal_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct withdrawal *state = call->state;
  review_tasks_load_case(pipe, event(call)->case_number, &state->act.task);
}

static void withdrawal_decide(struct rt_call *call) {
  struct withdrawal *state = call->state;
  state->closed = state->act.task.task && review_withdraw(&state->act.task);
}

static void withdrawal_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct withdrawal *state = call->state;
  if (!state->closed)
    return;
  Bm__TaskWithdrawn *withdrawn = rt_message(call->arena, &bm__task_withdrawn__descriptor);
  withdrawn->task = (char *)state->act.task.task;
  withdrawn->case_number = (char *)state->act.task.case_number;
  withdrawn->reason = event(call)->reason;
  review_act_save(call, pipe, "task.withdrawn", &withdrawn->base);
  review_lights_clear(pipe, &state->act.task);
}

const struct rt_handler review_on_withdrawal_asked = {
    .state_size = sizeof(struct withdrawal),
    .load = withdrawal_load,
    .decide = withdrawal_decide,
    .save = withdrawal_save,
};
