/* GET /items/{item} — an item with its guide, abolished ones too (I-02, I-03). */
#include "intake/handlers/directory/messages.h"

#include "intake/store/directory/directory.h"
#include "runtime/call/call.h"

static void get_load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__GetItemRequest *in = rt_call_request(call, &bm__get_item_request__descriptor);
  intake_items_load(pipe, in->item, call->state);
}

static void get_decide(struct rt_call *call) {
  const struct intake_guide *guide = call->state;
  if (!guide->item)
    rt_call_refuse(call, RT_NOT_FOUND, "ITEM_NOT_FOUND", "没有这个事项；请核对事项编码");
}

static void get_reply(struct rt_call *call) {
  call->reply = &intake_item_message(call->arena, call->state)->base;
}

const struct rt_handler intake_get_item = {
    .state_size = sizeof(struct intake_guide),
    .load = get_load,
    .decide = get_decide,
    .reply = get_reply,
};
