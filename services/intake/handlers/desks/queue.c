/* GET /queue — what waits at the caller's window, or of what they carry as an agent; the oldest first (I-04, I-08). */
#include "intake/store/desks/queue.h"
#include "domain/date.h"
#include "intake/handlers/casefile/page.h"
#include "intake/handlers/casefile/record.h"
#include "intake/handlers/casefile/viewer.h"
#include <string.h>

enum { LIST_STATES = 2, LISTS = BM__QUEUE_LIST__ENUM__DELIVERY + 1 };

/* The states each list is of. */
static const struct queue_list {
  int64_t states[LIST_STATES];
  size_t count;
} lists[LISTS] = {
    [BM__QUEUE_LIST__ENUM__RECEIVED] = {{INTAKE_SUBMITTED}, 1},
    [BM__QUEUE_LIST__ENUM__PAPERS] = {{INTAKE_CORRECTION}, 1},
    [BM__QUEUE_LIST__ENUM__REFUSALS] = {{INTAKE_REFUSAL_ASKED}, 1},
    [BM__QUEUE_LIST__ENUM__UNDER_WAY] = {{INTAKE_ACCEPTED, INTAKE_IN_REVIEW}, 2},
    [BM__QUEUE_LIST__ENUM__DUE_TODAY] = {{INTAKE_ACCEPTED, INTAKE_IN_REVIEW}, 2},
    [BM__QUEUE_LIST__ENUM__DELIVERY] = {{INTAKE_DECIDED}, 1},
};

_Static_assert((int)INTAKE_QUEUE_STATES >= (int)INTAKE_STATE__COUNT, "each state is counted");

struct queue {
  struct intake_queue_query query;
  struct intake_case_page page;
  struct intake_queue_counts counts;
  Bm__Case **views;
  size_t view_count;
  int size;
};

static const Bm__ListQueueRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_queue_request__descriptor);
}

/* A window's, and an agent's beside it for who is both. */
static void set_owner(struct rt_call *call, struct intake_queue_owner *owner) {
  const struct intake_viewer viewer = intake_viewer_of(call);
  if (viewer.roles & DOM_WHO(INTAKE_AGENT))
    owner->account = viewer.account;
  if (!(viewer.roles & (DOM_WHO(INTAKE_CLERK) | DOM_WHO(INTAKE_CENTRE_HEAD))) || !*viewer.unit_path)
    return;
  const char *slash = strchr(viewer.unit_path, '/');
  owner->root = viewer.unit_path;
  owner->township = slash ? rt_arena_textn(call->arena, slash + 1, strcspn(slash + 1, "/")) : "";
  if (viewer.roles & DOM_WHO(INTAKE_CLERK))
    owner->received_unit = viewer.unit;
}

static void decode(struct rt_call *call) {
  struct queue *state = call->state;
  struct intake_queue_query *query = &state->query;
  const struct queue_list *list = &lists[request(call)->list];
  set_owner(call, &query->owner);
  query->states = list->states;
  query->state_count = list->count;
  query->due = request(call)->list == BM__QUEUE_LIST__ENUM__DUE_TODAY ? dom_time_day(call->now_us) : RT_NO_DAY;
  state->size = rt_page_size(request(call)->page_size);
  query->limit = state->size + 1; /* one more tells whether there is a next page */
  intake_case_page_keys(call, request(call)->page_token, 0, &query->after_at, &query->after_number);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct queue *state = call->state;
  state->page.rows = rt_arena_array(call->arena, (size_t)state->query.limit, sizeof *state->page.rows);
  intake_queue_list(pipe, &state->query, &state->page);
  if (!*request(call)->page_token)
    intake_queue_count(pipe, &state->query.owner, dom_time_day(call->now_us), &state->counts);
}

static void decide(struct rt_call *call) {
  struct queue *state = call->state;
  const size_t count = state->page.count < (size_t)state->size ? state->page.count : (size_t)state->size;
  state->views = rt_arena_array(call->arena, count, sizeof *state->views);
  state->view_count = 0;
  for (size_t i = 0; i < count; i++) {
    const Bm__Case *record = intake_record_open(call, &state->page.rows[i]);
    if (!record)
      return;
    state->views[state->view_count++] = intake_case_view(call->arena, &state->page.rows[i], record);
  }
  state->view_count = rt_page_fit((ProtobufCMessage *const *)state->views, state->view_count);
}

static Bm__QueueCounts *counts_of(struct rt_arena *arena, const struct intake_queue_counts *counts) {
  Bm__QueueCounts *message = rt_message(arena, &bm__queue_counts__descriptor);
  message->received = (int32_t)counts->by_state[INTAKE_SUBMITTED];
  message->papers = (int32_t)counts->by_state[INTAKE_CORRECTION];
  message->refusals = (int32_t)counts->by_state[INTAKE_REFUSAL_ASKED];
  message->under_way = (int32_t)(counts->by_state[INTAKE_ACCEPTED] + counts->by_state[INTAKE_IN_REVIEW]);
  message->due_today = (int32_t)(counts->due[INTAKE_ACCEPTED] + counts->due[INTAKE_IN_REVIEW]);
  message->delivery = (int32_t)counts->by_state[INTAKE_DECIDED];
  return message;
}

static void reply(struct rt_call *call) {
  const struct queue *state = call->state;
  Bm__ListQueueReply *reply = rt_message(call->arena, &bm__list_queue_reply__descriptor);
  reply->cases = state->views;
  reply->n_cases = state->view_count;
  if (!*request(call)->page_token)
    reply->counts = counts_of(call->arena, &state->counts);
  if (state->page.count > state->view_count && state->view_count)
    reply->next_page_token = intake_case_page_token(call->arena, &state->page.rows[state->view_count - 1]);
  call->reply = &reply->base;
}

const struct rt_handler intake_list_queue = {
    .state_size = sizeof(struct queue), .decode = decode, .load = load, .decide = decide, .reply = reply};
