/* GET /items/{item}/guide?unit= — the guide as it holds at a unit: where to go, who decides there, what is not said yet
 * (I-03). */
#include "intake/handlers/directory/messages.h"

#include "domain/unitpath.h"
#include "intake/store/directory/guides.h"
#include "runtime/call/call.h"

struct get {
  struct intake_guide guide;
  struct rt_bytes detail;
  struct intake_unit hall;
  struct intake_unit office;
};

static const Bm__GetGuideRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__get_guide_request__descriptor);
}

static void get_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct get *state = call->state;
  const Bm__GetGuideRequest *in = request(call);
  char path[DOM_UNITPATH_TEXT];
  intake_items_load(pipe, in->item, &state->guide);
  intake_guides_load(pipe, in->item, &state->detail);
  if (!dom_unitpath_of_code(in->unit, path))
    return;
  intake_units_load(pipe, in->unit, &state->hall);
  intake_guides_office(pipe, in->item, rt_arena_text(call->arena, path), &state->office);
}

static void get_decide(struct rt_call *call) {
  const struct get *state = call->state;
  if (!state->guide.item)
    rt_call_refuse(call, RT_NOT_FOUND, "ITEM_NOT_FOUND", "没有这个事项；请核对事项编码");
  else if (*request(call)->unit && !state->hall.unit)
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位；请核对单位代码");
}

static void get_reply(struct rt_call *call) {
  const struct get *state = call->state;
  Bm__Guide *guide = rt_message(call->arena, &bm__guide__descriptor);
  guide->item = intake_item_message(call->arena, &state->guide);
  intake_detail_add(call->arena, state->detail, guide->item);
  if (state->hall.unit)
    guide->hall = intake_unit_message(call->arena, &state->hall);
  if (state->office.unit)
    guide->office = intake_unit_message(call->arena, &state->office);
  intake_guide_lacks(call->arena, guide->item, guide);
  call->reply = &guide->base;
}

const struct rt_handler intake_get_guide = {
    .state_size = sizeof(struct get),
    .load = get_load,
    .decide = get_decide,
    .reply = get_reply,
};
