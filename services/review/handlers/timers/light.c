/* A light's crossing is due: told once, to the office head and the supervisor, and the next light's is stored.
 * One handler a light. */
#include "review/handlers/tasks/act.h"
#include "review/handlers/timers/timers.h"

#include "bianmin/events.pb-c.h"
#include "domain/date.h"

struct crossing {
  struct review_act act;
  bool news;
};

static void crossing_load(struct rt_call *call, struct rt_pipe *pipe) {
  review_act_load(call, pipe, call->timer->subject);
}

static void cross(struct rt_call *call, enum dom_light light) {
  struct crossing *state = call->state;
  state->news = state->act.task.task && review_cross(&state->act.task, light);
}

static void cross_warning(struct rt_call *call) {
  cross(call, DOM_LIGHT_WARNING);
}

static void cross_yellow(struct rt_call *call) {
  cross(call, DOM_LIGHT_YELLOW);
}

static void cross_red(struct rt_call *call) {
  cross(call, DOM_LIGHT_RED);
}

static void crossing_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct crossing *state = call->state;
  const struct review_task *task = &state->act.task;
  if (!state->news)
    return;
  Bm__LightCrossed *event = rt_message(call->arena, &bm__light_crossed__descriptor);
  event->task = (char *)task->task;
  event->case_number = (char *)task->case_number;
  event->light = (Bm__Light__Enum)(task->light + 1); /* bm.Light counts from UNSPECIFIED */
  event->office = (char *)task->office;
  event->unit = (char *)task->unit;
  event->unit_path = (char *)task->unit_path;
  event->held_by = (char *)task->claimed_by;
  event->on = review_day_text(call, dom_time_day(call->timer->due_us));
  review_act_save(call, pipe, "light.crossed", &event->base);
  review_light_set(call, pipe, task);
}

#define CROSSING(step)                                                                                                 \
  { .state_size = sizeof(struct crossing), .load = crossing_load, .decide = (step), .save = crossing_save }

const struct rt_handler review_light_warning = CROSSING(cross_warning);
const struct rt_handler review_light_yellow = CROSSING(cross_yellow);
const struct rt_handler review_light_red = CROSSING(cross_red);
