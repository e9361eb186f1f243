/* GET /tasks/{task} — one task, to the reviewers of its office and to who supervises its unit. */
#include "review/handlers/tasks/act.h"

#include "common/refuse.h"
#include "domain/unitpath.h"

static void get_load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__GetTaskRequest *in = rt_call_request(call, &bm__get_task_request__descriptor);
  review_act_load(call, pipe, in->task);
}

/* Whoever may not see it is told what is told of one that is not there. */
static void get_decide(struct rt_call *call) {
  const struct review_act *act = call->state;
  if (act->task.task && review_supervises(call) && dom_unitpath_within(act->task.unit_path, call->subject->unit_path))
    return;
  review_act_sees(call);
}

const struct rt_handler review_get_task = {
    .state_size = sizeof(struct review_act),
    .load = get_load,
    .decide = get_decide,
    .reply = review_act_reply,
};
