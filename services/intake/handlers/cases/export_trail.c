/* The chain of a case as stored, and where the case itself says it ends: what `bmctl trail verify` checks. */
#include "intake/handlers/casefile/act.h"

enum { PAGE_ROWS = 200 };

struct export {
  struct intake_case_loaded loaded;
  struct intake_trail_list list;
};

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__ExportTrailRequest *in = rt_call_request(call, &bm__export_trail_request__descriptor);
  struct export *state = call->state;
  intake_case_ask(call, pipe, in->case_number, &state->loaded);
  intake_trail_load(pipe, in->case_number, in->after, PAGE_ROWS, &state->list);
}

static void decide(struct rt_call *call) {
  const struct export *state = call->state;
  if (!state->loaded.row.case_number)
    rt_call_refuse(call, RT_NOT_FOUND, "CASE_NOT_FOUND", "没有找到这个办件；请核对办件编号");
}

static void reply(struct rt_call *call) {
  const struct export *state = call->state;
  Bm__ExportTrailReply *reply = rt_message(call->arena, &bm__export_trail_reply__descriptor);
  reply->links = rt_arena_array(call->arena, state->list.count, sizeof *reply->links);
  for (size_t i = 0; i < state->list.count; i++) {
    const struct intake_trail_row *row = &state->list.rows[i];
    Bm__TrailLink *link = rt_message(call->arena, &bm__trail_link__descriptor);
    link->seq = (int32_t)row->seq;
    link->text = rt_arena_text(call->arena, row->text);
    link->link = rt_arena_text(call->arena, row->link);
    reply->links[reply->n_links++] = link;
  }
  reply->n_links = rt_page_fit((ProtobufCMessage *const *)reply->links, reply->n_links);
  reply->head = rt_arena_text(call->arena, state->loaded.row.trail_head);
  reply->count = (int32_t)state->loaded.row.trail_seq;
  call->reply = &reply->base;
}

const struct rt_handler intake_export_trail = {
    .state_size = sizeof(struct export), .load = load, .decide = decide, .reply = reply};
