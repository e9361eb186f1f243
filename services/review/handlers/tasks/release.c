/* POST /tasks/{task}:release — back to the office's list with a reason, never to the applicant. */
#include "review/handlers/tasks/act.h"

#include "bianmin/events.pb-c.h"
#include "common/refuse.h"

static const Bm__ReleaseTaskRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__release_task_request__descriptor);
}

static void release_load(struct rt_call *call, struct rt_pipe *pipe) {
  review_act_load(call, pipe, request(call)->task);
}

static void release_decide(struct rt_call *call) {
  struct review_act *act = call->state;
  struct dom_refusal refusal = {0};
  if (review_act_sees(call) && !review_release(&act->task, &act->actor, request(call)->reason, &refusal))
    common_refuse(call, &refusal);
}

static const ProtobufCMessage *released_event(const struct rt_call *call) {
  const struct review_act *act = call->state;
  Bm__TaskReleased *event = rt_message(call->arena, &bm__task_released__descriptor);
  event->task = (char *)act->task.task;
  event->case_number = (char *)act->task.case_number;
  event->actor = review_actor_message(call);
  event->reason = request(call)->reason;
  return &event->base;
}

static void release_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  review_act_save_all(calls, count, pipe, "task.released", released_event);
}

const struct rt_handler review_release_task = {
    .state_size = sizeof(struct review_act),
    .load = release_load,
    .decide = release_decide,
    .save_all = release_save_all,
    .reply = review_act_reply,
};
