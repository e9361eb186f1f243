/* Events are taken in once and in order: seq = last + 1, had below, gap above. */
#include "bianmin/common.pb-c.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define RESULT(name) BM__DELIVER_RESULT__ENUM__##name

static int deliver(struct test_engine *test, const char *stream, int seq, const char *type, int amount) {
  Sample__ThingAdded *event = rt_message(test->arena, &sample__thing_added__descriptor);
  event->thing = rt_arena_text(test->arena, stream);
  event->amount = amount;
  return test_engine_event(test, "intake", stream, seq, type, &event->base);
}

Test(engine_events, once_and_in_order) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  cr_assert_eq(deliver(test, "a", 2, "thing.added", 2), RESULT(GAP));
  cr_assert_eq(deliver(test, "a", 1, "thing.added", 1), RESULT(TAKEN));
  cr_assert_eq(deliver(test, "a", 1, "thing.added", 1), RESULT(HAD));
  cr_assert_eq(deliver(test, "a", 2, "nobody.listens", 2), RESULT(TAKEN));
  cr_assert_eq(deliver(test, "a", 4, "thing.added", 4), RESULT(GAP));
  cr_assert_eq(deliver(test, "a", 3, "thing.added", 3), RESULT(TAKEN));
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM copies"), 2);
  cr_assert_eq(test_pg_number(test->pg, "SELECT last_seq FROM taken WHERE sender = 'intake' AND stream = 'a'"), 3);
  test_engine_destroy(&test);
}

Test(engine_events, not_yet_and_never) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  cr_assert_eq(deliver(test, "late", 1, "thing.added", 404), RESULT(NOT_YET));
  cr_assert_eq(sample_call(test, "review.Add", 1, "late", 1, "").status, RT_OK);
  cr_assert_eq(deliver(test, "late", 1, "thing.added", 404), RESULT(TAKEN));
  cr_assert_eq(deliver(test, "bad", 1, "thing.added", 500), RESULT(FAILED));
  cr_assert_eq(deliver(test, "bad", 2, "thing.added", 1), RESULT(GAP));
  test_pg_away(test->pg, true);
  cr_assert_eq(deliver(test, "x", 1, "thing.added", 1), -1);
  test_engine_destroy(&test);
}

static Bm__EventRecord *record(struct test_engine *test, const char *stream, int seq, const char *type, int amount) {
  Sample__ThingAdded event = SAMPLE__THING_ADDED__INIT;
  event.thing = rt_arena_text(test->arena, stream);
  event.amount = amount;
  Bm__EventRecord *record = rt_message(test->arena, &bm__event_record__descriptor);
  record->type = rt_arena_text(test->arena, type);
  record->stream = rt_arena_text(test->arena, stream);
  record->seq = seq;
  record->payload.len = sample__thing_added__get_packed_size(&event);
  record->payload.data = rt_arena_alloc(test->arena, record->payload.len + 1);
  sample__thing_added__pack(&event, record->payload.data);
  return record;
}

static const Bm__DeliverReply *deliver_all(struct test_engine *test, Bm__EventRecord **records, size_t count) {
  Bm__DeliverRequest request = BM__DELIVER_REQUEST__INIT;
  request.events = records;
  request.n_events = count;
  struct test_answer answer = test_engine_call(
      test, (struct test_request){.method = "review.Deliver", .message = &request.base, .caller = "intake"});
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__DeliverReply *)answer.reply;
}

static Bm__EventRecord **one_each(struct test_engine *test, size_t count, int seq) {
  Bm__EventRecord **records = rt_arena_array(test->arena, count, sizeof *records);
  for (size_t i = 0; i < count; i++) {
    const char *stream = rt_arena_printf(test->arena, "s%zu", i);
    records[i] = record(test, stream, seq, i % 5 == 0 ? "unknown" : "thing.added", (int)i);
  }
  return records;
}

