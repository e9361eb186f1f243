/* GET /units — the units below a unit, in the order of their codes (I-01). */
#include "intake/handlers/directory/messages.h"

#include "intake/store/directory/directory.h"
#include "runtime/call/call.h"

struct list {
  struct intake_unit parent;
  struct intake_unit_list found;
  const char *after;
  int size;
};

static const Bm__ListUnitsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_units_request__descriptor);
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  list->after = "";
  list->size = rt_page_size(request(call)->page_size);
  list->found.units = rt_arena_array(call->arena, (size_t)list->size + 1, sizeof *list->found.units);
  if (*request(call)->page_token)
    rt_page_keys(call, request(call)->page_token, &list->after, 1);
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  const Bm__ListUnitsRequest *in = request(call);
  if (*in->parent)
    intake_units_load(pipe, in->parent, &list->parent);
  intake_units_list(pipe, in->parent, (int)in->kind, list->after, list->size + 1, &list->found);
}

static void list_decide(struct rt_call *call) {
  const struct list *list = call->state;
  if (*request(call)->parent && !list->parent.unit)
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个上级单位；请核对单位代码");
}

static void list_reply(struct rt_call *call) {
  const struct list *list = call->state;
  Bm__ListUnitsReply *reply = rt_message(call->arena, &bm__list_units_reply__descriptor);
  size_t count = list->found.count > (size_t)list->size ? (size_t)list->size : list->found.count;
  reply->units = rt_arena_array(call->arena, count, sizeof *reply->units);
  for (size_t i = 0; i < count; i++)
    reply->units[reply->n_units++] = intake_unit_message(call->arena, &list->found.units[i]);
  if (list->found.count > count)
    reply->next_page_token = rt_page_token(call->arena, &list->found.units[count - 1].unit, 1);
  call->reply = &reply->base;
}

const struct rt_handler intake_list_units = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .load = list_load,
    .decide = list_decide,
    .reply = list_reply,
};
