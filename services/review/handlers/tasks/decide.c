/* POST /tasks/{task}:decide — grant or denial, numbered, with remedies. */
#include "review/handlers/tasks/act.h"

#include "bianmin/events.pb-c.h"
#include "common/refuse.h"
#include "domain/date.h"
#include "domain/number.h"
#include "review/things.h"
#include <string.h>

enum { DELIVERY_DAYS = 10 }; /* art. 44: delivered within 10 days of the decision */

struct decide {
  struct review_act act; /* first: the shared functions look at it */
  struct review_decision decision;
  int64_t running_decision;
  int64_t running_certificate;
  char *certificate;
};

static const Bm__DecideTaskRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__decide_task_request__descriptor);
}

static void decide_decode(struct rt_call *call) {
  const Bm__DecideTaskRequest *in = request(call);
  struct decide *state = call->state;
  state->decision = (struct review_decision){
      .outcome = in->outcome == BM__OUTCOME__ENUM__GRANT ? REVIEW_GRANT : REVIEW_DENY,
      .reasons = in->reasons,
      .law = in->law,
      .valid_until = DOM_DATE_NONE,
  };
}

static void decide_validate(struct rt_call *call) {
  const char *until = request(call)->certificate_valid_until;
  struct decide *state = call->state;
  if (*until && !dom_date_parse(until, &state->decision.valid_until))
    rt_call_fault(call, "certificateValidUntil", "请填写真实日期，格式 YYYY-MM-DD");
}

/* Numbers are drawn before the county of the task is known to differ: a county has one system. */
static void decide_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct decide *state = call->state;
  int32_t today = dom_time_day(call->now_us);
  char *county = rt_arena_textn(call->arena, call->subject->unit_path, 6);
  review_act_load(call, pipe, request(call)->task);
  rt_pipe_number(pipe, "decision", county, today, &state->running_decision);
  if (state->decision.outcome == REVIEW_GRANT)
    rt_pipe_number(pipe, "certificate", county, today, &state->running_certificate);
}

static char *document_number(const struct rt_call *call, const char *kind, int64_t running) {
  char county[7] = "";
  char text[DOM_NUMBER_TEXT];
  memcpy(county, call->subject->unit_path, sizeof county - 1);
  dom_number_format(kind, county, dom_time_day(call->now_us), (int32_t)running, text);
  return rt_arena_text(call->arena, text);
}

static void decide_decide(struct rt_call *call) {
  struct decide *state = call->state;
  struct dom_refusal refusal = {0};
  if (!review_act_sees(call))
    return;
  if (!review_decide(&state->act.task, &state->act.actor, &state->decision, dom_time_day(call->now_us), &refusal)) {
    common_refuse(call, &refusal);
    return;
  }
  state->act.task.document_number = document_number(call, "JD", state->running_decision);
  state->certificate =
      state->decision.outcome == REVIEW_GRANT ? document_number(call, "ZJ", state->running_certificate) : "";
}

static const ProtobufCMessage *decided_event(const struct rt_call *call) {
  const struct decide *state = call->state;
  const struct review_task *task = &state->act.task;
  Bm__CaseDecided *event = rt_message(call->arena, &bm__case_decided__descriptor);
  event->task = (char *)task->task;
  event->case_number = (char *)task->case_number;
  event->outcome = (Bm__Outcome__Enum)task->outcome;
  event->reasons = (char *)state->decision.reasons;
  event->law = (char *)state->decision.law;
  event->document_number = (char *)task->document_number;
  event->certificate_number = state->certificate;
  event->certificate_valid_until = review_day_text(call, state->decision.valid_until);
  event->remedies = (char *)review_remedies(task->nature, task->outcome);
  event->decided_on = review_day_text(call, task->decided_on);
  event->on_time = task->decided_on <= task->dues.promised_due;
  event->statutory_overrun = task->decided_on > task->dues.statutory_due;
  event->actor = review_actor_message(call);
  return &event->base;
}

static void decide_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  const char **tasks = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *tasks);
  struct rt_timer_set *timers = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *timers);
  review_act_save_all(calls, count, pipe, "case.decided", decided_event);
  for (size_t i = 0; i < count; i++) {
    const struct review_things *things = calls[i]->service;
    const struct review_task *task = &((const struct review_act *)calls[i]->state)->task;
    int32_t due = dom_working_days_after(&things->calendar, task->decided_on, DELIVERY_DAYS);
    tasks[i] = task->task;
    timers[i] = (struct rt_timer_set){"delivery_due", task->task, dom_time_at(due + 1, 0)};
  }
  rt_timers_clear_all(pipe, tasks, count);
  rt_timers_set(pipe, timers, count);
}

const struct rt_handler review_decide_task = {
    .state_size = sizeof(struct decide),
    .decode = decide_decode,
    .validate = decide_validate,
    .load = decide_load,
    .decide = decide_decide,
    .save_all = decide_save_all,
    .reply = review_act_reply,
};
