/* POST /cases/{n}:contact — how to reach the applicant, in full, for who has to ring: the window, and the head who
 * calls a rater back (E-02). A POST because each look is written down, like a look-up of a person. */
#include "intake/handlers/casefile/act.h"
#include "intake/handlers/casefile/applicant.h"
#include "intake/store/desks/people.h"
#include "runtime/base/id.h"

struct contact {
  struct intake_case_loaded loaded;
  const Bm__Case *record;
};

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__GetContactRequest *in = rt_call_request(call, &bm__get_contact_request__descriptor);
  struct contact *state = call->state;
  intake_case_ask(call, pipe, in->case_number, &state->loaded);
}

static void decide(struct rt_call *call) {
  struct contact *state = call->state;
  const unsigned sight = intake_case_seen(call, &state->loaded);
  if (sight && !(sight & (INTAKE_SEES_WINDOW | INTAKE_SEES_HEAD)))
    rt_call_refuse(call, RT_PERMISSION_DENIED, "CONTACT_NOT_SHOWN", "联系方式只给受理窗口和首席代表查看");
  else if (sight)
    state->record = intake_record_open(call, &state->loaded.row);
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct contact *state = call->state;
  const Bm__Applicant *who = state->record->applicant;
  char *id = rt_arena_alloc(call->arena, RT_ID_SIZE);
  rt_id_new(call->now_us, id);
  intake_lookups_add(pipe, &(struct intake_lookup){id, call->now_us, call->subject->account, call->subject->unit,
                                                   intake_id_blind(call, (int)who->id_kind, who->id_number), true});
}

static void reply(struct rt_call *call) {
  const struct contact *state = call->state;
  Bm__Contact *contact = rt_message(call->arena, &bm__contact__descriptor);
  contact->name = state->record->applicant->name;
  contact->phone = state->record->applicant->phone;
  call->reply = &contact->base;
}

const struct rt_handler intake_get_contact = {
    .state_size = sizeof(struct contact), .load = load, .decide = decide, .save = save, .reply = reply};
