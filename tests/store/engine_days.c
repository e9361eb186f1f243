/* Bad days: the database is away, slow, or goes under our hands. */
#include "runtime/base/clock.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

Test(engine_days, database_away) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  test_pg_away(test->pg, true);
  int64_t began = rt_clock_monotonic_ms();
  struct test_answer answer = sample_call(test, "review.Add", 1, "a", 1, "");
  cr_assert_eq(answer.status, RT_UNAVAILABLE);
  cr_assert_eq(answer.answer->retry_after_s, 1);
  cr_assert_eq(sample_call(test, "review.Get", 1, "a", 1, "").status, RT_UNAVAILABLE);
  cr_assert_eq(sample_call(test, "review.Compute", 1, "a", 1, "").status, RT_OK); /* needs none */
  cr_assert_lt(rt_clock_monotonic_ms() - began, 1000);
  test_pg_away(test->pg, false);
  for (int i = 0; i < 200 && sample_call(test, "review.Get", 1, "a", 1, "").status != RT_OK; i++) {
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  }
  cr_assert_eq(sample_total(sample_call(test, "review.Add", 1, "a", 1, "")), 1);
  test_engine_destroy(&test);
}

/* Of two transactions the first committed in memory, then the connection broke: both are unknown, and the keys resolve
 * both. */
Test(engine_days, lost_under_way) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request requests[3] = {sample_request(test, "review.Add", 1, "a", 1, ""),
                                     sample_request(test, "review.Add", 2, "b", 1, "kill"),
                                     sample_request(test, "review.Compute", 3, "b", 1, "")};
  struct test_answer answers[3];
  test_engine_drain(test, test->engine, requests, 3, answers);
  cr_assert_eq(answers[0].status, RT_UNAVAILABLE);
  cr_assert_eq(answers[1].status, RT_UNAVAILABLE);
  cr_assert_eq(answers[2].status, RT_OK);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM things"), 1);
  cr_assert_eq(sample_total(test_engine_call(test, requests[0])), 1);
  cr_assert_eq(sample_total(sample_call(test, "review.Add", 2, "b", 1, "")), 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT sum(total) FROM things"), 2);
  test_engine_destroy(&test);
}

static void beat(void *context) {
  (*(int *)context)++;
}

Test(engine_days, too_slow) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  int beats = 0;
  rt_engine_beat(test->engine, beat, &beats);
  struct test_request requests[2] = {sample_request(test, "review.Add", 1, "a", 1, "sleep"),
                                     sample_request(test, "review.Add", 2, "b", 1, "")};
  struct test_answer answers[2];
  test_engine_drain(test, test->engine, requests, 2, answers);
  cr_assert_eq(answers[0].status, RT_UNAVAILABLE);
  cr_assert_str_eq(answers[0].code, "BUSY");
  cr_assert_eq(answers[1].status, RT_OK);
  cr_assert_geq(beats, 6);
  test_engine_destroy(&test);
}

/* Who computes for long keeps its place at the brokers: each of these decisions takes 100 ms. */
Test(engine_days, beats_while_deciding) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request requests[20];
  struct test_answer answers[20];
  int beats = 0;
  rt_engine_beat(test->engine, beat, &beats);
  for (int i = 0; i < 20; i++) {
    requests[i] = sample_request(test, "review.Add", i, rt_arena_printf(test->arena, "t%d", i), 1, "think");
  }
  test_engine_drain(test, test->engine, requests, 20, answers);
  cr_assert_geq(beats, 5, "%d", beats);
  test_engine_destroy(&test);
}

/* Each timer once, whoever fires it; one whose row is gone does nothing. */
Test(engine_days, timers_fire_once) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct rt_engine *other = test_engine_another(test);
  for (int i = 0; i < 5; i++) {
    const char *thing = rt_arena_printf(test->arena, "t%d", i);
    cr_assert_eq(sample_call(test, "review.Add", i, thing, 1, "timer").status, RT_OK);
  }
  cr_assert_eq(sample_call(test, "review.Add", 9, "t4", 1, "clear").status, RT_OK);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM timers"), 4);
  struct rt_timer timers[2] = {{.kind = "ring", .subject = "t0", .due_us = 1}, {.kind = "ring", .subject = "t1"}};
  timers[0].id = rt_arena_text(test->arena, test_pg_text(test->pg, "SELECT id FROM timers WHERE subject = 't0'"));
  timers[1].id = rt_arena_text(test->arena, test_pg_text(test->pg, "SELECT id FROM timers WHERE subject = 't1'"));
  bool fired[2];
  struct rt_arena *arena = rt_arena_new(0);
  rt_engine_fire(other, arena, timers, 2, fired);
  cr_assert(fired[0] && fired[1]);
  rt_engine_fire(test->engine, arena, timers, 2, fired);
  cr_assert(fired[0] && fired[1]);
  timers[0].kind = "nobody knows";
  rt_engine_fire(test->engine, arena, timers, 2, fired);
  cr_assert(!fired[0] && fired[1]);
  rt_arena_destroy(&arena);
  cr_assert_eq(test_engine_timers(test, INT64_MAX), 2);
  cr_assert_eq(test_engine_timers(test, INT64_MAX), 0);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM rings"), 4);
  rt_engine_destroy(&other);
  test_engine_destroy(&test);
}
