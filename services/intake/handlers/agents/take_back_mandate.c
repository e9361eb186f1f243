/* POST /mandates/{m}:takeBack — the citizen takes it back, or the agent gives it back (I-08). */
#include "intake/handlers/agents/mandate.h"
#include "intake/handlers/casefile/viewer.h"
#include "runtime/base/id.h"
#include <string.h>

struct take_back {
  struct intake_mandate_row row;
  Bm__Mandate *view;
};

static const Bm__TakeBackMandateRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__take_back_mandate_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct take_back *state = call->state;
  if (rt_id_valid(request(call)->mandate))
    intake_mandates_load(pipe, request(call)->mandate, call->subject->account, &state->row);
}

static void decide(struct rt_call *call) {
  struct take_back *state = call->state;
  struct intake_mandate *mandate = &state->row.mandate;
  if (!mandate->mandate || (!state->row.own && strcmp(mandate->agent, call->subject->account) != 0)) {
    rt_call_refuse(call, RT_NOT_FOUND, "MANDATE_NOT_FOUND", "没有找到这份委托");
    return;
  }
  if (mandate->ended) {
    rt_call_refuse(call, RT_FAILED_PRECONDITION, "MANDATE_ENDED", "这份委托已经收回");
    return;
  }
  mandate->ended = true;
  state->row.ended_at = call->now_us;
  state->view = intake_mandate_view(call, &state->row);
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct take_back *state = call->state;
  intake_mandates_end(pipe, state->row.mandate.mandate, state->row.version, call->now_us);
}

static void reply(struct rt_call *call) {
  call->reply = &((struct take_back *)call->state)->view->base;
}

const struct rt_handler intake_take_back_mandate = {
    .state_size = sizeof(struct take_back), .load = load, .decide = decide, .save = save, .reply = reply};
