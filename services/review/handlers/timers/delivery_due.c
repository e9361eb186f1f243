/* A decision has not been delivered in 10 working days: the applicant is reminded, the office not blamed (R-06, art.
 * 44). */
#include "review/handlers/tasks/act.h"
#include "review/handlers/timers/timers.h"

#include "bianmin/events.pb-c.h"

static void due_load(struct rt_call *call, struct rt_pipe *pipe) {
  review_act_load(call, pipe, call->timer->subject);
}

static void due_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct review_act *act = call->state;
  if (!act->task.task || act->task.delivered)
    return;
  Bm__DeliveryOverdue *event = rt_message(call->arena, &bm__delivery_overdue__descriptor);
  event->task = (char *)act->task.task;
  event->case_number = (char *)act->task.case_number;
  review_act_save(call, pipe, "delivery.overdue", &event->base);
}

const struct rt_handler review_delivery_due = {
    .state_size = sizeof(struct review_act),
    .load = due_load,
    .save = due_save,
};
