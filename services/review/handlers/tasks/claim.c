/* POST /tasks/{task}:claim — R-03. */
#include "review/handlers/tasks/act.h"

#include "bianmin/events.pb-c.h"
#include "common/refuse.h"

static void claim_load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__ClaimTaskRequest *in = rt_call_request(call, &bm__claim_task_request__descriptor);
  review_act_load(call, pipe, in->task);
}

static void claim_decide(struct rt_call *call) {
  struct review_act *act = call->state;
  struct dom_refusal refusal = {0};
  if (review_act_sees(call) && !review_claim(&act->task, &act->actor, &refusal))
    common_refuse(call, &refusal);
}

static const ProtobufCMessage *claimed_event(const struct rt_call *call) {
  const struct review_act *act = call->state;
  Bm__TaskClaimed *event = rt_message(call->arena, &bm__task_claimed__descriptor);
  event->task = (char *)act->task.task;
  event->case_number = (char *)act->task.case_number;
  event->actor = review_actor_message(call);
  return &event->base;
}

static void claim_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  review_act_save_all(calls, count, pipe, "task.claimed", claimed_event);
}

const struct rt_handler review_claim_task = {
    .state_size = sizeof(struct review_act),
    .load = claim_load,
    .decide = claim_decide,
    .save_all = claim_save_all,
    .reply = review_act_reply,
};
