/* A service's process from outside: it answers, its events arrive, it stops when told, and nothing is lost or doubled
 * when it is killed. */
#include "tests/contract/service/support.h"

#include "runtime/base/clock.h"
#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>

#include <stdio.h>
#include <sys/wait.h>

static void wait_events(int fresh) {
  for (int i = 0; i < 200 && county_events().fresh < fresh; i++) {
    poll(NULL, 0, 50);
  }
  cr_assert_eq(county_events().fresh, fresh, "%d", county_events().fresh);
}

Test(service, answers_tells_and_stops) {
  struct county county;
  county_open(&county);
  struct rt_server *intake = county_intake(&county);
  pid_t service = county_service(&county);
  county_wait(&county);
  int total = 0;
  cr_assert_eq(county_add(&county, "a", 1, &total), RT_OK);
  cr_assert_eq(county_add(&county, "a", 2, &total), RT_OK);
  cr_assert_eq(total, 2);
  cr_assert_eq(county_add(&county, "a", 1, &total), RT_OK);
  cr_assert_eq(total, 1); /* the first answer */
  wait_events(2);
  int64_t began = rt_clock_monotonic_ms();
  cr_assert_eq(process_signal(service, SIGTERM), 0);
  cr_assert_lt(rt_clock_monotonic_ms() - began, 10000);
  cr_assert_eq(test_pg_number(county.pg, "SELECT count(*) FROM leases"), 0);
  rt_server_drain(intake, 1000);
  rt_server_destroy(&intake);
  county_close(&county);
}

static int answered_ok(const int *statuses, int count) {
  int ok = 0;
  for (int i = 0; i < count; i++) {
    ok += statuses[i] == RT_OK;
  }
  return ok;
}

static void wait_all(struct county *county, const int *statuses, int count) {
  int64_t until = rt_clock_monotonic_ms() + 20000;
  int open = count;
  while (open > 0 && rt_clock_monotonic_ms() < until) {
    county_step(county);
    open = 0;
    for (int i = 0; i < count; i++) {
      open += statuses[i] == -1;
    }
  }
  cr_assert_eq(open, 0);
}

/* Two processes, one killed with work in hand: every add counts once, every event arrives once. */
Test(service, killed_with_work_in_hand) {
  enum { ADDS = 300 };
  static int statuses[ADDS];
  struct county county;
  county_open(&county);
  struct rt_server *intake = county_intake(&county);
  pid_t first = county_service(&county), second = county_service(&county);
  county_wait(&county);
  for (int i = 0; i < ADDS; i++) {
    char thing[16];
    snprintf(thing, sizeof thing, "t%d", i % 50);
    county_add_later(&county, thing, i, &statuses[i]);
    county_step(&county);
    if (i == ADDS / 2) {
      process_signal(first, SIGKILL);
    }
  }
  wait_all(&county, statuses, ADDS);
  for (int i = 0; i < ADDS; i++) { /* who was told "unavailable" asks again with the same key */
    char thing[16];
    snprintf(thing, sizeof thing, "t%d", i % 50);
    for (int try = 0; try < 5 && statuses[i] != RT_OK; try++) {
      statuses[i] = county_add(&county, thing, i, NULL);
    }
  }
  cr_assert_eq(answered_ok(statuses, ADDS), ADDS);
  cr_assert_eq(test_pg_number(county.pg, "SELECT sum(total) FROM things"), ADDS);
  wait_events(ADDS);
  process_signal(second, SIGTERM);
  rt_server_drain(intake, 1000);
  rt_server_destroy(&intake);
  county_close(&county);
}

/* The database goes and comes back under a running process: 503 meanwhile, then it goes on by itself. */
Test(service, database_away_and_back) {
  struct county county;
  county_open(&county);
  pid_t service = county_service(&county);
  county_wait(&county);
  cr_assert_eq(county_add(&county, "a", 1, NULL), RT_OK);
  test_pg_away(county.pg, true);
  cr_assert_eq(county_add(&county, "a", 2, NULL), RT_UNAVAILABLE);
  test_pg_away(county.pg, false);
  int total = 0, status = RT_UNAVAILABLE;
  for (int i = 0; i < 100 && status != RT_OK; i++) {
    poll(NULL, 0, 50);
    status = county_add(&county, "a", 3, &total);
  }
  cr_assert_eq(status, RT_OK);
  cr_assert_eq(total, 2);
  process_signal(service, SIGTERM);
  county_close(&county);
}

/* It starts on no schema it does not know. */
Test(service, refuses_an_unknown_schema) {
  struct county county;
  county_open(&county);
  test_pg_exec(county.pg, "UPDATE migrations SET sum = 'changed' WHERE name = 'review/001_things'");
  pid_t service = county_service(&county);
  int status = 0;
  for (int i = 0; i < 100 && waitpid(service, &status, WNOHANG) == 0; i++) {
    poll(NULL, 0, 100);
  }
  cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%d", status);
  county_close(&county);
}
