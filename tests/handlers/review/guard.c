/* Of many acts on one task those that come too late are refused, also when nothing but the guard is in their way: the
 * other act is committed between their load and their update, and its event is gone from the outbox already. */
#include "tests/handlers/review/world.h"

#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <time.h>

#define CASE "530623-20261123-000001-7"

struct claims {
  struct world *world;
  size_t count;
  struct test_request requests[RT_DRAIN_MAX];
  struct test_answer answers[RT_DRAIN_MAX];
};

static void *claim_all(void *context) {
  struct claims *claims = context;
  test_engine_drain(claims->world->engine, claims->world->engine->engine, claims->requests, claims->count,
                    claims->answers);
  return NULL;
}

static void must(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  cr_assert_eq(PQresultStatus(result), PGRES_COMMAND_OK, "%s: %s", sql, PQerrorMessage(pg));
  PQclear(result);
}

/* Another process claims the task, but for its commit. */
static PGconn *claim_elsewhere(struct world *world, const char *task) {
  PGconn *pg = PQconnectdb(test_pg_role_dsn(world->engine->pg, "bm_test"));
  must(pg, "SET search_path = review");
  must(pg, "BEGIN");
  must(pg, rt_arena_printf(world->engine->arena,
                           "UPDATE tasks SET version = version + 1, events = events + 1, state = %d, claimed_by ="
                           " 'wang', claimed_name = 'wang' WHERE task = '%s'",
                           (int)BM__TASK_STATE__ENUM__CLAIMED, task));
  return pg;
}

static void wait_until_blocked(struct world *world) {
  const char *blocked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename ="
                        " 'bm_review' AND wait_event_type = 'Lock'";
  while (test_pg_number(world->engine->pg, blocked) == 0) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
}

static void come_too_late(size_t count) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  Bm__ClaimTaskRequest *request = rt_message(world.engine->arena, &bm__claim_task_request__descriptor);
  request->task = (char *)world_task(&world, CASE);
  static struct claims claims;
  claims = (struct claims){.world = &world, .count = count};
  for (int i = 0; i < (int)count; i++) {
    claims.requests[i] = (struct test_request){.method = "review.ClaimTask",
                                               .message = &request->base,
                                               .subject = world.li,
                                               .key = test_key(world.engine, 100 + i)};
  }
  PGconn *other = claim_elsewhere(&world, request->task);
  pthread_t thread;
  cr_assert_eq(pthread_create(&thread, NULL, claim_all, &claims), 0);
  wait_until_blocked(&world);
  must(other, "COMMIT");
  PQfinish(other);
  pthread_join(thread, NULL);
  for (int i = 0; i < (int)count; i++) {
    cr_assert_eq(claims.answers[i].status, RT_FAILED_PRECONDITION, "claim %d: %s, and the task is another's", i,
                 rt_status_name(claims.answers[i].status));
  }
  world_destroy(&world);
}

Test(review_guard, of_64_acts_on_one_row_none_is_lost_to_one_that_came_first) {
  come_too_late(RT_DRAIN_MAX);
}

/* Alone nothing but the guard is in its way: 64 of one drain would write one event 64 times as well. */
Test(review_guard, nor_is_one_act_alone) {
  come_too_late(1);
}
