/* GET /agents?unit= — whom a citizen may choose: agents of the unit and of those above it (I-08). */
#include "bianmin/intake.pb-c.h"
#include "domain/unitpath.h"
#include "intake/store/agents/mandates.h"
#include "intake/store/directory/directory.h"
#include "runtime/call/call.h"

struct list {
  struct intake_unit unit;
  struct intake_agents found;
};

static const Bm__ListAgentsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_agents_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *state = call->state;
  char path[DOM_UNITPATH_TEXT];
  intake_units_load(pipe, request(call)->unit, &state->unit);
  if (dom_unitpath_of_code(request(call)->unit, path))
    intake_agents_list(pipe, rt_arena_text(call->arena, path), &state->found);
}

static void decide(struct rt_call *call) {
  if (!((const struct list *)call->state)->unit.unit)
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位；请核对单位代码");
}

static void reply(struct rt_call *call) {
  const struct list *state = call->state;
  Bm__ListAgentsReply *reply = rt_message(call->arena, &bm__list_agents_reply__descriptor);
  reply->agents = rt_arena_array(call->arena, state->found.count, sizeof *reply->agents);
  for (size_t i = 0; i < state->found.count; i++) {
    Bm__AgentEntry *entry = rt_message(call->arena, &bm__agent_entry__descriptor);
    entry->agent = rt_arena_text(call->arena, state->found.rows[i].agent);
    entry->name = rt_arena_text(call->arena, state->found.rows[i].name);
    entry->unit = rt_arena_text(call->arena, state->found.rows[i].unit);
    entry->unit_name = rt_arena_text(call->arena, state->found.rows[i].unit_name);
    reply->agents[reply->n_agents++] = entry;
  }
  call->reply = &reply->base;
}

const struct rt_handler intake_list_agents = {
    .state_size = sizeof(struct list), .load = load, .decide = decide, .reply = reply};
