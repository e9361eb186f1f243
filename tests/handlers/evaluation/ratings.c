/* E-01, E-02: ratings and rectifications, stored, sealed and told. */
#include "bianmin/evaluation.pb-c.h"
#include "bianmin/events.pb-c.h"
#include "common/query_code.h"
#include "domain/date.h"
#include "evaluation/service.h"
#include "evaluation/things.h"
#include "tests/support/engine.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define CASE "530623-20261123-000042-9"
#define CODE "ABCD234567"
#define COMMENT "等了很久没人理"

static struct evaluation_things things;

static struct test_engine *engine_new(void) {
  dom_calendar_init(&things.calendar);
  struct test_engine *engine = test_engine_new(&evaluation_service, &things);
  things.seal = engine->seal;
  return engine;
}

static void submitted(struct test_engine *engine) {
  static uint8_t hash[COMMON_CODE_HASH];
  Bm__CaseSubmitted *event = rt_message(engine->arena, &bm__case_submitted__descriptor);
  common_code_hash(CODE, hash);
  event->case_number = CASE;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->query_code_hash = (ProtobufCBinaryData){sizeof hash, hash};
  cr_assert_eq(test_engine_event(engine, "intake", CASE, 1, "case.submitted", &event->base),
               (int)BM__DELIVER_RESULT__ENUM__TAKEN);
}

static void accepted(struct test_engine *engine) {
  static uint8_t hash[COMMON_CODE_HASH];
  Bm__CaseAccepted *event = rt_message(engine->arena, &bm__case_accepted__descriptor);
  common_code_hash(CODE, hash);
  event->query_code_hash = (ProtobufCBinaryData){sizeof hash, hash};
  event->case_number = CASE;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->lead_office = "530623101-03";
  event->item = "LYJ-0201";
  event->accepted_on = "2026-11-23";
  event->promised_due = "2026-12-07";
  event->statutory_due = "2026-12-21";
  cr_assert_eq(test_engine_event(engine, "intake", CASE, 2, "case.accepted", &event->base),
               (int)BM__DELIVER_RESULT__ENUM__TAKEN);
}

static void ended(struct test_engine *engine) {
  Bm__CaseDelivered *event = rt_message(engine->arena, &bm__case_delivered__descriptor);
  event->case_number = CASE;
  cr_assert_eq(test_engine_event(engine, "intake", CASE, 2, "case.delivered", &event->base),
               (int)BM__DELIVER_RESULT__ENUM__TAKEN);
}

static struct test_answer rate(struct test_engine *engine, const char *code, Bm__RatingLevel__Enum level,
                               const char *comment, int key) {
  Bm__CreateRatingRequest *request = rt_message(engine->arena, &bm__create_rating_request__descriptor);
  request->case_number = CASE;
  request->query_code = (char *)code;
  request->level = level;
  request->comment = (char *)comment;
  return test_engine_call(engine, (struct test_request){.method = "evaluation.CreateRating",
                                                        .message = &request->base,
                                                        .key = test_key(engine, key)});
}

static int64_t count(struct test_engine *engine, const char *table, const char *where) {
  char sql[200];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE %s", table, where);
  return test_pg_number(engine->pg, sql);
}

Test(ratings, E01_by_the_query_code_without_a_session_once) {
  struct test_engine *engine = engine_new();
  submitted(engine);
  cr_assert_str_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__SATISFIED, "", 1).code, "NOT_ENDED_YET");
  ended(engine);
  cr_assert_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__SATISFIED, "", 2).status, RT_OK);
  cr_assert_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__SATISFIED, "", 2).status, RT_OK, "the key's first answer");
  cr_assert_str_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__SATISFIED, "", 3).code, "ALREADY_RATED");
  cr_assert_eq(count(engine, "ratings", "true"), 1);
  cr_assert_eq(count(engine, "rectifications", "true"), 0, "only a negative one opens one");
  cr_assert_eq(count(engine, "outbox", "type = 'rating.given'"), 1);
  test_engine_destroy(&engine);
}

