/* GET /visits — those the caller asked for; of an agent: those nobody took yet in their unit, and their own (I-08). */
#include "intake/handlers/agents/ids_page.h"
#include "intake/handlers/agents/visit.h"
#include "intake/handlers/casefile/viewer.h"

struct list {
  struct intake_visit_query query;
  struct intake_visit_page page;
  Bm__Visit **views;
  size_t view_count;
  int size;
};

static const Bm__ListVisitsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_visits_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct list *state = call->state;
  const struct intake_viewer viewer = intake_viewer_of(call);
  state->size = rt_page_size(request(call)->page_size);
  state->query.account = viewer.account;
  state->query.state = (int)request(call)->state;
  state->query.limit = state->size + 1; /* one more tells whether there is a next page */
  if ((viewer.roles & DOM_WHO(INTAKE_AGENT)) && *viewer.unit_path)
    state->query.root = viewer.unit_path;
  intake_ids_page(call, request(call)->page_token, &state->query.before_at, &state->query.before);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *state = call->state;
  state->page.rows = rt_arena_array(call->arena, (size_t)state->query.limit, sizeof *state->page.rows);
  intake_visits_list(pipe, &state->query, &state->page);
}

static void decide(struct rt_call *call) {
  struct list *state = call->state;
  const size_t count = state->page.count < (size_t)state->size ? state->page.count : (size_t)state->size;
  state->views = rt_arena_array(call->arena, count, sizeof *state->views);
  state->view_count = 0;
  for (size_t i = 0; i < count; i++) {
    Bm__Visit *record = intake_visit_open(call, &state->page.rows[i]);
    if (!record)
      return;
    state->views[state->view_count++] = intake_visit_view(call->arena, &state->page.rows[i], record);
  }
}

static void reply(struct rt_call *call) {
  const struct list *state = call->state;
  Bm__ListVisitsReply *reply = rt_message(call->arena, &bm__list_visits_reply__descriptor);
  reply->visits = state->views;
  reply->n_visits = rt_page_fit((ProtobufCMessage *const *)state->views, state->view_count);
  if (state->page.count > reply->n_visits && reply->n_visits) {
    const struct intake_visit_row *last = &state->page.rows[reply->n_visits - 1];
    reply->next_page_token = intake_ids_page_token(call->arena, last->asked_at, last->visit);
  }
  call->reply = &reply->base;
}

const struct rt_handler intake_list_visits = {
    .state_size = sizeof(struct list), .decode = decode, .load = load, .decide = decide, .reply = reply};
