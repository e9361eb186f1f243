/* E-10: figures counted from events, on a county of two townships; every number against a hand's count. */
#include "bianmin/evaluation.pb-c.h"
#include "bianmin/events.pb-c.h"
#include "common/query_code.h"
#include "domain/unitpath.h"
#include "evaluation/service.h"
#include "evaluation/things.h"
#include "tests/support/engine.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define CODE "ABCD234567"
#define TOWN "530623/530623101"
#define OTHER "530623/530623102"
#define OFFICE "530623101-03"

static struct evaluation_things things;

struct county {
  struct test_engine *engine;
  int keys;
};

static void take(struct county *county, const char *sender, const char *stream, int64_t seq, const char *type,
                 const ProtobufCMessage *event) {
  cr_assert_eq(test_engine_event(county->engine, sender, stream, seq, type, event),
               (int)BM__DELIVER_RESULT__ENUM__TAKEN, "%s of %s", type, stream);
}

static void unit(struct county *county, const char *code, const char *name, const char *path) {
  Bm__UnitPut *event = rt_message(county->engine->arena, &bm__unit_put__descriptor);
  event->unit = (char *)code;
  event->name = (char *)name;
  event->path = (char *)path;
  take(county, "intake", rt_arena_printf(county->engine->arena, "unit:%s", code), 1, "unit.put", &event->base);
}

static struct county county_new(void) {
  dom_calendar_init(&things.calendar);
  struct county county = {.engine = test_engine_new(&evaluation_service, &things)};
  things.seal = county.engine->seal;
  unit(&county, "530623", "盐津县", "530623");
  unit(&county, "530623101", "甲镇", TOWN);
  unit(&county, "530623102", "乙镇", OTHER);
  unit(&county, "530623103", "丙镇", "530623/530623103");
  unit(&county, OFFICE, "林业站", TOWN "/" OFFICE);
  return county;
}

static void county_free(struct county *county) {
  test_engine_destroy(&county->engine);
}

/* What stands in the database as today is moved to a day: the tests need more than the day they run on. */
static void on(struct county *county, const char *number, const char *day) {
  test_pg_exec(county->engine->pg,
               rt_arena_printf(county->engine->arena,
                               "UPDATE cases SET received_on = '%s' WHERE case_number = '%s'; "
                               "UPDATE facts SET day = '%s' WHERE case_number = '%s' AND kind IN (1, 3, 4, 5, 6, 7)",
                               day, number, day, number));
}

static void submitted(struct county *county, const char *number, const char *path, const char *item) {
  static uint8_t hash[COMMON_CODE_HASH];
  Bm__CaseSubmitted *event = rt_message(county->engine->arena, &bm__case_submitted__descriptor);
  common_code_hash(CODE, hash);
  event->case_number = (char *)number;
  event->unit = (char *)dom_unitpath_code(path);
  event->unit_path = (char *)path;
  event->item = (char *)item;
  event->query_code_hash = (ProtobufCBinaryData){sizeof hash, hash};
  take(county, "intake", number, 1, "case.submitted", &event->base);
}

static void accepted(struct county *county, const char *number, int64_t seq, const char *path, const char *item) {
  static uint8_t hash[COMMON_CODE_HASH];
  Bm__CaseAccepted *event = rt_message(county->engine->arena, &bm__case_accepted__descriptor);
  common_code_hash(CODE, hash);
  event->case_number = (char *)number;
  event->unit = (char *)dom_unitpath_code(path);
  event->unit_path = (char *)path;
  event->item = (char *)item;
  event->lead_office = OFFICE;
  event->accepted_on = "2026-11-02";
  event->promised_due = "2026-11-06";
  event->statutory_due = "2026-11-30";
  event->query_code_hash = (ProtobufCBinaryData){sizeof hash, hash};
  take(county, "intake", number, seq, "case.accepted", &event->base);
}

static void decided(struct county *county, const char *number, int64_t seq, const char *day, bool on_time,
                    bool overrun) {
  Bm__CaseDecided *event = rt_message(county->engine->arena, &bm__case_decided__descriptor);
  event->case_number = (char *)number;
  event->decided_on = (char *)day;
  event->on_time = on_time;
  event->statutory_overrun = overrun;
  take(county, "review", rt_arena_printf(county->engine->arena, "task %s", number), seq, "case.decided", &event->base);
}

