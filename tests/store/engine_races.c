/* Many at once: exactly one wins where one may, nobody is lost where all may. */
#include "bianmin/common.pb-c.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

Test(engine_races, drain_of_64_has_one_barrier) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request requests[64];
  struct test_answer answers[64];
  for (int i = 0; i < 64; i++) {
    requests[i] = sample_request(test, "review.Add", i, rt_arena_printf(test->arena, "t%d", i), 1, "");
  }
  test_engine_drain(test, test->engine, requests, 64, answers);
  for (int i = 0; i < 64; i++) {
    cr_assert_eq(answers[i].status, RT_OK, "%s", answers[i].code);
  }
  cr_assert_eq(rt_engine_counts(test->engine)->barriers, 1);
  cr_assert_eq(rt_engine_counts(test->engine)->reruns, 0);
  cr_assert_eq(test->woken, 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM outbox WHERE destinations = 3"), 64);
  test_engine_destroy(&test);
}

/* 64 adds, two of them to one thing: the one that loses is run again alone and sees what the other left. */
Test(engine_races, one_conflict_among_64) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request requests[64];
  struct test_answer answers[64];
  cr_assert_eq(sample_total(sample_call(test, "review.Add", 99, "t0", 1, "")), 1);
  for (int i = 0; i < 64; i++) {
    const char *thing = i == 63 ? "t0" : rt_arena_printf(test->arena, "t%d", i);
    requests[i] = sample_request(test, "review.Add", i, thing, 1, "");
  }
  test_engine_drain(test, test->engine, requests, 64, answers);
  for (int i = 0; i < 64; i++) {
    cr_assert_eq(sample_total(answers[i]), i == 63 ? 3 : i == 0 ? 2 : 1, "%d", i);
  }
  cr_assert_eq(rt_engine_counts(test->engine)->reruns, 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM outbox WHERE stream = 't0'"), 3);
  test_engine_destroy(&test);
}

/* A batch is one statement; when one of it fails the others still get through, each alone. */
Test(engine_races, batch_falls_back) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request requests[64];
  struct test_answer answers[64];
  for (int i = 0; i < 64; i++) {
    int amount = i == 10 ? -1 : i == 20 ? 19 : i; /* breaks a CHECK; breaks the unique index against 19 */
    requests[i] = sample_request(test, "review.Mark", i, "m", amount, "");
  }
  test_engine_drain(test, test->engine, requests, 64, answers);
  for (int i = 0; i < 64; i++) {
    enum rt_status want = i == 10 ? RT_INTERNAL : i == 20 ? RT_FAILED_PRECONDITION : RT_OK;
    cr_assert_eq(answers[i].status, want, "%d: %s", i, answers[i].code);
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM marks"), 62);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM answers"), 62);
  test_engine_destroy(&test);
}

/* Reads of a batch that fail for one of it: the others still get through. */
Test(engine_races, batch_reads_fall_back) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct test_request requests[8];
  struct test_answer answers[8];
  for (int i = 0; i < 8; i++) {
    requests[i] = sample_request(test, "review.Mark", i, "m", i, i == 5 ? "divide" : "");
  }
  test_engine_drain(test, test->engine, requests, 8, answers);
  for (int i = 0; i < 8; i++) {
    cr_assert_eq(answers[i].status, i == 5 ? RT_INTERNAL : RT_OK, "%d: %s", i, answers[i].code);
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM marks"), 7);
  test_engine_destroy(&test);
}

struct writer {
  struct test_engine *test;
  struct rt_engine *engine;
  struct rt_incoming request;
  enum rt_status status;
};

static Bm__Envelope *envelope(struct test_engine *test, const char *method, int key, const char *account) {
  Bm__Envelope *envelope = rt_message(test->arena, &bm__envelope__descriptor);
  envelope->method = rt_arena_text(test->arena, method);
  envelope->idempotency_key = rt_arena_text(test->arena, test_key(test, key));
  envelope->subject = test_subject(test, account, BM__ROLE__ENUM__CLERK);
  return envelope;
}

static void *write_now(void *context) {
  struct writer *writer = context;
  struct rt_arena *arena = rt_arena_new(0);
  struct rt_outgoing out;
  rt_engine_drain(writer->engine, arena, &writer->request, 1, &out);
  writer->status = out.answer == NULL ? RT_OK : (enum rt_status)out.answer->status;
  rt_arena_destroy(&arena);
  return NULL;
}

static void race(struct test_engine *test, struct writer *writers, size_t count, const char *mode, int round) {
  pthread_t threads[8];
  ProtobufCMessage *add = sample_add(test, rt_arena_printf(test->arena, "r%d", round), 1, mode);
  for (size_t i = 0; i < count; i++) {
    size_t size = protobuf_c_message_get_packed_size(add);
    uint8_t *data = rt_arena_alloc(test->arena, size + 1);
    protobuf_c_message_pack(add, data);
    writers[i].request =
        (struct rt_incoming){.envelope = envelope(test, "review.Add", round * 8 + (int)i, i % 2 == 0 ? "zhang" : "li"),
                             .payload = {data, size},
                             .caller = "gateway",
                             .deadline_ms = INT64_MAX};
    cr_assert_eq(pthread_create(&threads[i], NULL, write_now, &writers[i]), 0);
  }
  for (size_t i = 0; i < count; i++) {
    pthread_join(threads[i], NULL);
  }
}

