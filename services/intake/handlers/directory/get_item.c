/* GET /items/{item} — an item with its guide, abolished ones too (I-02, I-03). */
#include "intake/handlers/directory/messages.h"

#include "intake/store/directory/guides.h"
#include "runtime/call/call.h"

struct get {
  struct intake_guide guide;
  struct rt_bytes detail;
};

static void get_load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__GetItemRequest *in = rt_call_request(call, &bm__get_item_request__descriptor);
  struct get *state = call->state;
  intake_items_load(pipe, in->item, &state->guide);
  intake_guides_load(pipe, in->item, &state->detail);
}

static void get_decide(struct rt_call *call) {
  const struct get *state = call->state;
  if (!state->guide.item)
    rt_call_refuse(call, RT_NOT_FOUND, "ITEM_NOT_FOUND", "没有这个事项；请核对事项编码");
}

static void get_reply(struct rt_call *call) {
  const struct get *state = call->state;
  Bm__Item *item = intake_item_message(call->arena, &state->guide);
  intake_detail_add(call->arena, state->detail, item);
  call->reply = &item->base;
}

const struct rt_handler intake_get_item = {
    .state_size = sizeof(struct get),
    .load = get_load,
    .decide = get_decide,
    .reply = get_reply,
};
