/* What the acts on a task share: load by id, scope, guarded save with one event, the task as answer. An act itself is
 * its rule and its event. */
#ifndef REVIEW_HANDLERS_ACT_H
#define REVIEW_HANDLERS_ACT_H

#include "bianmin/review.pb-c.h"
#include "review/rules/tasks/task.h"
#include "runtime/call/call.h"

/* First in the state of every act. */
struct review_act {
  struct review_task task;
  struct review_actor actor;
};

void review_act_load(struct rt_call *call, struct rt_pipe *pipe, const char *task);
/* The scope; false: refused. Fills the actor. */
bool review_act_sees(struct rt_call *call);
void review_act_reply(struct rt_call *call);

/* Counts the event and appends the update, then the event itself. */
void review_act_save(struct rt_call *call, struct rt_pipe *pipe, const char *event, const ProtobufCMessage *message);
/* Counts the events of all calls and appends the updates, then the events themselves; `event` makes a call's. */
void review_act_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe, const char *type,
                         const ProtobufCMessage *(*event)(const struct rt_call *call));

/* Who signed in acts, as events say it. */
Bm__Actor *review_actor_message(const struct rt_call *call);
/* Whether one of their roles sees the tasks of a whole unit. */
bool review_supervises(const struct rt_call *call);
/* The task as people see it on `today`. */
Bm__Task *review_task_message(const struct rt_call *call, const struct review_task *task, int32_t today);
/* The task's next light as a timer "light_warning", "light_yellow" or "light_red": the earliest day on which it
 * shows a worse one than was told of. One row a task: the light that fires stores the one behind it. False: none is
 * left. */
bool review_light_next(const struct rt_call *call, const struct review_task *task, struct rt_timer_set *ret_timer);
void review_light_set(const struct rt_call *call, struct rt_pipe *pipe, const struct review_task *task);
/* All timed rows of a task that has ended. */
void review_lights_clear(struct rt_pipe *pipe, const struct review_task *task);

/* "YYYY-MM-DD" in the call's arena, "" for no day. */
char *review_day_text(const struct rt_call *call, int32_t day);

#endif