Test(engine_races, two_claims_one_wins) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct writer writers[2] = {{.test = test}, {.test = test}};
  for (int i = 0; i < 2; i++) {
    writers[i].engine = test_engine_another(test);
  }
  for (int round = 0; round < 50; round++) {
    race(test, writers, 2, "claim", round);
    int won = (writers[0].status == RT_OK) + (writers[1].status == RT_OK);
    int refused = (writers[0].status == RT_FAILED_PRECONDITION) + (writers[1].status == RT_FAILED_PRECONDITION);
    cr_assert(won == 1 && refused == 1, "round %d: %d and %d", round, writers[0].status, writers[1].status);
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM outbox"), 50);
  rt_engine_destroy(&writers[0].engine);
  rt_engine_destroy(&writers[1].engine);
  test_engine_destroy(&test);
}

/* Eight threads add to one row: each add is counted once or answered UNAVAILABLE. */
Test(engine_races, no_update_is_lost) {
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct writer writers[8];
  int added[10] = {0};
  for (int i = 0; i < 8; i++) {
    writers[i] = (struct writer){.test = test, .engine = test_engine_another(test)};
  }
  for (int round = 0; round < 10; round++) {
    race(test, writers, 8, "", round);
    for (int i = 0; i < 8; i++) {
      cr_assert(writers[i].status == RT_OK || writers[i].status == RT_UNAVAILABLE);
      added[round] += writers[i].status == RT_OK;
    }
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT total FROM things WHERE thing = 'r%d'", round);
    cr_assert_eq(test_pg_number(test->pg, sql), added[round]);
    cr_assert_geq(added[round], 4);
  }
  for (int i = 0; i < 8; i++) {
    rt_engine_destroy(&writers[i].engine);
  }
  test_engine_destroy(&test);
}

static struct rt_incoming delivery(struct test_engine *test, int round, size_t count, bool backwards) {
  Bm__DeliverRequest request = BM__DELIVER_REQUEST__INIT;
  request.events = rt_arena_array(test->arena, count, sizeof *request.events);
  request.n_events = count;
  for (size_t i = 0; i < count; i++) {
    Sample__ThingAdded event = SAMPLE__THING_ADDED__INIT;
    Bm__EventRecord *record = rt_message(test->arena, &bm__event_record__descriptor);
    event.thing = record->stream = rt_arena_printf(test->arena, "d%d-%zu", round, backwards ? count - 1 - i : i);
    record->type = rt_arena_text(test->arena, "thing.added");
    record->seq = 1;
    record->payload.data = rt_arena_alloc(test->arena, sample__thing_added__get_packed_size(&event) + 1);
    record->payload.len = sample__thing_added__pack(&event, record->payload.data);
    request.events[i] = record;
  }
  uint8_t *data = rt_arena_alloc(test->arena, bm__deliver_request__get_packed_size(&request) + 1);
  Bm__Envelope *envelope = rt_message(test->arena, &bm__envelope__descriptor);
  envelope->method = rt_arena_text(test->arena, "review.Deliver");
  return (struct rt_incoming){.envelope = envelope,
                              .payload = {data, bm__deliver_request__pack(&request, data)},
                              .caller = "intake",
                              .deadline_ms = INT64_MAX};
}

/* Two processes take in the same events at the same time, in opposite orders, as when an answer was late and the relay
 * asked again: each event is written once, and nobody waits for the other for ever. */
Test(engine_races, a_delivery_twice_at_once) {
  enum { ROUNDS = 10, EVENTS = 40 };
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  struct writer writers[2];
  for (int w = 0; w < 2; w++) {
    writers[w] = (struct writer){.test = test, .engine = test_engine_another(test)};
  }
  for (int round = 0; round < ROUNDS; round++) {
    pthread_t threads[2];
    for (int w = 0; w < 2; w++) {
      writers[w].request = delivery(test, round, EVENTS, w == 1);
      cr_assert_eq(pthread_create(&threads[w], NULL, write_now, &writers[w]), 0);
    }
    for (int w = 0; w < 2; w++) {
      pthread_join(threads[w], NULL);
      cr_assert_eq(writers[w].status, RT_OK);
    }
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM taken WHERE last_seq = 1"), ROUNDS * EVENTS);
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM copies"), ROUNDS * EVENTS);
  rt_engine_destroy(&writers[0].engine);
  rt_engine_destroy(&writers[1].engine);
  test_engine_destroy(&test);
}
