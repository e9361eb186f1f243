/* case.delivered → the delivery clock stops. */
#include "review/handlers/tasks/act.h"

#include "bianmin/events.pb-c.h"
#include "review/store/tasks.h"

static void delivered_load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__CaseDelivered *in = rt_call_request(call, &bm__case_delivered__descriptor);
  struct review_act *act = call->state;
  review_tasks_load_case(pipe, in->case_number, &act->task);
}

static void delivered_decide(struct rt_call *call) {
  struct review_act *act = call->state;
  act->task.delivered = true;
}

static void delivered_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct review_act *act = call->state;
  if (!act->task.task)
    return;
  review_tasks_update(pipe, (const struct review_task *const[]){&act->task}, 1);
  rt_timers_clear(pipe, act->task.task, "delivery_due");
}

const struct rt_handler review_on_case_delivered = {
    .state_size = sizeof(struct review_act),
    .load = delivered_load,
    .decide = delivered_decide,
    .save = delivered_save,
};
