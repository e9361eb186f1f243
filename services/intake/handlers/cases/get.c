/* GET /cases/{n} — one case, masked, to who may see it. */
#include "intake/handlers/casefile/act.h"

struct get {
  struct intake_case_loaded loaded;
  Bm__Case *record;
};

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__GetCaseRequest *in = rt_call_request(call, &bm__get_case_request__descriptor);
  intake_case_ask(call, pipe, in->case_number, &((struct get *)call->state)->loaded);
}

static void decide(struct rt_call *call) {
  struct get *state = call->state;
  if (intake_case_seen(call, &state->loaded))
    state->record = intake_record_open(call, &state->loaded.row);
}

static void reply(struct rt_call *call) {
  const struct get *state = call->state;
  call->reply = &intake_case_view(call->arena, &state->loaded.row, state->record)->base;
}

const struct rt_handler intake_get_case = {
    .state_size = sizeof(struct get), .load = load, .decide = decide, .reply = reply};
