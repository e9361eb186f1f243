/* GET /progress/{n}?queryCode= — where a case is, to whoever holds its code (N-06). A wrong code and an unknown case
 * get the same answer; ten wrong ones in an hour close the door for the right one too. */
#include "intake/store/cases/progress.h"
#include "bianmin/intake.pb-c.h"
#include "common/query_code.h"
#include "common/refuse.h"
#include "domain/number.h"
#include "intake/handlers/casefile/viewer.h"
#include "intake/rules/trail/text.h"
#include "intake/store/cases/trail.h"
#include <string.h>

struct progress {
  struct intake_progress_row row;
  struct common_code_check code;
  struct intake_trail_list trail;
};

static const Bm__GetProgressRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__get_progress_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct progress *state = call->state;
  struct dom_number number;
  if (!dom_number_parse(request(call)->case_number, &number))
    return;
  intake_progress_load(pipe, request(call)->case_number, &state->row);
  common_code_load_wrong(pipe, request(call)->case_number, &state->code);
  intake_trail_load(pipe, request(call)->case_number, 0, INTAKE_TRAIL_ALL, &state->trail);
}

static void decide(struct rt_call *call) {
  struct progress *state = call->state;
  struct dom_refusal refusal = {0};
  state->code.known = state->row.case_number != NULL;
  state->code.hash = state->row.hash;
  if (common_code_check(&state->code, request(call)->query_code, call->now_us, &refusal))
    return;
  common_refuse(call, &refusal);
  call->marks = refusal.kind == DOM_HIDDEN && state->code.known;
}

/* A wrong code of a case that is leaves its mark; nothing else is written. */
static void save(struct rt_call *call, struct rt_pipe *pipe) {
  if (call->refusal)
    common_code_count(pipe, request(call)->case_number, call->now_us);
}

/* The states the case has been in, from the acts that changed it. */
static void add_steps(struct rt_arena *arena, const struct intake_trail_list *trail, Bm__Progress *progress) {
  int last = 0;
  progress->steps = rt_arena_array(arena, trail->count, sizeof *progress->steps);
  for (size_t i = 0; i < trail->count; i++) {
    struct intake_trail_text text;
    char *scratch = rt_arena_alloc(arena, strlen(trail->rows[i].text) + 1);
    int state = intake_trail_read(trail->rows[i].text, scratch, &text) ? intake_state_of(text.to) : 0;
    if (!state || state == last)
      continue;
    last = state;
    Bm__ProgressStep *step = rt_message(arena, &bm__progress_step__descriptor);
    step->state = (Bm__CaseState__Enum)state;
    step->at = (char *)text.at;
    progress->steps[progress->n_steps++] = step;
  }
}

static void reply(struct rt_call *call) {
  const struct progress *state = call->state;
  const struct intake_progress_row *row = &state->row;
  Bm__Progress *progress = rt_message(call->arena, &bm__progress__descriptor);
  progress->case_number = rt_arena_text(call->arena, row->case_number);
  progress->state = (Bm__CaseState__Enum)intake_shown((enum intake_state)row->state);
  progress->item_name = rt_arena_text(call->arena, row->item_name);
  progress->unit = rt_arena_text(call->arena, row->unit);
  progress->promised_due = intake_day_text(call->arena, row->promised_due);
  progress->statutory_due = intake_day_text(call->arena, row->statutory_due);
  add_steps(call->arena, &state->trail, progress);
  call->reply = &progress->base;
}

const struct rt_handler intake_get_progress = {
    .state_size = sizeof(struct progress), .load = load, .decide = decide, .save = save, .reply = reply};
