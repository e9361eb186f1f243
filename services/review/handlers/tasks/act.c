#include "review/handlers/tasks/act.h"

#include "common/refuse.h"
#include "domain/date.h"
#include "domain/unitpath.h"
#include "review/store/tasks.h"
#include "review/things.h"
#include "runtime/base/id.h"

#include <stdlib.h>
#include <string.h>

void review_act_load(struct rt_call *call, struct rt_pipe *pipe, const char *task) {
  struct review_act *act = call->state;
  if (rt_id_valid(task))
    review_tasks_load(pipe, task, &act->task);
}

bool review_act_sees(struct rt_call *call) {
  struct review_act *act = call->state;
  struct dom_refusal refusal = {0};
  act->actor = (struct review_actor){call->subject->account, call->subject->name, call->subject->offices,
                                     call->subject->n_offices};
  review_may_act(&act->task, &act->actor, &refusal);
  common_refuse(call, &refusal);
  return refusal.kind == DOM_ALLOWED;
}

void review_act_reply(struct rt_call *call) {
  const struct review_act *act = call->state;
  call->reply = &review_task_message(call, &act->task, dom_time_day(call->now_us))->base;
}

void review_act_save(struct rt_call *call, struct rt_pipe *pipe, const char *event, const ProtobufCMessage *message) {
  struct review_task *task = &((struct review_act *)call->state)->task;
  task->events++;
  review_tasks_update(pipe, (const struct review_task *const[]){task}, 1);
  rt_outbox_add(pipe, &(struct rt_send){task->task, task->events, event, message, call->now_us}, 1);
}

static int by_task(const void *left, const void *right) {
  return strcmp((*(const struct review_task *const *)left)->task, (*(const struct review_task *const *)right)->task);
}

/* Tasks in one order, so that two batches never wait for each other's rows. */
void review_act_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe, const char *type,
                         const ProtobufCMessage *(*event)(const struct rt_call *call)) {
  const struct review_task **tasks = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *tasks);
  struct rt_send *sends = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *sends);
  for (size_t i = 0; i < count; i++) {
    struct review_task *task = &((struct review_act *)calls[i]->state)->task;
    task->events++;
    tasks[i] = task;
    sends[i] = (struct rt_send){task->task, task->events, type, event(calls[i]), calls[i]->now_us};
  }
  qsort(tasks, count, sizeof *tasks, by_task);
  review_tasks_update(pipe, tasks, count);
  rt_outbox_add(pipe, sends, count);
}

Bm__Actor *review_actor_message(const struct rt_call *call) {
  Bm__Actor *actor = rt_message(call->arena, &bm__actor__descriptor);
  actor->role = "REVIEWER";
  actor->unit = call->subject->unit;
  actor->name = call->subject->name;
  return actor;
}

char *review_day_text(const struct rt_call *call, int32_t day) {
  char text[DOM_DATE_TEXT] = "";
  if (day != DOM_DATE_NONE && day != RT_NO_DAY)
    dom_date_format(day, text);
  return rt_arena_text(call->arena, text);
}

static struct dom_crossings crossings_of(const struct rt_call *call, const struct review_task *task) {
  const struct review_things *things = call->service;
  return dom_light_crossings(&things->calendar, &task->dues, task->limits.promised_days, NULL, 0);
}

static const Bm__Light__Enum lights[DOM_LIGHT__COUNT] = {
    [DOM_LIGHT_NONE] = BM__LIGHT__ENUM__NONE,
    [DOM_LIGHT_WARNING] = BM__LIGHT__ENUM__WARNING,
    [DOM_LIGHT_YELLOW] = BM__LIGHT__ENUM__YELLOW,
    [DOM_LIGHT_RED] = BM__LIGHT__ENUM__RED,
};

/* A running task shows the light of today; one that has ended the worst it had. */
static Bm__Light__Enum light_of(const struct rt_call *call, const struct review_task *task, int32_t today) {
  if (task->state == REVIEW_DECIDED || task->state == REVIEW_WITHDRAWN)
    return lights[task->light];
  struct dom_crossings crossings = crossings_of(call, task);
  return lights[dom_light_on(&crossings, today)];
}

