/* GET /units/{unit} — I-01. */
#include "intake/handlers/directory/messages.h"

#include "intake/store/directory/directory.h"
#include "runtime/call/call.h"

static void get_load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__GetUnitRequest *in = rt_call_request(call, &bm__get_unit_request__descriptor);
  intake_units_load(pipe, in->unit, call->state);
}

static void get_decide(struct rt_call *call) {
  const struct intake_unit *unit = call->state;
  if (!unit->unit)
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位；请核对单位代码");
}

static void get_reply(struct rt_call *call) {
  call->reply = &intake_unit_message(call->arena, call->state)->base;
}

const struct rt_handler intake_get_unit = {
    .state_size = sizeof(struct intake_unit),
    .load = get_load,
    .decide = get_decide,
    .reply = get_reply,
};
