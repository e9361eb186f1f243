/* An answer waits for what becomes of its commit: what fails only there, or loses its connection there, is not answered
 * OK and leaves nothing. */
#include "bianmin/common.pb-c.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>

/* Every transaction that sends an event ends like this, when it commits and not before. */
static void end_commits_with(struct test_engine *test, const char *what) {
  test_pg_exec(test->pg, rt_arena_printf(test->arena,
                                         "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS"
                                         " $$ BEGIN %s; RETURN NULL; END $$",
                                         what));
  test_pg_exec(test->pg, "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED"
                         " FOR EACH ROW EXECUTE FUNCTION at_commit()");
}

static void none_is_answered_ok(struct test_engine *test, int first_key, int count) {
  struct test_request requests[RT_DRAIN_MAX] = {{0}};
  struct test_answer answers[RT_DRAIN_MAX];
  for (int i = 0; i < count; i++) {
    const char *thing = rt_arena_printf(test->arena, "t%d", first_key + i);
    requests[i] = sample_request(test, "review.Add", first_key + i, thing, 1, "");
  }
  test_engine_drain(test, test->engine, requests, (size_t)count, answers);
  for (int i = 0; i < count; i++) {
    cr_assert_neq(answers[i].status, RT_OK, "%d of %d: answered OK, and its commit failed", i, count);
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM things"), 0);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM answers"), 0);
}

Test(engine_commits, one_that_fails_is_not_answered_ok) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  end_commits_with(test, "RAISE EXCEPTION 'no' USING ERRCODE = '53100'");
  none_is_answered_ok(test, 1, 1);
  none_is_answered_ok(test, 10, 20);
  test_engine_destroy(&test);
}

Test(engine_commits, one_that_loses_its_connection_is_not_answered_ok) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  end_commits_with(test, "PERFORM pg_terminate_backend(pg_backend_pid())");
  none_is_answered_ok(test, 1, 1);
  none_is_answered_ok(test, 10, 20);
  test_engine_destroy(&test);
}
