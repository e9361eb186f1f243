/* POST /ratings — one for each case, by the query code, with or without a session (E-01); a negative one opens its
 * rectification in the same transaction (E-02). */
#include "bianmin/evaluation.pb-c.h"
#include "bianmin/events.pb-c.h"
#include "common/query_code.h"
#include "common/refuse.h"
#include "domain/date.h"
#include "evaluation/handlers/words.h"
#include "evaluation/rules/ratings/rate.h"
#include "evaluation/store/cases.h"
#include "evaluation/store/figures.h"
#include "evaluation/store/ratings.h"
#include "evaluation/things.h"
#include "runtime/base/id.h"
#include "runtime/call/call.h"

struct create {
  struct evaluation_case_row rated;
  struct common_code_check code;
  char rating[RT_ID_SIZE];
  char rectification[RT_ID_SIZE];
  bool negative;
  int32_t due;
};

static const Bm__CreateRatingRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__create_rating_request__descriptor);
}

static void create_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct create *state = call->state;
  evaluation_cases_load(pipe, request(call)->case_number, &state->rated);
  common_code_load_wrong(pipe, request(call)->case_number, &state->code);
}

/* Who does not know the code learns nothing of the case, and is counted. */
static bool knows_the_code(struct rt_call *call) {
  struct create *state = call->state;
  struct dom_refusal refusal = {0};
  state->code.known = state->rated.case_number != NULL;
  state->code.hash = state->rated.query_code_hash;
  if (common_code_check(&state->code, request(call)->query_code, call->now_us, &refusal))
    return true;
  if (refusal.kind == DOM_HIDDEN && !state->code.known &&
      evaluation_may_be_new(request(call)->case_number, call->now_us)) {
    refusal = (struct dom_refusal){0};
    evaluation_too_early(&refusal);
  }
  common_refuse(call, &refusal);
  call->marks = refusal.kind == DOM_HIDDEN && state->code.known;
  return false;
}

static size_t reasons(const Bm__CreateRatingRequest *in) {
  size_t count = 0;
  for (size_t i = 0; i < in->n_tags; i++)
    count += *in->tags[i] != '\0';
  return count;
}

static void create_decide(struct rt_call *call) {
  const Bm__CreateRatingRequest *in = request(call);
  const struct evaluation_things *things = call->service;
  struct create *state = call->state;
  struct dom_refusal refusal = {0};
  if (!knows_the_code(call))
    return;
  const struct evaluation_case rated = {state->rated.ended_us != RT_NO_TIME, state->rated.ended_us, state->rated.rated};
  const struct evaluation_rating rating = {(enum evaluation_level)in->level, reasons(in), in->comment};
  if (!evaluation_rate(&rated, &rating, call->now_us, &refusal)) {
    common_refuse(call, &refusal);
    return;
  }
  state->negative = evaluation_is_negative(rating.level);
  state->due = evaluation_call_back_due(&things->calendar, call->now_us);
  rt_id_new(call->now_us, state->rating);
  rt_id_new(call->now_us, state->rectification);
}

static void send_given(struct rt_call *call, struct rt_pipe *pipe) {
  struct create *state = call->state;
  Bm__RatingGiven *event = rt_message(call->arena, &bm__rating_given__descriptor);
  event->case_number = (char *)state->rated.case_number;
  event->level = request(call)->level;
  event->unit = (char *)state->rated.unit;
  event->unit_path = (char *)state->rated.unit_path;
  rt_outbox_add(
      pipe,
      &(struct rt_send){state->rated.case_number, ++state->rated.events, "rating.given", &event->base, call->now_us},
      1);
}

static void open_rectification(struct rt_call *call, struct rt_pipe *pipe) {
  struct create *state = call->state;
  struct evaluation_rectification_row row = {.it = {.rectification = state->rectification,
                                                    .case_number = state->rated.case_number,
                                                    .state = EVALUATION_OPEN,
                                                    .unit = state->rated.unit,
                                                    .unit_path = state->rated.unit_path,
                                                    .due = state->due,
                                                    .notes = "",
                                                    .measures = "",
                                                    .answer = ""},
                                             .level = (int)request(call)->level,
                                             .rating = state->rating};
  evaluation_seal_words(call, &row);
  evaluation_rectifications_insert(pipe, &row);
  Bm__RectificationOpened *event = rt_message(call->arena, &bm__rectification_opened__descriptor);
  char due[DOM_DATE_TEXT];
  event->case_number = (char *)state->rated.case_number;
  event->rectification = state->rectification;
  event->unit = (char *)state->rated.unit;
  event->unit_path = (char *)state->rated.unit_path;
  event->due = rt_arena_text(call->arena, dom_date_format(state->due, due));
  event->rater = call->subject ? call->subject->account : "";
  rt_outbox_add(pipe,
                &(struct rt_send){state->rated.case_number, ++state->rated.events, "rectification.opened", &event->base,
                                  call->now_us},
                1);
}

static void create_save(struct rt_call *call, struct rt_pipe *pipe) {
  struct create *state = call->state;
  if (call->refusal) {
    common_code_count(pipe, request(call)->case_number, call->now_us);
    return;
  }
  const struct evaluation_rating_row row = {.rating = state->rating,
                                            .case_number = state->rated.case_number,
                                            .level = (int)request(call)->level,
                                            .words_sealed = evaluation_seal_rating(call, state->rating, request(call)),
                                            .at_us = call->now_us};
  evaluation_ratings_insert(pipe, &row);
  evaluation_facts_put(pipe,
                       &(struct evaluation_fact_row){.day = dom_time_day(call->now_us),
                                                     .fact = EVALUATION_FACT_RATED,
                                                     .value = row.level,
                                                     .case_number = state->rated.case_number,
                                                     .unit_path = state->rated.unit_path,
                                                     .office = state->rated.office,
                                                     .item = state->rated.item},
                       1);
  send_given(call, pipe);
  if (state->negative)
    open_rectification(call, pipe);
  state->rated.rated = true;
  evaluation_cases_update(pipe, &state->rated);
  rt_timers_clear(pipe, state->rated.case_number, "rating_reminder");
}

static void create_reply(struct rt_call *call) {
  const struct create *state = call->state;
  const Bm__CreateRatingRequest *in = request(call);
  Bm__Rating *reply = rt_message(call->arena, &bm__rating__descriptor);
  char at[DOM_TIME_TEXT];
  reply->rating = rt_arena_text(call->arena, state->rating);
  reply->case_number = in->case_number;
  reply->level = in->level;
  reply->n_tags = in->n_tags;
  reply->tags = in->tags;
  reply->comment = in->comment;
  reply->at = rt_arena_text(call->arena, dom_time_format(call->now_us, at));
  call->reply = &reply->base;
}

const struct rt_handler evaluation_create_rating = {
    .state_size = sizeof(struct create),
    .load = create_load,
    .decide = create_decide,
    .save = create_save,
    .reply = create_reply,
};