static void light(struct county *county, const char *number, int64_t seq, Bm__Light__Enum shown, const char *day) {
  Bm__LightCrossed *event = rt_message(county->engine->arena, &bm__light_crossed__descriptor);
  event->case_number = (char *)number;
  event->light = shown;
  take(county, "review", rt_arena_printf(county->engine->arena, "task %s", number), seq, "light.crossed", &event->base);
  test_pg_exec(county->engine->pg,
               rt_arena_printf(county->engine->arena,
                               "UPDATE facts SET day = '%s' WHERE kind = 8 AND case_number = '%s' AND value = %d", day,
                               number, (int)shown));
}

static void withdrawn(struct county *county, const char *number, int64_t seq) {
  Bm__CaseWithdrawn *event = rt_message(county->engine->arena, &bm__case_withdrawn__descriptor);
  event->case_number = (char *)number;
  take(county, "intake", number, seq, "case.withdrawn", &event->base);
}

static void rated(struct county *county, const char *number, int64_t seq, Bm__RatingLevel__Enum level) {
  Bm__CaseDelivered *event = rt_message(county->engine->arena, &bm__case_delivered__descriptor);
  event->case_number = (char *)number;
  take(county, "intake", number, seq, "case.delivered", &event->base);
  Bm__CreateRatingRequest *request = rt_message(county->engine->arena, &bm__create_rating_request__descriptor);
  request->case_number = (char *)number;
  request->query_code = CODE;
  request->level = level;
  request->comment = "理由";
  cr_assert_eq(test_engine_call(county->engine, (struct test_request){.method = "evaluation.CreateRating",
                                                                      .message = &request->base,
                                                                      .key = test_key(county->engine, ++county->keys)})
                   .status,
               RT_OK);
}

/* Six cases: A decided in time and liked, B late and disliked, C refused, D withdrawn with a light, E running with a
 * light and of the other township, F handed in only, a day before the month. */
static struct county lived(void) {
  struct county county = county_new();
  accepted(&county, "A", 1, TOWN, "X");
  on(&county, "A", "2026-11-02");
  decided(&county, "A", 1, "2026-11-05", true, false);
  rated(&county, "A", 2, BM__RATING_LEVEL__ENUM__SATISFIED);
  on(&county, "A", "2026-11-02");
  submitted(&county, "B", TOWN, "Y");
  accepted(&county, "B", 2, TOWN, "Y");
  light(&county, "B", 1, BM__LIGHT__ENUM__WARNING, "2026-11-05");
  light(&county, "B", 2, BM__LIGHT__ENUM__YELLOW, "2026-11-07");
  decided(&county, "B", 3, "2026-12-01", false, true);
  rated(&county, "B", 3, BM__RATING_LEVEL__ENUM__VERY_DISSATISFIED);
  on(&county, "B", "2026-11-03");
  submitted(&county, "C", TOWN, "X");
  Bm__CaseRefused *refused = rt_message(county.engine->arena, &bm__case_refused__descriptor);
  refused->case_number = "C";
  take(&county, "intake", "C", 2, "case.refused", &refused->base);
  on(&county, "C", "2026-11-03");
  accepted(&county, "D", 1, TOWN, "X");
  light(&county, "D", 1, BM__LIGHT__ENUM__WARNING, "2026-11-05");
  withdrawn(&county, "D", 2);
  on(&county, "D", "2026-11-04");
  accepted(&county, "E", 1, OTHER, "X");
  light(&county, "E", 1, BM__LIGHT__ENUM__RED, "2026-11-09");
  on(&county, "E", "2026-11-04");
  submitted(&county, "F", OTHER, "Y");
  on(&county, "F", "2026-10-31");
  return county;
}

static Bm__Subject *person(struct county *county, Bm__Role__Enum role, const char *path) {
  Bm__Subject *subject = test_subject(county->engine, "who", (int)role);
  subject->unit_path = (char *)path;
  subject->n_offices = role == BM__ROLE__ENUM__OFFICE_HEAD ? 1 : 0;
  subject->offices = rt_arena_array(county->engine->arena, 1, sizeof *subject->offices);
  subject->offices[0] = OFFICE;
  return subject;
}

