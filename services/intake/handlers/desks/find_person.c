/* POST /people:find — somebody by their whole identity number (I-16): what they said when a case in the caller's sight
 * was handed in. A POST, for the number must not stand in an address; each look-up is written down, found or not. */
#include "domain/date.h"
#include "intake/handlers/casefile/applicant.h"
#include "intake/handlers/casefile/record.h"
#include "intake/handlers/casefile/viewer.h"
#include "intake/store/desks/people.h"
#include "runtime/base/id.h"
#include <string.h>

struct find {
  struct intake_applicant asked;
  struct rt_bytes blind;
  struct intake_person person;
  bool visible[INTAKE_PERSON_CASES];
  size_t visible_count;
  const Bm__Case *record; /* of the newest that is visible */
};

static const Bm__FindPersonRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__find_person_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct find *state = call->state;
  Bm__Applicant asked = BM__APPLICANT__INIT;
  asked.id_number = request(call)->id_number;
  asked.id_kind = request(call)->id_kind;
  state->asked = intake_applicant_of(&asked, dom_time_day(call->now_us));
  state->blind = intake_id_blind(call, state->asked.id_kind, state->asked.id_number);
}

static void validate(struct rt_call *call) {
  const struct find *state = call->state;
  if (state->asked.bad_number != DOM_ID_OK)
    rt_call_fault(call, "idNumber", "%s", dom_id_refusal_text(state->asked.bad_number));
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct find *state = call->state;
  intake_people_find(pipe, state->blind, &state->person);
}

static void decide(struct rt_call *call) {
  struct find *state = call->state;
  const struct intake_viewer viewer = intake_viewer_of(call);
  state->visible_count = 0;
  state->record = NULL;
  for (size_t i = 0; i < state->person.count; i++) {
    const struct intake_case_row *row = &state->person.rows[i];
    const struct intake_place place = intake_place_of(row, false);
    state->visible[i] = intake_sight(&viewer, &place) != 0;
    if (state->visible[i] && state->visible_count++ == 0)
      state->record = intake_record_open(call, row);
  }
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct find *state = call->state;
  char *id = rt_arena_alloc(call->arena, RT_ID_SIZE);
  rt_id_new(call->now_us, id);
  intake_lookups_add(pipe, &(struct intake_lookup){id, call->now_us, call->subject->account, call->subject->unit,
                                                   state->blind, state->visible_count > 0});
}

static Bm__PersonCase *case_of(struct rt_arena *arena, const struct intake_case_row *row) {
  Bm__PersonCase *message = rt_message(arena, &bm__person_case__descriptor);
  message->case_number = rt_arena_text(arena, row->case_number);
  message->state = (Bm__CaseState__Enum)intake_shown((enum intake_state)row->state);
  message->item_code = rt_arena_text(arena, row->item);
  message->item_name = rt_arena_text(arena, row->item_name);
  message->unit = rt_arena_text(arena, row->unit);
  message->received_at = intake_time_text(arena, row->received_at);
  return message;
}

static void reply(struct rt_call *call) {
  const struct find *state = call->state;
  Bm__FindPersonReply *reply = rt_message(call->arena, &bm__find_person_reply__descriptor);
  reply->found = state->visible_count > 0 || state->person.has_account;
  reply->has_account = state->person.has_account;
  reply->applicant = state->record ? state->record->applicant : NULL;
  reply->cases = rt_arena_array(call->arena, state->visible_count, sizeof *reply->cases);
  for (size_t i = 0; i < state->person.count; i++)
    if (state->visible[i])
      reply->cases[reply->n_cases++] = case_of(call->arena, &state->person.rows[i]);
  call->reply = &reply->base;
}

const struct rt_handler intake_find_person = {.state_size = sizeof(struct find),
                                              .decode = decode,
                                              .validate = validate,
                                              .load = load,
                                              .decide = decide,
                                              .save = save,
                                              .reply = reply};
