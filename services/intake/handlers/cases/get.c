/* GET /cases/{n} — one case, masked, to who may see it. */
#include "intake/handlers/casefile/act.h"

struct get {
  struct intake_case_loaded loaded;
  Bm__Case *record;
};

static void load_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct intake_case_sight *sights = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *sights);
  for (size_t i = 0; i < count; i++) {
    const Bm__GetCaseRequest *in = rt_call_request(calls[i], &bm__get_case_request__descriptor);
    struct intake_case_loaded *loaded = &((struct get *)calls[i]->state)->loaded;
    const char *account = calls[i]->subject ? calls[i]->subject->account : "";
    sights[i] = (struct intake_case_sight){in->case_number, account, &loaded->row, &loaded->more.own};
  }
  intake_cases_see(pipe, sights, count);
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
    .state_size = sizeof(struct get), .load_all = load_all, .decide = decide, .reply = reply};
