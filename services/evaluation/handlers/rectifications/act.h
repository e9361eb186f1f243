/* What the acts on a rectification share: two loads (the case guards, its number is known only from the rectification,
 * so the guard row is found by a join), scope, guarded save with one event, the rectification as answer. */
#ifndef EVALUATION_HANDLERS_ACT_H
#define EVALUATION_HANDLERS_ACT_H

#include "bianmin/evaluation.pb-c.h"
#include "evaluation/store/cases.h"
#include "evaluation/store/ratings.h"
#include "runtime/call/call.h"

/* First in the state of every act. */
struct evaluation_act {
  struct evaluation_rectification_row row;
  struct evaluation_case_row rated;
};

void evaluation_act_load(struct rt_call *call, struct rt_pipe *pipe, const char *rectification);
/* Opens the words and checks the scope; false: refused. */
bool evaluation_act_sees(struct rt_call *call);
void evaluation_act_reply(struct rt_call *call);
/* Appends both updates and the event, counted. */
void evaluation_act_save(struct rt_call *call, struct rt_pipe *pipe, const char *event,
                         const ProtobufCMessage *message);
/* Who signed in acts, as events say it: the desk, by its unit. */
Bm__Actor *evaluation_actor_message(const struct rt_call *call);

#endif
