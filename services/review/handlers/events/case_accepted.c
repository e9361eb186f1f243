/* case.accepted → a task at the lead office, its clock, its lights stored ahead. An immediate case whose
 * accepting clerk holds the reviewer's role opens claimed. */
#include "review/handlers/tasks/act.h"

#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "review/store/tasks.h"
#include "runtime/base/id.h"

struct accepted {
  struct review_task task;
};

static const Bm__CaseAccepted *event(const struct rt_call *call) {
  return rt_call_request(call, &bm__case_accepted__descriptor);
}

static void accepted_decode(struct rt_call *call) {
  const Bm__CaseAccepted *in = event(call);
  struct review_task *task = &((struct accepted *)call->state)->task;
  char *id = rt_arena_alloc(call->arena, RT_ID_SIZE);
  rt_id_new(call->now_us, id);
  *task = (struct review_task){
      .task = id,
      .case_number = in->case_number,
      .version = 1,
      .state = *in->claimed_by ? REVIEW_CLAIMED : REVIEW_OPEN,
      .item = in->item,
      .item_name = in->item_name,
      .nature = in->nature,
      .unit = in->unit,
      .unit_path = in->unit_path,
      .office = in->lead_office,
      .limits = {in->promised_days, in->statutory_days,
                 in->limit_unit == BM__LIMIT_UNIT__ENUM__CALENDAR ? DOM_UNIT_CALENDAR : DOM_UNIT_WORKING},
      .claimed_by = in->claimed_by,
      .claimed_name = in->claimed_by_name,
      .document_number = "",
      .decided_on = RT_NO_DAY,
  };
}

static void accepted_validate(struct rt_call *call) {
  const Bm__CaseAccepted *in = event(call);
  struct review_task *task = &((struct accepted *)call->state)->task;
  if (!dom_date_parse(in->accepted_on, &task->accepted_on) ||
      !dom_date_parse(in->promised_due, &task->dues.promised_due) ||
      !dom_date_parse(in->statutory_due, &task->dues.statutory_due))
    rt_call_fault(call, "acceptedOn", "日期无效");
}

static struct rt_send claimed_event(const struct rt_call *call, const struct review_task *task) {
  const Bm__CaseAccepted *in = event(call);
  Bm__TaskClaimed *claimed = rt_message(call->arena, &bm__task_claimed__descriptor);
  claimed->task = (char *)task->task;
  claimed->case_number = in->case_number;
  claimed->actor = rt_message(call->arena, &bm__actor__descriptor);
  claimed->actor->role = "CLERK";
  claimed->actor->unit = in->received_unit;
  claimed->actor->name = in->claimed_by_name;
  return (struct rt_send){task->task, task->events, "task.claimed", &claimed->base, call->now_us};
}

static void accepted_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const struct review_task **tasks = rt_arena_array(arena, count, sizeof *tasks);
  struct rt_timer_set *lights = rt_arena_array(arena, count, sizeof *lights);
  struct rt_send *claimed = rt_arena_array(arena, count, sizeof *claimed);
  size_t light_count = 0, claimed_count = 0;
  for (size_t i = 0; i < count; i++) {
    struct review_task *task = &((struct accepted *)calls[i]->state)->task;
    task->events = task->state == REVIEW_CLAIMED ? 1 : 0;
    tasks[i] = task;
    if (review_light_next(calls[i], task, &lights[light_count]))
      light_count++;
    if (task->state == REVIEW_CLAIMED)
      claimed[claimed_count++] = claimed_event(calls[i], task);
  }
  review_tasks_insert(pipe, tasks, count);
  rt_timers_set(pipe, lights, light_count);
  rt_outbox_add(pipe, claimed, claimed_count);
}

const struct rt_handler review_on_case_accepted = {
    .state_size = sizeof(struct accepted),
    .decode = accepted_decode,
    .validate = accepted_validate,
    .save_all = accepted_save_all,
};
