/* A write can be repeated: the key's first answer, word for word, after the barrier. */
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <string.h>

static void same(struct test_answer a, struct test_answer b) {
  cr_assert_eq(a.status, RT_OK, "%s", a.code);
  cr_assert_eq(b.status, RT_OK, "%s", b.code);
  cr_assert(a.payload.size == b.payload.size && memcmp(a.payload.data, b.payload.data, a.payload.size) == 0);
}

Test(engine_keys, first_answer_again) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_answer first = sample_call(test, "review.Add", 1, "a", 5, "");
  cr_assert_eq(rt_engine_counts(test->engine)->barriers, 0); /* a drain of one commits durably itself */
  cr_assert_eq(sample_total(sample_call(test, "review.Add", 2, "a", 5, "")), 10);
  same(first, sample_call(test, "review.Add", 1, "a", 5, ""));
  cr_assert_eq(rt_engine_counts(test->engine)->barriers, 1); /* the stored answer's commit may not be on disk yet */
  struct test_answer other = sample_call(test, "review.Add", 1, "a", 6, "");
  cr_assert_eq(other.status, RT_ALREADY_EXISTS);
  cr_assert_str_eq(other.code, "KEY_REUSED");
  cr_assert_eq(test_pg_number(test->pg, "SELECT total FROM things"), 10);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM outbox"), 2);
  test_engine_destroy(&test);
}

/* A UUID has many spellings; a repeat in another one gets the first answer too, which is sealed to the key. */
Test(engine_keys, capitals_are_the_same_key) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request request = sample_request(test, "review.Add", 1, "a", 5, "");
  request.key = "01890000-0000-7000-8000-0000000000ab";
  struct test_answer first = test_engine_call(test, request);
  request.key = "01890000-0000-7000-8000-0000000000AB";
  same(first, test_engine_call(test, request));
  cr_assert_eq(test_pg_number(test->pg, "SELECT total FROM things"), 5);
  test_engine_destroy(&test);
}

/* The gateway may say what a repeat must equal: a paper has another id at each attempt. Nobody else may. */
Test(engine_keys, what_is_said_to_be_the_same) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request request = sample_request(test, "review.Add", 1, "a", 5, "");
  request.same = "the file";
  struct test_answer first = test_engine_call(test, request);
  request.message = sample_add(test, "b", 7, "");
  same(first, test_engine_call(test, request));
  request.same = "another file";
  cr_assert_str_eq(test_engine_call(test, request).code, "KEY_REUSED");
  request.same = "";
  cr_assert_str_eq(test_engine_call(test, request).code, "KEY_REUSED");
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM things"), 1);
  test_engine_destroy(&test);
}

/* The same key of another account, method, or thing (nobody signed in) is another key. */
Test(engine_keys, scope) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  cr_assert_eq(sample_total(sample_call(test, "review.Add", 1, "a", 5, "")), 5);
  struct test_request request = sample_request(test, "review.Add", 1, "a", 5, "");
  request.subject = test_subject(test, "li", BM__ROLE__ENUM__CLERK);
  cr_assert_eq(sample_total(test_engine_call(test, request)), 10);
  request = sample_request(test, "review.AddOpen", 1, "a", 5, "");
  request.subject = NULL;
  cr_assert_eq(sample_total(test_engine_call(test, request)), 15);
  cr_assert_eq(sample_total(test_engine_call(test, request)), 15);
  request.message = sample_add(test, "b", 5, "");
  cr_assert_eq(sample_total(test_engine_call(test, request)), 5);
  test_engine_destroy(&test);
}

Test(engine_keys, equal_keys_in_one_drain) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  static const char *const methods[] = {"review.Add", "review.Mark"};
  for (int m = 0; m < 2; m++) {
    struct test_request requests[4];
    struct test_answer answers[4];
    for (int i = 0; i < 4; i++) {
      requests[i] = sample_request(test, methods[m], i < 3 ? 1 : 2, i < 3 ? "a" : "b", i == 2 ? 7 : 5, "");
    }
    test_engine_drain(test, test->engine, requests, 4, answers);
    same(answers[0], answers[1]);
    cr_assert_str_eq(answers[2].code, "KEY_REUSED");
    cr_assert_eq(answers[3].status, RT_OK);
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT total FROM things WHERE thing = 'a'"), 5);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM marks"), 2);
  test_engine_destroy(&test);
}

/* While somebody else's transaction holds the key: 409 after the lock timeout; when it has gone, the act. */
Test(engine_keys, still_running) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  PGconn *other = PQconnectdb(test_pg_role_dsn(test->pg, "bm_test"));
  PQclear(PQexec(other, "BEGIN; INSERT INTO review.answers VALUES ('account zhang', 'review.Add',"
                        " '01890000-0000-7000-8000-000000000001', '', '', '2026-01-01')"));
  struct test_answer answer = sample_call(test, "review.Add", 1, "a", 5, "");
  cr_assert_eq(answer.status, RT_ABORTED);
  cr_assert_str_eq(answer.code, "KEY_IN_USE");
  PQclear(PQexec(other, "ROLLBACK"));
  PQfinish(other);
  cr_assert_eq(sample_total(sample_call(test, "review.Add", 1, "a", 5, "")), 5);
  test_engine_destroy(&test);
}

/* What is stored opens with the service's keys only, at its own place. */
Test(engine_keys, stored_answers_are_sealed) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request request = sample_request(test, "review.Add", 1, "530623197001011234", 5, "");
  cr_assert_eq(test_engine_call(test, request).status, RT_OK);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM answers WHERE position('530623'::bytea IN answer) > 0"),
               0);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM outbox WHERE position('530623'::bytea IN payload) > 0"),
               0);
  test_pg_exec(test->pg, "UPDATE answers SET answer = set_byte(answer, 20, get_byte(answer, 20) # 1)");
  cr_assert_eq(test_engine_call(test, request).status, RT_INTERNAL);
  test_engine_destroy(&test);
}
