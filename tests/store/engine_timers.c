/* Timers by their thread's turns: once with two processes, put off when they fail, old answers swept. */
#include "runtime/base/clock.h"
#include "runtime/call/delivery/timers.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000)

static void set_timers(struct test_engine *test, int count) {
  for (int i = 0; i < count; i++) {
    const char *thing = rt_arena_printf(test->arena, "t%d", i);
    cr_assert_eq(sample_call(test, "review.Add", i, thing, 1, "timer").status, RT_OK);
  }
}

Test(engine_timers, a_turn) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct rt_lease lease;
  struct rt_arena *arena = rt_arena_new(0);
  rt_lease_init(&lease, "timers");
  set_timers(test, 3);
  int64_t now = rt_clock_now_us();
  cr_assert_eq(rt_timers_round(test->engine, &lease, arena, now - 100 * SECOND), 0); /* none is due */
  test_pg_exec(test->pg, "UPDATE timers SET kind = 'nobody knows' WHERE subject = 't1'");
  cr_assert_eq(rt_timers_round(test->engine, &lease, arena, now), 3);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM rings"), 2);
  cr_assert_eq(test_pg_number(test->pg, "SELECT attempts FROM timers"), 1);
  cr_assert_eq(rt_timers_round(test->engine, &lease, arena, now), 0); /* put off */
  cr_assert_eq(rt_timers_round(test->engine, &lease, arena, now + 10 * SECOND), 1);
  test_pg_exec(test->pg, "UPDATE timers SET kind = 'ring'");
  cr_assert_eq(rt_timers_round(test->engine, &lease, arena, now + 100 * SECOND), 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM timers"), 0);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM rings"), 3);
  rt_arena_destroy(&arena);
  test_engine_destroy(&test);
}

struct process {
  struct rt_engine *engine;
  struct rt_lease lease;
};

/* Without the lease, as if both had just seen it end. */
static void *fire_all(void *context) {
  struct process *process = context;
  struct rt_arena *arena = rt_arena_new(0);
  for (int i = 0; i < 10; i++) {
    rt_arena_reset(arena);
    rt_timers_round(process->engine, &process->lease, arena, rt_clock_now_us());
  }
  rt_arena_destroy(&arena);
  return NULL;
}

Test(engine_timers, two_processes_fire_each_once) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct process processes[2];
  pthread_t threads[2];
  set_timers(test, 200);
  for (int i = 0; i < 2; i++) {
    processes[i].engine = test_engine_another(test);
    rt_lease_init(&processes[i].lease, i == 0 ? "timers" : "timers too"); /* two leases: both work at once */
    cr_assert_eq(pthread_create(&threads[i], NULL, fire_all, &processes[i]), 0);
  }
  for (int i = 0; i < 2; i++) {
    pthread_join(threads[i], NULL);
    rt_engine_destroy(&processes[i].engine);
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM timers"), 0);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM rings"), 200);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(DISTINCT subject) FROM rings"), 200);
  test_engine_destroy(&test);
}

Test(engine_timers, old_answers_are_swept) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  set_timers(test, 5);
  test_pg_exec(test->pg, "UPDATE answers SET at = at - interval '8 days' WHERE key::text LIKE '%3'");
  struct rt_arena *arena = rt_arena_new(0);
  rt_timers_sweep(test->engine, arena, rt_clock_now_us());
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM answers"), 4);
  rt_arena_destroy(&arena);
  test_engine_destroy(&test);
}

/* The thread itself: fires soon after they are due, and ends when told. */
Test(engine_timers, thread) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct rt_engine_parts parts = {
      .service = &sample_service, .dsn = test_pg_dsn(test->pg), .seal = test->seal, .lane = "timers"};
  struct rt_timers *timers = NULL;
  struct rt_error error = {0};
  cr_assert(rt_timers_new(&parts, &timers, &error), "%s", error.text);
  set_timers(test, 2);
  for (int i = 0; i < 100 && test_pg_number(test->pg, "SELECT count(*) FROM rings") < 2; i++) {
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
  }
  rt_timers_destroy(&timers);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM rings"), 2);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM leases"), 0);
  test_engine_destroy(&test);
}
