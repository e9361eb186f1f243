/* Who may call what, what is wrong by itself, and in which order refusals win. */
#include "bianmin/options.pb-c.h"
#include "runtime/base/clock.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>
#include <string.h>

static struct test_answer as(struct test_engine *test, const char *method, const char *caller, int role) {
  struct test_request request = {.method = method, .message = sample_add(test, "a", 1, ""), .caller = caller};
  request.subject = role == 0 ? NULL : test_subject(test, "zhang", role);
  return test_engine_call(test, request);
}

Test(engine_calls, who_may) {
  static const struct {
    const char *method, *caller;
    int role;
    enum rt_status want;
  } rows[] = {
      {"review.Get", "gateway", 0, RT_UNAUTHENTICATED},
      {"review.Get", "gateway", BM__ROLE__ENUM__CITIZEN, RT_OK},
      {"review.Get", "operator", 0, RT_PERMISSION_DENIED},
      {"review.Get", "intake", BM__ROLE__ENUM__CITIZEN, RT_PERMISSION_DENIED}, /* its subject does not count */
      {"review.Compute", "gateway", 0, RT_OK},
      {"review.Compute", "operator", 0, RT_PERMISSION_DENIED},
      {"review.Compute", "intake", 0, RT_PERMISSION_DENIED},
      {"review.ForGateway", "gateway", 0, RT_OK},
      {"review.ForGateway", "operator", 0, RT_PERMISSION_DENIED},
      {"review.ForOperator", "operator", 0, RT_OK},
      {"review.ForOperator", "gateway", BM__ROLE__ENUM__OPERATOR, RT_OK},
      {"review.ForOperator", "gateway", BM__ROLE__ENUM__CLERK, RT_PERMISSION_DENIED},
      {"review.ForOperator", "gateway", BM__ROLE__ENUM__SERVICE,
       RT_PERMISSION_DENIED}, /* no account holds a key's role */
      {"review.Add", "gateway", BM__ROLE__ENUM__CITIZEN, RT_PERMISSION_DENIED},
      {"review.Nothing", "gateway", BM__ROLE__ENUM__CLERK, RT_UNIMPLEMENTED},
  };
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct test_answer answer = as(test, rows[i].method, rows[i].caller, rows[i].role);
    cr_assert_eq(answer.status, rows[i].want, "%s by %s: %s", rows[i].method, rows[i].caller, answer.code);
  }
  test_engine_destroy(&test);
}

Test(engine_calls, wrong_by_itself) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_answer answer = sample_call(test, "review.Add", 0, "a", 13, "");
  cr_assert_str_eq(answer.code, "FIELD_INVALID");
  cr_assert_str_eq(answer.answer->violations[0]->field, "amount");
  answer = sample_call(test, "review.Add", 1, "a\xff", 1, "");
  cr_assert_str_eq(answer.code, "FIELD_INVALID");
  struct test_request request = {.method = "review.Add",
                                 .message = sample_add(test, "a", 1, ""),
                                 .subject = test_subject(test, "zhang", BM__ROLE__ENUM__CLERK)};
  cr_assert_str_eq(test_engine_call(test, request).code, "KEY_MISSING");
  request.key = "not-a-uuid";
  cr_assert_str_eq(test_engine_call(test, request).code, "KEY_MISSING");
  request.key = test_key(test, 2);
  request.deadline_ms = rt_clock_monotonic_ms() - 1;
  cr_assert_eq(test_engine_call(test, request).status, RT_DEADLINE_EXCEEDED);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM answers"), 0);
  test_engine_destroy(&test);
}

/* Scope first, then the key, then everything else. */
Test(engine_calls, order_of_refusals) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  cr_assert_str_eq(sample_call(test, "review.Add", 1, "a", 1, "refuse").code, "CLAIMED");
  cr_assert_eq(sample_call(test, "review.Add", 1, "a", 1, "").status, RT_OK); /* a refusal leaves the key free */
  cr_assert_str_eq(sample_call(test, "review.Add", 1, "a", 1, "refuse").code, "KEY_REUSED");
  cr_assert_str_eq(sample_call(test, "review.Add", 1, "a", 1, "hide").code, "THING_UNKNOWN");
  struct test_answer answer = sample_call(test, "review.Add", 2, "a", 1, "refuse");
  cr_assert_eq(answer.status, RT_FAILED_PRECONDITION);
  cr_assert_str_eq(answer.answer->violations[0]->field, "thing");
  test_engine_destroy(&test);
}

Test(engine_calls, a_load_that_fails_is_alone) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request requests[64];
  struct test_answer answers[64];
  for (int i = 0; i < 64; i++) {
    requests[i] =
        sample_request(test, "review.Add", i, rt_arena_printf(test->arena, "t%d", i), 1, i == 30 ? "divide" : "");
  }
  test_engine_drain(test, test->engine, requests, 64, answers);
  for (int i = 0; i < 64; i++) {
    cr_assert_eq(answers[i].status, i == 30 ? RT_INTERNAL : RT_OK, "%d", i);
  }
  cr_assert_eq(rt_engine_counts(test->engine)->barriers, 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM things"), 63);
  test_engine_destroy(&test);
}

/* A refusal that leaves a mark: the mark is saved each time, the key is not used up. */
Test(engine_calls, refusal_with_a_mark) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  for (int i = 0; i < 3; i++) {
    struct test_answer answer = sample_call(test, "review.Add", 1, "a", 1, "mark");
    cr_assert_eq(answer.status, RT_NOT_FOUND);
    cr_assert_str_eq(answer.code, "WRONG_CODE");
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM copies"), 3);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM answers"), 0);
  cr_assert_eq(sample_call(test, "review.Add", 1, "a", 1, "").status, RT_OK);
  test_engine_destroy(&test);
}