struct ask {
  Bm__Role__Enum role;
  const char *path, *unit, *item;
  Bm__FigureRows__Enum by;
};

static struct test_answer ask(struct county *county, struct ask ask) {
  Bm__GetFiguresRequest *request = rt_message(county->engine->arena, &bm__get_figures_request__descriptor);
  request->unit = (char *)(ask.unit ? ask.unit : "");
  request->item = (char *)(ask.item ? ask.item : "");
  request->by = ask.by;
  request->from = "2026-11-01";
  request->to = "2026-12-31";
  return test_engine_call(county->engine, (struct test_request){.method = "evaluation.GetFigures",
                                                                .message = &request->base,
                                                                .subject = person(county, ask.role, ask.path)});
}

static const Bm__FiguresReply *figures(struct county *county, struct ask how) {
  struct test_answer answer = ask(county, how);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__FiguresReply *)answer.reply;
}

/* All numbers of a row in one line, so that a test says what it wants as a hand would count it. */
static const char *said(const Bm__Figure *f) {
  static char text[300];
  snprintf(
      text, sizeof text,
      "in %d acc %d ref %d wd %d | done %d ontime %d late %d over %d rate %d | took %d of %d | rated %d good %d bad %d "
      "sat %d | lit %d %d %d now %d %d %d",
      f->received, f->accepted, f->refused, f->withdrawn, f->completed, f->on_time, f->late, f->statutory_overruns,
      f->on_time_rate, f->average_days, f->average_promised_days, f->rated, f->satisfied, f->negative,
      f->satisfaction_rate, f->warnings, f->yellows, f->reds, f->warnings_now, f->yellows_now, f->reds_now);
  return text;
}

static const Bm__Figure *row(const Bm__FiguresReply *reply, const char *code) {
  for (size_t i = 0; i < reply->n_figures; i++)
    if (strcmp(reply->figures[i]->code, code) == 0)
      return reply->figures[i];
  cr_assert_fail("no row %s among %zu", code, reply->n_figures);
  return NULL;
}

#define COUNTY                                                                                                         \
  "in 5 acc 4 ref 1 wd 1 | done 2 ontime 1 late 1 over 1 rate 5000 | took 1200 of 400 | rated 2 good 1 bad 1 sat "     \
  "5000 "                                                                                                              \
  "| lit 2 1 1 now 0 0 1"
#define TOWNSHIP                                                                                                       \
  "in 4 acc 3 ref 1 wd 1 | done 2 ontime 1 late 1 over 1 rate 5000 | took 1200 of 400 | rated 2 good 1 bad 1 sat "     \
  "5000 "                                                                                                              \
  "| lit 2 1 0 now 0 0 0"
#define NOTHING                                                                                                        \
  "in 0 acc 0 ref 0 wd 0 | done 0 ontime 0 late 0 over 0 rate -1 | took -1 of -1 | rated 0 good 0 bad 0 sat -1 | lit " \
  "0 0 0 now 0 0 0"

Test(figures, E10_of_the_county_by_unit_ranked) {
  struct county county = lived();
  const Bm__FiguresReply *reply = figures(
      &county, (struct ask){BM__ROLE__ENUM__COUNTY_SUPERVISOR, "530623", NULL, NULL, BM__FIGURE_ROWS__ENUM__UNIT});
  cr_assert_str_eq(said(reply->total), COUNTY);
  cr_assert_str_eq(reply->unit_name, "盐津县");
  cr_assert_eq(reply->n_figures, 3);
  cr_assert_str_eq(said(row(reply, "530623101")), TOWNSHIP);
  cr_assert_eq(row(reply, "530623101")->rank, 1);
  cr_assert_str_eq(row(reply, "530623101")->name, "甲镇");
  cr_assert_eq(row(reply, "530623102")->rank, 0, "decided nothing yet");
  cr_assert_str_eq(said(row(reply, "530623103")), NOTHING, "a township in which nothing happened is a row too");
  county_free(&county);
}

