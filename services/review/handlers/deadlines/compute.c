/* POST /deadlines:compute — the working calendar made visible. */
#include "bianmin/review.pb-c.h"
#include "domain/date.h"
#include "domain/deadline.h"
#include "review/things.h"
#include "runtime/call/call.h"

struct compute {
  struct dom_deadline ask;
  struct dom_pause *pauses;
  int32_t due;
  struct dom_explanation *explanation;
};

static const Bm__ComputeDeadlineRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__compute_deadline_request__descriptor);
}

static void compute_decode(struct rt_call *call) {
  const Bm__ComputeDeadlineRequest *in = request(call);
  struct compute *state = call->state;
  state->pauses = rt_arena_array(call->arena, in->n_pauses, sizeof *state->pauses);
  state->ask = (struct dom_deadline){
      .limit_days = in->limit_days,
      .extension_days = in->extension_days,
      .unit = in->limit_unit == BM__LIMIT_UNIT__ENUM__CALENDAR ? DOM_UNIT_CALENDAR : DOM_UNIT_WORKING,
      .pauses = state->pauses,
      .pause_count = in->n_pauses,
  };
}

static void read_day(struct rt_call *call, const char *field, const char *text, int32_t *ret_day) {
  if (!dom_date_parse(text, ret_day))
    rt_call_fault(call, field, "请填写真实日期，格式 YYYY-MM-DD");
}

static void compute_validate(struct rt_call *call) {
  const Bm__ComputeDeadlineRequest *in = request(call);
  struct compute *state = call->state;
  read_day(call, "start", in->start, &state->ask.start);
  for (size_t i = 0; i < in->n_pauses; i++) {
    read_day(call, rt_arena_printf(call->arena, "pauses[%zu].from", i), in->pauses[i]->from, &state->pauses[i].from);
    read_day(call, rt_arena_printf(call->arena, "pauses[%zu].to", i), in->pauses[i]->to, &state->pauses[i].to);
    if (state->pauses[i].to < state->pauses[i].from)
      rt_call_fault(call, rt_arena_printf(call->arena, "pauses[%zu].to", i), "结束日期不能早于开始日期");
  }
}

static void compute_decide(struct rt_call *call) {
  const struct review_things *things = call->service;
  struct compute *state = call->state;
  state->explanation = rt_arena_alloc(call->arena, sizeof *state->explanation);
  enum dom_deadline_refusal refusal =
      dom_deadline_explain(&things->calendar, &state->ask, &state->due, state->explanation);
  if (refusal != DOM_DEADLINE_OK)
    rt_call_refuse(call, RT_INVALID_ARGUMENT, "DEADLINE_NOT_COMPUTABLE", "%s", dom_deadline_refusal_text(refusal));
}

static void compute_reply(struct rt_call *call) {
  const struct compute *state = call->state;
  Bm__ComputeDeadlineReply *reply = rt_message(call->arena, &bm__compute_deadline_reply__descriptor);
  char text[DOM_DATE_TEXT];
  reply->due = rt_arena_text(call->arena, dom_date_format(state->due, text));
  reply->n_explanation = state->explanation->count;
  reply->explanation = rt_arena_copy(call->arena, state->explanation->line,
                                     state->explanation->count * sizeof *state->explanation->line);
  call->reply = &reply->base;
}

const struct rt_handler review_compute_deadline = {
    .state_size = sizeof(struct compute),
    .decode = compute_decode,
    .validate = compute_validate,
    .decide = compute_decide,
    .reply = compute_reply,
};