/* Events of different streams move in one transaction that waits for its own commit: no barrier. */
Test(engine_events, one_transaction_for_all_streams) {
  enum { MANY = 100 };
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  const Bm__DeliverReply *reply = deliver_all(test, one_each(test, MANY, 1), MANY);
  for (size_t i = 0; i < MANY; i++) {
    cr_assert_eq((int)reply->results[i], RESULT(TAKEN), "%zu", i);
  }
  cr_assert_eq(rt_engine_counts(test->engine)->barriers, 0);
  cr_assert_eq(rt_engine_counts(test->engine)->reruns, 0);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(DISTINCT xmin::text) FROM taken"), 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(DISTINCT xmin::text) FROM copies"), 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM taken"), MANY);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM copies"), MANY * 4 / 5);
  test_engine_destroy(&test);
}

/* What PostgreSQL refuses undoes the whole transaction; all go on alone, and only that one fails. */
Test(engine_events, what_cannot_be_written_fails_alone) {
  enum { MANY = 20, BAD = 7 };
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  Bm__EventRecord **records = one_each(test, MANY, 1);
  records[BAD] = record(test, "s7", 1, "thing.added", -1);
  const Bm__DeliverReply *reply = deliver_all(test, records, MANY);
  for (size_t i = 0; i < MANY; i++) {
    cr_assert_eq((int)reply->results[i], i == BAD ? RESULT(FAILED) : RESULT(TAKEN), "%zu", i);
  }
  cr_assert_eq(rt_engine_counts(test->engine)->barriers, 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM taken"), MANY - 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM copies"), MANY * 4 / 5 - 1);
  reply = deliver_all(test, one_each(test, MANY, 2), MANY);
  for (size_t i = 0; i < MANY; i++) {
    cr_assert_eq((int)reply->results[i], i == BAD ? RESULT(GAP) : RESULT(TAKEN), "%zu", i);
  }
  test_engine_destroy(&test);
}

/* 64 records of 8 streams in one call: order within a stream, one failure holds up its own stream only. */
Test(engine_events, a_full_delivery) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  Bm__EventRecord *records[64];
  for (int i = 0; i < 64; i++) {
    char stream[8];
    snprintf(stream, sizeof stream, "s%d", i % 8);
    bool bad = i % 8 == 3 && i / 8 == 4;
    records[i] = record(test, stream, i / 8 + 1, i % 8 == 5 ? "unknown" : "thing.added", bad ? 500 : i / 8);
  }
  const Bm__DeliverReply *reply = deliver_all(test, records, 64);
  for (int i = 0; i < 64; i++) {
    int want = i % 8 != 3 || i / 8 < 4 ? RESULT(TAKEN) : i / 8 == 4 ? RESULT(FAILED) : RESULT(GAP);
    cr_assert_eq((int)reply->results[i], want, "%d", i);
  }
  cr_assert_str_eq(reply->texts[35], "NEVER");
  cr_assert_eq(rt_engine_counts(test->engine)->barriers, 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM copies"), 6 * 8 + 4);
  cr_assert_eq(test_pg_number(test->pg, "SELECT last_seq FROM taken WHERE stream = 's5'"), 8);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM (SELECT amount < lag(amount) OVER (PARTITION BY thing"
                                        " ORDER BY n) AS wrong FROM copies) c WHERE wrong"),
               0);
  test_engine_destroy(&test);
}

Test(engine_events, malformed_is_a_failure_of_its_own) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  Bm__EventRecord *records[2] = {record(test, "a", 1, "thing.added", 1), record(test, "b", 1, "thing.added", 1)};
  records[0]->payload.data[0] = 0xff;
  const Bm__DeliverReply *reply = deliver_all(test, records, 2);
  cr_assert_eq(reply->results[0], RESULT(FAILED));
  cr_assert_str_eq(reply->texts[0], "MALFORMED");
  cr_assert_eq(reply->results[1], RESULT(TAKEN));
  test_engine_destroy(&test);
}
