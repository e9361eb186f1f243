/* GET /mandates — given by the caller or held by them, newest first (I-08). */
#include "domain/date.h"
#include "intake/handlers/agents/ids_page.h"
#include "intake/handlers/agents/mandate.h"

struct list {
  struct intake_mandate_page page;
  Bm__Mandate **views;
  size_t view_count;
  int64_t before_at;
  const char *before;
  int size;
};

static const Bm__ListMandatesRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_mandates_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct list *state = call->state;
  state->size = rt_page_size(request(call)->page_size);
  intake_ids_page(call, request(call)->page_token, &state->before_at, &state->before);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *state = call->state;
  const int32_t valid_on = request(call)->valid ? dom_time_day(call->now_us) : RT_NO_DAY;
  state->page.rows = rt_arena_array(call->arena, (size_t)state->size + 1, sizeof *state->page.rows);
  intake_mandates_list(pipe, call->subject->account, valid_on, state->before_at, state->before, state->size + 1,
                       &state->page);
}

static void decide(struct rt_call *call) {
  struct list *state = call->state;
  const size_t count = state->page.count < (size_t)state->size ? state->page.count : (size_t)state->size;
  state->views = rt_arena_array(call->arena, count, sizeof *state->views);
  state->view_count = 0;
  for (size_t i = 0; i < count; i++) {
    Bm__Mandate *view = intake_mandate_view(call, &state->page.rows[i]);
    if (!view)
      return;
    state->views[state->view_count++] = view;
  }
}

static void reply(struct rt_call *call) {
  const struct list *state = call->state;
  Bm__ListMandatesReply *reply = rt_message(call->arena, &bm__list_mandates_reply__descriptor);
  reply->mandates = state->views;
  reply->n_mandates = rt_page_fit((ProtobufCMessage *const *)state->views, state->view_count);
  if (state->page.count > reply->n_mandates && reply->n_mandates) {
    const struct intake_mandate_row *last = &state->page.rows[reply->n_mandates - 1];
    reply->next_page_token = intake_ids_page_token(call->arena, last->given_at, last->mandate.mandate);
  }
  call->reply = &reply->base;
}

const struct rt_handler intake_list_mandates = {
    .state_size = sizeof(struct list), .decode = decode, .load = load, .decide = decide, .reply = reply};
