/* GET /cases/{n}/trail — every act in order; clerks of a rated unit do not see its rating (E-01). */
#include "intake/handlers/casefile/act.h"
#include "intake/rules/trail/text.h"
#include <string.h>

enum { PAGE_ROWS = 200 };

struct trail {
  int64_t after; /* the last row of the page before */
  struct intake_case_loaded loaded;
  struct intake_trail_list list;
  Bm__Trail *trail;
};

static void decode(struct rt_call *call) {
  const Bm__GetTrailRequest *in = rt_call_request(call, &bm__get_trail_request__descriptor);
  struct trail *state = call->state;
  const char *key = "";
  if (*in->page_token && rt_page_keys(call, in->page_token, &key, 1))
    (void)rt_page_number(call, key, INT32_MAX, &state->after);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__GetTrailRequest *in = rt_call_request(call, &bm__get_trail_request__descriptor);
  struct trail *state = call->state;
  intake_case_ask(call, pipe, in->case_number, &state->loaded);
  intake_trail_load(pipe, in->case_number, state->after, PAGE_ROWS, &state->list);
}

static Bm__TrailEntry *entry_of(struct rt_arena *arena, const struct intake_trail_row *row) {
  struct intake_trail_text text;
  char *scratch = rt_arena_alloc(arena, strlen(row->text) + 1);
  if (!intake_trail_read(row->text, scratch, &text))
    return NULL;
  Bm__TrailEntry *entry = rt_message(arena, &bm__trail_entry__descriptor);
  entry->seq = (int32_t)row->seq;
  entry->at = (char *)text.at;
  entry->actor = rt_message(arena, &bm__actor__descriptor);
  entry->actor->role = (char *)text.role;
  entry->actor->unit = (char *)text.unit;
  entry->actor->name = (char *)text.name;
  entry->action = (char *)text.action;
  entry->from = (char *)text.from;
  entry->to = (char *)text.to;
  entry->reason = (char *)text.reason;
  entry->hash = rt_arena_text(arena, row->link);
  return entry;
}

/* A page ends where its rows end, shown or hidden, or before the answer outgrows a frame. */
static void end_page(struct rt_call *call, const struct intake_trail_list *list, Bm__Trail *trail) {
  const size_t fit = rt_page_fit((ProtobufCMessage *const *)trail->entries, trail->n_entries);
  const bool cut = fit < trail->n_entries;
  if (!cut && list->count < PAGE_ROWS)
    return;
  trail->n_entries = fit;
  const int64_t last = cut ? trail->entries[fit - 1]->seq : list->rows[list->count - 1].seq;
  const char *key = rt_arena_printf(call->arena, "%lld", (long long)last);
  trail->next_page_token = rt_page_token(call->arena, &key, 1);
}

static void decide(struct rt_call *call) {
  struct trail *state = call->state;
  if (!intake_case_seen(call, &state->loaded))
    return;
  const struct intake_viewer viewer = intake_viewer_of(call);
  Bm__Trail *trail = rt_message(call->arena, &bm__trail__descriptor);
  trail->entries = rt_arena_array(call->arena, state->list.count, sizeof *trail->entries);
  for (size_t i = 0; i < state->list.count; i++) {
    const struct intake_trail_row *row = &state->list.rows[i];
    if (intake_rating_hidden(&viewer, row->hidden_from))
      continue;
    Bm__TrailEntry *entry = entry_of(call->arena, row);
    if (!entry) {
      rt_call_refuse(call, RT_DATA_LOSS, "TRAIL_UNREADABLE", "办理记录已损坏，请联系系统管理员核验");
      return;
    }
    trail->entries[trail->n_entries++] = entry;
  }
  end_page(call, &state->list, trail);
  state->trail = trail;
}

static void reply(struct rt_call *call) {
  call->reply = &((struct trail *)call->state)->trail->base;
}

const struct rt_handler intake_get_trail = {
    .state_size = sizeof(struct trail), .decode = decode, .load = load, .decide = decide, .reply = reply};