Test(ratings, E01_wrong_codes_are_counted_and_the_eleventh_is_refused) {
  struct test_engine *engine = engine_new();
  submitted(engine);
  ended(engine);
  for (int i = 0; i < 10; i++)
    cr_assert_eq(rate(engine, "WRONG23456", BM__RATING_LEVEL__ENUM__SATISFIED, "", i).status, RT_NOT_FOUND);
  cr_assert_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__SATISFIED, "", 20).status, RT_RESOURCE_EXHAUSTED);
  cr_assert_eq(count(engine, "ratings", "true"), 0);
  test_pg_exec(engine->pg, "UPDATE wrong_codes SET first_at = first_at - interval '61 minutes'");
  cr_assert_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__SATISFIED, "", 20).status, RT_OK, "an hour later");
  test_engine_destroy(&engine);
}

Test(ratings, E02_a_negative_one_opens_its_rectification_and_its_words_are_sealed) {
  struct test_engine *engine = engine_new();
  submitted(engine);
  ended(engine);
  cr_assert_str_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__DISSATISFIED, "", 1).code, "REASON_MISSING");
  cr_assert_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__DISSATISFIED, COMMENT, 2).status, RT_OK);
  cr_assert_eq(count(engine, "rectifications", "state = 1 AND due IS NOT NULL"), 1);
  cr_assert_eq(count(engine, "outbox", "type = 'rectification.opened'"), 1);
  cr_assert_eq(count(engine, "ratings", "position(convert_to('" COMMENT "', 'UTF8') IN words_sealed) > 0"), 0);
  test_engine_destroy(&engine);
}

static Bm__Subject *centre_head(struct test_engine *engine, const char *path) {
  Bm__Subject *head = test_subject(engine, "head", BM__ROLE__ENUM__CENTRE_HEAD);
  head->unit_path = (char *)path;
  return head;
}

static struct test_answer act(struct test_engine *engine, const char *method, const ProtobufCMessage *message,
                              const char *path, int key) {
  return test_engine_call(engine, (struct test_request){.method = method,
                                                        .message = message,
                                                        .subject = centre_head(engine, path),
                                                        .key = test_key(engine, key)});
}

struct desk {
  struct test_engine *engine;
  char *rectification;
};

static struct desk desk_new(void) {
  struct test_engine *engine = engine_new();
  submitted(engine);
  ended(engine);
  cr_assert_eq(rate(engine, CODE, BM__RATING_LEVEL__ENUM__VERY_DISSATISFIED, COMMENT, 1).status, RT_OK);
  return (struct desk){
      engine, rt_arena_text(engine->arena, test_pg_text(engine->pg, "SELECT rectification::text FROM rectifications"))};
}

static struct test_answer call_back(struct desk *desk, bool reached, const char *path, int key) {
  Bm__CallBackRequest *request = rt_message(desk->engine->arena, &bm__call_back_request__descriptor);
  request->rectification = desk->rectification;
  request->reached = reached;
  request->notes = "已电话回访";
  return act(desk->engine, "evaluation.CallBackRater", &request->base, path, key);
}

static struct test_answer finish(struct desk *desk, int key) {
  Bm__CloseRectificationRequest *request =
      rt_message(desk->engine->arena, &bm__close_rectification_request__descriptor);
  request->rectification = desk->rectification;
  request->answer = "已致歉";
  return act(desk->engine, "evaluation.CloseRectification", &request->base, "530623/530623101", key);
}

