#include "evaluation/handlers/rectifications/act.h"

#include "common/refuse.h"
#include "evaluation/handlers/words.h"
#include "runtime/base/id.h"

void evaluation_act_load(struct rt_call *call, struct rt_pipe *pipe, const char *rectification) {
  struct evaluation_act *act = call->state;
  if (!rt_id_valid(rectification))
    return;
  evaluation_rectifications_load(pipe, rectification, &act->row);
  evaluation_cases_load_rectified(pipe, rectification, &act->rated);
}

bool evaluation_act_sees(struct rt_call *call) {
  struct evaluation_act *act = call->state;
  struct dom_refusal refusal = {0};
  if (!evaluation_sees(&act->row.it, call->subject->unit_path, &refusal)) {
    common_refuse(call, &refusal);
    return false;
  }
  evaluation_open_words(call, &act->row);
  return true;
}

void evaluation_act_reply(struct rt_call *call) {
  const struct evaluation_act *act = call->state;
  call->reply = &evaluation_rectification_message(call, &act->row)->base;
}

void evaluation_act_save(struct rt_call *call, struct rt_pipe *pipe, const char *event,
                         const ProtobufCMessage *message) {
  struct evaluation_act *act = call->state;
  act->rated.events++;
  evaluation_seal_words(call, &act->row);
  evaluation_rectifications_update(pipe, &act->row);
  evaluation_cases_update(pipe, &act->rated);
  rt_outbox_add(pipe, &(struct rt_send){act->rated.case_number, act->rated.events, event, message, call->now_us}, 1);
}

Bm__Actor *evaluation_actor_message(const struct rt_call *call) {
  Bm__Actor *actor = rt_message(call->arena, &bm__actor__descriptor);
  actor->role = rt_call_has_role(call, BM__ROLE__ENUM__CENTRE_HEAD) ? "CENTRE_HEAD" : "COUNTY_SUPERVISOR";
  actor->unit = call->subject->unit;
  actor->name = call->subject->name;
  return actor;
}