Test(figures, E10_of_a_township_by_office_and_what_has_none_yet) {
  struct county county = lived();
  const Bm__FiguresReply *reply =
      figures(&county, (struct ask){BM__ROLE__ENUM__CENTRE_HEAD, TOWN, NULL, NULL, BM__FIGURE_ROWS__ENUM__UNIT});
  cr_assert_str_eq(said(reply->total), TOWNSHIP);
  cr_assert_eq(row(reply, OFFICE)->received, 3);
  cr_assert_eq(row(reply, OFFICE)->completed, 2);
  cr_assert_eq(row(reply, "530623101")->refused, 1, "refused before any office had it");
  county_free(&county);
}

Test(figures, E10_by_item_and_of_one_item) {
  struct county county = lived();
  struct ask by_item = {BM__ROLE__ENUM__COUNTY_SUPERVISOR, "530623", NULL, NULL, BM__FIGURE_ROWS__ENUM__ITEM};
  const Bm__FiguresReply *reply = figures(&county, by_item);
  cr_assert_eq(reply->n_figures, 2);
  cr_assert_eq(row(reply, "X")->received, 4);
  cr_assert_eq(row(reply, "X")->on_time_rate, 10000);
  cr_assert_eq(row(reply, "Y")->on_time_rate, 0);
  by_item.item = "Y";
  cr_assert_eq(figures(&county, by_item)->total->completed, 1);
  county_free(&county);
}

Test(figures, E10_by_month_what_shows_a_light_now_is_of_no_month) {
  struct county county = lived();
  const Bm__FiguresReply *reply = figures(
      &county, (struct ask){BM__ROLE__ENUM__COUNTY_SUPERVISOR, "530623", NULL, NULL, BM__FIGURE_ROWS__ENUM__MONTH});
  cr_assert_str_eq(said(reply->total), COUNTY);
  cr_assert_eq(reply->n_figures, 2);
  cr_assert_str_eq(reply->figures[0]->code, "2026-11");
  cr_assert_eq(reply->figures[0]->completed, 1);
  cr_assert_eq(reply->figures[0]->reds_now, 0);
  cr_assert_str_eq(reply->figures[1]->code, "2026-12");
  cr_assert_eq(reply->figures[1]->statutory_overruns, 1);
  for (int by = BM__FIGURE_ROWS__ENUM__DAY; by <= (int)BM__FIGURE_ROWS__ENUM__YEAR; by++) {
    reply = figures(&county,
                    (struct ask){BM__ROLE__ENUM__COUNTY_SUPERVISOR, "530623", NULL, NULL, (Bm__FigureRows__Enum)by});
    cr_assert_str_eq(said(reply->total), COUNTY);
    cr_assert_str_eq(reply->figures[0]->code,
                     ((const char *const[]){"2026-11-02", "2026-11", "2026-Q4", "2026"})[by - 3]);
  }
  county_free(&county);
}

Test(figures, E10_who_sees_what) {
  struct county county = lived();
  struct ask head = {BM__ROLE__ENUM__OFFICE_HEAD, TOWN, NULL, NULL, BM__FIGURE_ROWS__ENUM__UNSPECIFIED};
  cr_assert_eq(figures(&county, head)->total->received, 4, "what the office has, of all townships");
  head.unit = "530623101";
  cr_assert_eq(ask(&county, head).status, RT_NOT_FOUND);
  struct ask centre = {BM__ROLE__ENUM__CENTRE_HEAD, OTHER, "530623101", NULL, BM__FIGURE_ROWS__ENUM__UNSPECIFIED};
  cr_assert_eq(ask(&county, centre).status, RT_NOT_FOUND);
  struct ask clerk = {BM__ROLE__ENUM__CLERK, TOWN, NULL, NULL, BM__FIGURE_ROWS__ENUM__UNSPECIFIED};
  cr_assert_eq(ask(&county, clerk).status, RT_PERMISSION_DENIED);
  county_free(&county);
}