Test(ratings, E02_called_back_rectified_closed_in_order) {
  struct desk desk = desk_new();
  Bm__RectifyRequest *measures = rt_message(desk.engine->arena, &bm__rectify_request__descriptor);
  measures->rectification = desk.rectification;
  measures->measures = "培训";
  cr_assert_eq(finish(&desk, 10).status, RT_FAILED_PRECONDITION, "before the call-back");
  cr_assert_eq(call_back(&desk, true, "530623/530623102", 11).status, RT_NOT_FOUND, "another township's desk");
  struct test_answer called = call_back(&desk, true, "530623/530623101", 12);
  cr_assert_eq(called.status, RT_OK);
  cr_assert_str_eq(((const Bm__Rectification *)called.reply)->comment, COMMENT, "the desk reads the words");
  cr_assert_eq(act(desk.engine, "evaluation.RecordMeasures", &measures->base, "530623", 13).status, RT_OK,
               "the county may too");
  struct test_answer closed = finish(&desk, 14);
  cr_assert_eq(closed.status, RT_OK);
  cr_assert_str_eq(((const Bm__Rectification *)closed.reply)->measures, "培训");
  for (int unfinished = 0; unfinished < 2; unfinished++) {
    Bm__ListRectificationsRequest *all = rt_message(desk.engine->arena, &bm__list_rectifications_request__descriptor);
    all->unfinished = unfinished;
    struct test_answer listed =
        test_engine_call(desk.engine, (struct test_request){.method = "evaluation.ListRectifications",
                                                            .message = &all->base,
                                                            .subject = centre_head(desk.engine, "530623")});
    const Bm__ListRectificationsReply *list = (const Bm__ListRectificationsReply *)listed.reply;
    cr_assert_eq(list->n_rectifications, unfinished ? 0 : 1, "closed ones are in the list of all alone");
    cr_assert(unfinished || *list->rectifications[0]->rated_at);
  }
  cr_assert_eq(count(desk.engine, "outbox", "type LIKE 'rectification.%'"), 4);
  cr_assert_eq(test_pg_number(desk.engine->pg, "SELECT events FROM cases"), 5, "one stream, no gap");
  test_engine_destroy(&desk.engine);
}

Test(ratings, E02_nobody_reached_is_recorded_and_closes_after_its_days) {
  struct desk desk = desk_new();
  cr_assert_eq(call_back(&desk, false, "530623/530623101", 10).status, RT_OK);
  cr_assert_eq(count(desk.engine, "rectifications", "state = 1 AND calls = 1"), 1, "still open");
  test_engine_timers(desk.engine, INT64_MAX);
  cr_assert_eq(count(desk.engine, "rectifications", "state = 4 AND NOT reached"), 1);
  cr_assert_eq(count(desk.engine, "outbox", "type = 'rectification.closed'"), 1);
  test_engine_destroy(&desk.engine);
}

Test(ratings, E01_one_reminder_while_it_is_open) {
  struct test_engine *engine = engine_new();
  submitted(engine);
  ended(engine);
  cr_assert_eq(test_engine_timers(engine, INT64_MAX), 1);
  cr_assert_eq(count(engine, "outbox", "type = 'rating.reminder'"), 1);
  test_engine_destroy(&engine);
}

Test(ratings, a_decision_that_overtakes_its_case_waits) {
  struct test_engine *engine = engine_new();
  Bm__CaseDecided *decided = rt_message(engine->arena, &bm__case_decided__descriptor);
  decided->case_number = CASE;
  decided->decided_on = "2026-11-25";
  cr_assert_eq(test_engine_event(engine, "review", "task", 1, "case.decided", &decided->base),
               (int)BM__DELIVER_RESULT__ENUM__NOT_YET);
  submitted(engine);
  cr_assert_eq(test_engine_event(engine, "review", "task", 1, "case.decided", &decided->base),
               (int)BM__DELIVER_RESULT__ENUM__NOT_YET, "its office and promise are not known yet");
  accepted(engine);
  cr_assert_eq(test_engine_event(engine, "review", "task", 1, "case.decided", &decided->base),
               (int)BM__DELIVER_RESULT__ENUM__TAKEN);
  cr_assert_eq(count(engine, "facts", "office = '530623101-03' AND kind = 2 AND day = '2026-11-25'"), 1);
  test_engine_destroy(&engine);
}
