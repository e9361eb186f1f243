/* PutUnits: the tree as loaded; all of the request or nothing (I-01). */
#include "intake/handlers/directory/put.h"

#include "bianmin/events.pb-c.h"
#include "bianmin/intake.pb-c.h"

#include <string.h>

struct put_units {
  struct intake_put put; /* first: the shared functions look at it */
  char (*paths)[DOM_UNITPATH_TEXT];
};

static const Bm__PutUnitsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__put_units_request__descriptor);
}

static void put_decode(struct rt_call *call) {
  struct put_units *state = call->state;
  state->paths = rt_arena_array(call->arena, request(call)->n_units, sizeof *state->paths);
  intake_put_start(call, request(call)->n_units, request(call)->n_units);
}

static void put_validate(struct rt_call *call) {
  struct put_units *state = call->state;
  const Bm__PutUnitsRequest *in = request(call);
  for (size_t i = 0; i < in->n_units; i++) {
    Bm__Unit content = *in->units[i];
    struct dom_refusal refusal = {0};
    content.path = (char *)""; /* follows from the code */
    content.version = 0;       /* counted here */
    intake_put_row(call, i, content.unit, in->units[i]->version, &content.base);
    if (!intake_unit_place(content.unit, (enum intake_unit_kind)content.kind, content.parent, state->paths[i],
                           &refusal))
      intake_put_fault(call, "units", i, &refusal);
  }
  intake_put_sort(call, "units", "unit");
}

/* The units themselves, and those above them. */
static void put_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct put_units *state = call->state;
  const Bm__PutUnitsRequest *in = request(call);
  const char **keys = intake_put_keys(call, in->n_units);
  for (size_t i = 0; i < in->n_units; i++)
    keys[in->n_units + i] = in->units[i]->parent;
  state->put.kept.count = 0;
  intake_units_kept(pipe, keys, 2 * in->n_units, &state->put.kept);
}

/* Loaded before, or further up in this request. */
static bool has_parent(const struct rt_call *call, size_t i) {
  const struct put_units *state = call->state;
  const char *parent = request(call)->units[i]->parent;
  if (!*parent || intake_put_kept(&state->put, parent))
    return true;
  const struct intake_put_row *above = intake_put_find(&state->put, parent);
  return above && above < &state->put.rows[i];
}

/* Offices are the county's to make and name: cases go to the nearest office that bears the name of their item's. */
static void put_decide(struct rt_call *call) {
  for (size_t i = 0; i < request(call)->n_units; i++) {
    const Bm__Unit *unit = request(call)->units[i];
    if (!intake_admin_may(call, unit->kind == BM__UNIT_KIND__ENUM__OFFICE ? "" : unit->unit))
      return;
  }
  intake_put_decide(call);
  for (size_t i = 0; i < request(call)->n_units; i++) {
    if (has_parent(call, i))
      continue;
    const char *field = rt_arena_printf(call->arena, "units[%zu].parent", i);
    rt_call_refuse(call, RT_INVALID_ARGUMENT, "UNIT_NOT_FOUND", "没有上级单位 %s；请先录入上级单位",
                   request(call)->units[i]->parent);
    rt_call_refuse_field(call, field, "没有这个单位");
    return;
  }
}

static ProtobufCMessage *event_of(const struct rt_call *call, size_t i) {
  const struct put_units *state = call->state;
  const Bm__Unit *unit = request(call)->units[i];
  Bm__UnitPut *event = rt_message(call->arena, &bm__unit_put__descriptor);
  event->unit = unit->unit;
  event->name = unit->name;
  event->kind = unit->kind;
  event->parent = unit->parent;
  event->path = state->paths[i];
  return &event->base;
}

static struct intake_unit_put put_of(const struct rt_call *call, size_t i) {
  const struct put_units *state = call->state;
  const Bm__Unit *in = request(call)->units[i];
  return (struct intake_unit_put){.unit = {.unit = in->unit,
                                           .name = in->name,
                                           .kind = (enum intake_unit_kind)in->kind,
                                           .parent = in->parent,
                                           .path = state->paths[i],
                                           .phone = in->phone,
                                           .address = in->address,
                                           .hours = in->hours},
                                  .hash = state->put.rows[i].hash,
                                  .version = state->put.rows[i].version};
}

static void put_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct put_units *state = call->state;
  struct rt_send *events = rt_arena_array(call->arena, state->put.count, sizeof *events);
  struct intake_unit_put *puts = rt_arena_array(call->arena, state->put.count, sizeof *puts);
  size_t count = 0;
  for (size_t i = 0; i < state->put.count; i++) {
    const struct intake_put_row *row = &state->put.rows[i];
    if (!intake_put_writes(row))
      continue;
    puts[count] = put_of(call, i);
    events[count++] = (struct rt_send){rt_arena_printf(call->arena, "unit:%s", row->key), row->version, "unit.put",
                                       event_of(call, i), call->now_us};
  }
  if (count > 0) {
    intake_units_put(pipe, puts, count);
    rt_outbox_add(pipe, events, count);
  }
}

const struct rt_handler intake_put_units = {
    .state_size = sizeof(struct put_units),
    .decode = put_decode,
    .validate = put_validate,
    .load = put_load,
    .decide = put_decide,
    .save = put_save,
    .reply = intake_put_reply,
};
