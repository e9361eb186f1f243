/* RecomputeDues: a year's calendar was loaded while cases ran; their dates move, and whose moved is told. */
#include "review/handlers/tasks/act.h"

#include "bianmin/events.pb-c.h"
#include "review/store/tasks.h"
#include "review/things.h"
#include "runtime/base/id.h"

enum { PAGE = 50 };

struct recompute {
  struct review_task_list found;
  struct review_task *moved;
  size_t moved_count;
};

static const Bm__RecomputeDuesRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__recompute_dues_request__descriptor);
}

static void recompute_validate(struct rt_call *call) {
  if (*request(call)->after && !rt_id_valid(request(call)->after))
    rt_call_fault(call, "after", "应为上一页回答中的 next");
}

static void recompute_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct recompute *state = call->state;
  const char *after = *request(call)->after ? request(call)->after : NULL;
  state->found.tasks = rt_arena_array(call->arena, PAGE, sizeof *state->found.tasks);
  state->moved = rt_arena_array(call->arena, PAGE, sizeof *state->moved);
  review_tasks_list_running(pipe, after, PAGE, &state->found);
}

static void recompute_decide(struct rt_call *call) {
  struct recompute *state = call->state;
  const struct review_things *things = call->service;
  for (size_t i = 0; i < state->found.count; i++) {
    struct review_task task = state->found.tasks[i];
    if (review_recompute(&task, &things->calendar))
      state->moved[state->moved_count++] = task;
  }
}

static void send_moved(const struct rt_call *call, struct rt_pipe *pipe, const struct review_task *task) {
  Bm__ClockMoved *event = rt_message(call->arena, &bm__clock_moved__descriptor);
  event->task = (char *)task->task;
  event->case_number = (char *)task->case_number;
  event->promised_due = review_day_text(call, task->dues.promised_due);
  event->statutory_due = review_day_text(call, task->dues.statutory_due);
  event->why = "工作日历更新，期限按新的节假日安排重新计算";
  rt_outbox_add(pipe, &(struct rt_send){task->task, task->events, "clock.moved", &event->base, call->now_us}, 1);
}

static void recompute_save(struct rt_call *call, struct rt_pipe *pipe) {
  struct recompute *state = call->state;
  for (size_t i = 0; i < state->moved_count; i++) {
    struct review_task *task = &state->moved[i];
    task->events++;
    review_tasks_update(pipe, (const struct review_task *const[]){task}, 1);
    review_lights_clear(pipe, task);
    review_light_set(call, pipe, task);
    send_moved(call, pipe, task);
  }
}

static void recompute_reply(struct rt_call *call) {
  const struct recompute *state = call->state;
  Bm__RecomputeDuesReply *reply = rt_message(call->arena, &bm__recompute_dues_reply__descriptor);
  reply->seen = (int32_t)state->found.count;
  reply->moved = (int32_t)state->moved_count;
  if (state->found.count == PAGE)
    reply->next = (char *)state->found.tasks[PAGE - 1].task;
  call->reply = &reply->base;
}

const struct rt_handler review_recompute_dues = {
    .state_size = sizeof(struct recompute),
    .validate = recompute_validate,
    .load = recompute_load,
    .decide = recompute_decide,
    .save = recompute_save,
    .reply = recompute_reply,
};
