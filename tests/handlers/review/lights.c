/* crossings are stored ahead as timed rows and fire exactly once. R-06: delivery. */
#include "domain/date.h"
#include "tests/handlers/review/world.h"
#include <criterion/criterion.h>

#define CASE "530623-20261123-000042-9"

static int64_t morning_of(int year, int month, int day) {
  return dom_time_at(dom_date_of(year, month, day), 8 * 60);
}

Test(review_lights, R07_each_crossing_on_its_day) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  /* promised 2026-12-02: a working day (⌊7/5⌋) before, 12-01; yellow from 12-03; red from 12-22, after 12-21 */
  cr_assert_eq(test_pg_number(world.engine->pg, "SELECT count(*) FROM timers"), 1, "the next light's row only");
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 11, 30)), 0);
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 1)), 1, "warning");
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 2)), 0, "done on the due day is on time");
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 3)), 1, "yellow");
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 21)), 0);
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 22)), 1, "red");
  cr_assert_eq(test_engine_timers(world.engine, INT64_MAX), 0, "exactly once");
  cr_assert_eq(world_events(&world, "light.crossed"), 3);
  cr_assert_eq(test_pg_number(world.engine->pg, "SELECT light FROM tasks"), 3, "red is the worst");
  world_destroy(&world);
}

/* A process that was away for weeks tells of each light that was lit meanwhile, one after the other. */
Test(review_lights, R07_lights_that_were_missed_follow_each_other) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  for (int light = 0; light < 3; light++)
    cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 22)), 1, "%d", light);
  cr_assert_eq(test_engine_timers(world.engine, INT64_MAX), 0);
  cr_assert_eq(world_events(&world, "light.crossed"), 3);
  world_destroy(&world);
}

Test(review_lights, R07_a_decision_puts_the_lights_out) {
  struct world world = world_new();
  world_accepted(&world, CASE, "li");
  world_decide(&world, world.li, world_task(&world, CASE), BM__OUTCOME__ENUM__GRANT, "", 1);
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 3)), 0);
  cr_assert_eq(world_events(&world, "light.crossed"), 0);
  world_destroy(&world);
}

Test(review_lights, R06_an_undelivered_decision_is_reminded_of_once) {
  struct world world = world_new();
  world_accepted(&world, CASE, "li");
  world_decide(&world, world.li, world_task(&world, CASE), BM__OUTCOME__ENUM__GRANT, "", 1);
  cr_assert_eq(test_engine_timers(world.engine, INT64_MAX), 1);
  cr_assert_eq(world_events(&world, "delivery.overdue"), 1);
  world_destroy(&world);
}

Test(review_lights, R06_a_delivered_one_is_not) {
  struct world world = world_new();
  world_accepted(&world, CASE, "li");
  world_decide(&world, world.li, world_task(&world, CASE), BM__OUTCOME__ENUM__GRANT, "", 1);
  Bm__CaseDelivered *delivered = rt_message(world.engine->arena, &bm__case_delivered__descriptor);
  delivered->case_number = CASE;
  test_engine_event(world.engine, "intake", CASE, 2, "case.delivered", &delivered->base);
  cr_assert_eq(test_engine_timers(world.engine, INT64_MAX), 0);
  cr_assert_eq(world_events(&world, "delivery.overdue"), 0);
  world_destroy(&world);
}

static const Bm__RecomputeDuesReply *recompute(struct world *world) {
  Bm__RecomputeDuesRequest *request = rt_message(world->engine->arena, &bm__recompute_dues_request__descriptor);
  struct test_answer answer = test_engine_call(
      world->engine,
      (struct test_request){.method = "review.RecomputeDues", .message = &request->base, .caller = "operator"});
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__RecomputeDuesReply *)answer.reply;
}

Test(review_lights, R01_a_year_that_is_loaded_moves_running_cases_and_tells_whose) {
  static const char year[] = "year 2026\n2026-01-01 holiday 元旦\n2026-11-30 holiday 县庆\n";
  struct world world = world_new();
  struct dom_calendar_error fault;
  world_accepted(&world, CASE, "");
  world_accepted(&world, "decided", "li");
  world_decide(&world, world.li, world_task(&world, "decided"), BM__OUTCOME__ENUM__GRANT, "", 1);
  cr_assert_eq(recompute(&world)->moved, 0, "nothing has changed");
  cr_assert(dom_calendar_parse(year, sizeof year - 1, world_calendar(), &fault), "%s", fault.text);
  const Bm__RecomputeDuesReply *reply = recompute(&world);
  cr_assert_eq(reply->seen, 1, "what is decided stays");
  cr_assert_eq(reply->moved, 1);
  cr_assert_eq(recompute(&world)->moved, 0, "again is harmless");
  cr_assert_eq(world_events(&world, "clock.moved"), 1);
  cr_assert_str_eq(world_list(&world, world.li, 0, 0, "")->tasks[0]->promised_due, "2026-12-03");
  cr_assert_eq(test_engine_timers(world.engine, morning_of(2026, 12, 3)), 1, "the warning moved with it");
  world_destroy(&world);
}
