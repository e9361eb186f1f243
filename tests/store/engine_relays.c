/* Relays and writers at the same time: nothing is passed over, nothing stays behind. */
#include "tests/store/sample/relay_world.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/* A relay that is overtaken by another between its claim and its mark: each reached one of the two destinations. */
struct overtaken {
  struct world *world;
  struct rt_outgoing_queue other;
  struct rt_conn *conn;
  struct rt_arena *arena;
};

static void send_to_notification(void *context, struct rt_arena *arena, struct rt_delivery *deliveries, size_t count) {
  struct overtaken *overtaken = context;
  for (size_t i = 0; i < count; i++) {
    if (strcmp(deliveries[i].destination, "notification") == 0) {
      answer(overtaken->world, arena, &deliveries[i]);
    }
  }
}

static void send_to_intake_slowly(void *context, struct rt_arena *arena, struct rt_delivery *deliveries, size_t count) {
  struct overtaken *overtaken = context;
  int64_t later = rt_clock_now_us() + 10 * SECOND;
  cr_assert_eq(rt_outgoing_round(&overtaken->other, overtaken->conn, overtaken->arena, later), 2);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(deliveries[i].destination, "intake") == 0) {
      answer(overtaken->world, arena, &deliveries[i]);
    }
  }
}

Test(engine_relays, two_relays_at_once_leave_nothing) {
  struct world *world = world_new();
  struct overtaken overtaken = {.world = world, .arena = rt_arena_new(0)};
  struct rt_error error = {0};
  cr_assert(rt_conn_new(test_pg_dsn(world->test->pg), "review", &overtaken.conn, &error), "%s", error.text);
  overtaken.other = (struct rt_outgoing_queue){
      .service = &sample_service, .seal = world->test->seal, .send = send_to_notification, .context = &overtaken};
  rt_outgoing_init(&overtaken.other);
  world->queue.send = send_to_intake_slowly;
  world->queue.context = &overtaken;
  add(world, "a", 2);
  cr_assert_eq(round_at(world, rt_clock_now_us()), 2);
  cr_assert_eq(world->offered[0], 2);
  cr_assert_eq(world->offered[1], 2);
  cr_assert_eq(left(world), 0, "both have both, and the rows are still there");
  rt_conn_destroy(&overtaken.conn);
  rt_arena_destroy(&overtaken.arena);
  world_end(world);
}

struct late {
  struct test_engine *test;
  struct rt_engine *engine;
  struct test_request request;
  struct test_answer answer;
};

static void *add_late(void *context) {
  struct late *late = context;
  test_engine_drain(late->test, late->engine, &late->request, 1, &late->answer);
  return NULL;
}

static void wait_for_blocked(struct world *world) {
  while (test_pg_number(world->test->pg, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") ==
         0) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
}

/* Its row was written before the other's and is committed behind it. */
Test(engine_relays, who_commits_late_is_not_passed_over) {
  struct world *world = world_new();
  test_pg_exec(world->test->pg, "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                                " PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$");
  test_pg_exec(world->test->pg, "CREATE TRIGGER hold AFTER INSERT ON outbox FOR EACH ROW WHEN (new.stream = 'late')"
                                " EXECUTE FUNCTION hold()");
  struct late late = {.test = world->test, .engine = test_engine_another(world->test)};
  late.request = sample_request(world->test, "review.Add", 900, "late", 1, "");
  test_pg_exec(world->test->pg, "SELECT pg_advisory_lock(42)");
  pthread_t thread;
  cr_assert_eq(pthread_create(&thread, NULL, add_late, &late), 0);
  wait_for_blocked(world);
  struct test_answer early = {0};
  struct test_request request = sample_request(world->test, "review.Add", 901, "early", 1, "");
  struct rt_engine *other = test_engine_another(world->test);
  test_engine_drain(world->test, other, &request, 1, &early);
  cr_assert_eq(early.status, RT_OK);
  cr_assert_eq(round_at(world, rt_clock_now_us()), 1);
  test_pg_exec(world->test->pg, "SELECT pg_advisory_unlock(42)");
  pthread_join(thread, NULL);
  cr_assert_eq(late.answer.status, RT_OK);
  for (int i = 0; i < 3; i++) {
    round_at(world, rt_clock_now_us() + SECOND);
  }
  cr_assert_str_eq(world->log, "early1 late1 ", "an event that was committed late is never delivered: %s", world->log);
  rt_engine_destroy(&late.engine);
  rt_engine_destroy(&other);
  world_end(world);
}