static const char *behind(struct county *county, Bm__Role__Enum role, Bm__FigureKind__Enum kind, int size) {
  static char text[100];
  Bm__ListFigureCasesRequest *request = rt_message(county->engine->arena, &bm__list_figure_cases_request__descriptor);
  request->kind = kind;
  request->from = "2026-11-01";
  request->to = "2026-12-31";
  request->page_size = size;
  text[0] = '\0';
  do {
    struct test_answer answer =
        test_engine_call(county->engine, (struct test_request){.method = "evaluation.ListFigureCases",
                                                               .message = &request->base,
                                                               .subject = person(county, role, "530623")});
    if (answer.status != RT_OK)
      return answer.code;
    const Bm__FigureCasesReply *reply = (const Bm__FigureCasesReply *)answer.reply;
    cr_assert_leq(reply->n_cases, (size_t)size);
    for (size_t i = 0; i < reply->n_cases; i++)
      strcat(text, reply->cases[i]->case_number);
    request->page_token = reply->next_page_token;
  } while (*request->page_token);
  return text;
}

Test(figures, E10_down_to_the_cases_page_by_page) {
  struct county county = lived();
  const struct {
    Bm__FigureKind__Enum kind;
    const char *numbers;
  } wanted[] = {
      {BM__FIGURE_KIND__ENUM__RECEIVED, "ABCDE"}, {BM__FIGURE_KIND__ENUM__ACCEPTED, "ABDE"},
      {BM__FIGURE_KIND__ENUM__REFUSED, "C"},      {BM__FIGURE_KIND__ENUM__WITHDRAWN, "D"},
      {BM__FIGURE_KIND__ENUM__COMPLETED, "AB"},   {BM__FIGURE_KIND__ENUM__ON_TIME, "A"},
      {BM__FIGURE_KIND__ENUM__LATE, "B"},         {BM__FIGURE_KIND__ENUM__STATUTORY_OVERRUN, "B"},
      {BM__FIGURE_KIND__ENUM__RATED, "AB"},       {BM__FIGURE_KIND__ENUM__SATISFIED, "A"},
      {BM__FIGURE_KIND__ENUM__NEGATIVE, "B"},     {BM__FIGURE_KIND__ENUM__WARNING, "BD"},
      {BM__FIGURE_KIND__ENUM__YELLOW, "B"},       {BM__FIGURE_KIND__ENUM__RED, "E"},
      {BM__FIGURE_KIND__ENUM__WARNING_NOW, ""},   {BM__FIGURE_KIND__ENUM__YELLOW_NOW, ""},
      {BM__FIGURE_KIND__ENUM__RED_NOW, "E"},      {BM__FIGURE_KIND__ENUM__LAPSED, ""},
      {BM__FIGURE_KIND__ENUM__REDIRECTED, ""},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    for (int size = 1; size <= 50; size += 49)
      cr_assert_str_eq(behind(&county, BM__ROLE__ENUM__COUNTY_SUPERVISOR, wanted[i].kind, size), wanted[i].numbers,
                       "kind %d by %d", (int)wanted[i].kind, size);
  cr_assert_str_eq(behind(&county, BM__ROLE__ENUM__OFFICE_HEAD, BM__FIGURE_KIND__ENUM__RATED, 50), "RATINGS_NOT_SHOWN",
                   "the rated never learn who");
  cr_assert_str_eq(behind(&county, BM__ROLE__ENUM__OFFICE_HEAD, BM__FIGURE_KIND__ENUM__LATE, 50), "B");
  county_free(&county);
}

Test(figures, a_light_that_comes_after_the_end_is_not_shown) {
  struct county county = county_new();
  accepted(&county, "A", 1, TOWN, "X");
  withdrawn(&county, "A", 2);
  light(&county, "A", 1, BM__LIGHT__ENUM__WARNING, "2026-11-05");
  cr_assert_eq(test_pg_number(county.engine->pg, "SELECT count(*) FROM lit"), 0);
  county_free(&county);
}

Test(figures, a_new_calendar_moves_what_was_promised) {
  struct county county = county_new();
  accepted(&county, "A", 1, TOWN, "X");
  Bm__ClockMoved *event = rt_message(county.engine->arena, &bm__clock_moved__descriptor);
  event->case_number = "A";
  event->promised_due = "2026-11-09";
  event->statutory_due = "2026-12-01";
  take(&county, "review", "task A", 1, "clock.moved", &event->base);
  decided(&county, "A", 2, "2026-11-09", true, false);
  cr_assert_eq(test_pg_number(county.engine->pg, "SELECT promised * 100 + took FROM facts WHERE kind = 2"), 505);
  county_free(&county);
}