static int32_t days_left(const struct rt_call *call, const struct review_task *task, int32_t today) {
  const struct review_things *things = call->service;
  if (task->state == REVIEW_DECIDED || task->state == REVIEW_WITHDRAWN)
    return 0;
  struct dom_deadline ask = {
      .start = task->accepted_on, .limit_days = task->limits.promised_days, .unit = DOM_UNIT_WORKING};
  return dom_deadline_left(&things->calendar, &ask, today, task->dues.promised_due);
}

/* Whose office it is tells at which level the case lies (R-07: the level that held it is named). */
static Bm__UnitKind__Enum level_of(const char *office) {
  static const Bm__UnitKind__Enum kinds[] = {[DOM_LEVEL_COUNTY] = BM__UNIT_KIND__ENUM__COUNTY,
                                             [DOM_LEVEL_TOWNSHIP] = BM__UNIT_KIND__ENUM__TOWNSHIP,
                                             [DOM_LEVEL_VILLAGE] = BM__UNIT_KIND__ENUM__VILLAGE};
  char path[DOM_UNITPATH_TEXT];
  return dom_unitpath_of_code(office, path) ? kinds[dom_unitpath_level(path)] : BM__UNIT_KIND__ENUM__UNSPECIFIED;
}

Bm__Task *review_task_message(const struct rt_call *call, const struct review_task *task, int32_t today) {
  Bm__Task *message = rt_message(call->arena, &bm__task__descriptor);
  message->task = rt_arena_text(call->arena, task->task);
  message->case_number = rt_arena_text(call->arena, task->case_number);
  message->item_code = rt_arena_text(call->arena, task->item);
  message->item_name = rt_arena_text(call->arena, task->item_name);
  message->unit = rt_arena_text(call->arena, task->unit);
  message->office = rt_arena_text(call->arena, task->office);
  message->state = (Bm__TaskState__Enum)task->state;
  message->claimed_by = rt_arena_text(call->arena, task->claimed_name);
  message->mine =
      task->state == REVIEW_CLAIMED && call->subject && strcmp(task->claimed_by, call->subject->account) == 0;
  message->promised_due = review_day_text(call, task->dues.promised_due);
  message->statutory_due = review_day_text(call, task->dues.statutory_due);
  message->light = light_of(call, task, today);
  message->promised_days_left = days_left(call, task, today);
  message->accepted_on = review_day_text(call, task->accepted_on);
  message->level = level_of(task->office);
  message->outcome = (Bm__Outcome__Enum)task->outcome;
  message->decided_on = review_day_text(call, task->decided_on);
  message->document_number = rt_arena_text(call->arena, task->document_number);
  return message;
}

static const char *const light_timers[DOM_LIGHT__COUNT] = {
    [DOM_LIGHT_WARNING] = "light_warning", [DOM_LIGHT_YELLOW] = "light_yellow", [DOM_LIGHT_RED] = "light_red"};

bool review_light_next(const struct rt_call *call, const struct review_task *task, struct rt_timer_set *ret_timer) {
  struct dom_crossings crossings = crossings_of(call, task);
  int next = DOM_LIGHT_NONE;
  for (int light = (int)task->light + 1; light < DOM_LIGHT__COUNT; light++)
    if (crossings.day[light] != DOM_DATE_NONE && (next == DOM_LIGHT_NONE || crossings.day[light] < crossings.day[next]))
      next = light;
  if (next == DOM_LIGHT_NONE)
    return false;
  *ret_timer = (struct rt_timer_set){light_timers[next], task->task, dom_time_at(crossings.day[next], 0)};
  return true;
}

void review_light_set(const struct rt_call *call, struct rt_pipe *pipe, const struct review_task *task) {
  struct rt_timer_set timer;
  if (review_light_next(call, task, &timer))
    rt_timers_set(pipe, &timer, 1);
}

void review_lights_clear(struct rt_pipe *pipe, const struct review_task *task) {
  rt_timers_clear(pipe, task->task, NULL);
}
