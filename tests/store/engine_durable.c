/* Acknowledged means durable: when a drain returns, nothing its answers say could be lost with the power. In a cluster
 * that flushes its log for nobody else, what lies between the log's end and what is on disk is exactly what would be
 * lost. */
#include "bianmin/common.pb-c.h"
#include "runtime/base/clock.h"
#include "runtime/call/delivery/outgoing.h"
#include "runtime/pg/wave.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>

/* A page head and a note of the server to itself may stand behind the last commit; a lost commit with its row is
 * longer. */
enum { NOTHING = 160 };

static const struct rt_statement loose = {"loose", "INSERT INTO copies (thing, amount) VALUES ($1, 1)"};

/* A commit nobody waits for, as every transaction of a wave is. */
static void write_loosely(struct test_engine *test) {
  struct rt_pipe *pipe = rt_pipe_new(test->arena, test->seal, NULL);
  rt_pipe_run(pipe, &loose, NULL, NULL, RT_P_TEXT("x"));
  rt_wave_run(rt_engine_conn(test->engine), &pipe, 1, RT_WAVE_EACH);
  cr_assert_eq(rt_pipe_outcome(pipe)->result, RT_WAVE_DONE);
  cr_assert_gt(test_pg_unflushed(test->pg), NOTHING); /* or this test would show nothing */
}

static void all_on_disk(struct test_engine *test, const char *after) {
  int64_t unflushed = test_pg_unflushed(test->pg);
  cr_assert_leq(unflushed, NOTHING, "%s: %lld bytes are not on disk", after, (long long)unflushed);
}

static void drain(struct test_engine *test, int first_key, int count, const char *method) {
  struct test_request requests[RT_DRAIN_MAX] = {{0}};
  struct test_answer answers[RT_DRAIN_MAX];
  for (int i = 0; i < count; i++) {
    const char *thing = rt_arena_printf(test->arena, "t%d", first_key + i);
    requests[i] = sample_request(test, method, first_key + i, thing, 1, "");
  }
  test_engine_drain(test, test->engine, requests, (size_t)count, answers);
  for (int i = 0; i < count; i++) {
    cr_assert_eq(answers[i].status, RT_OK, "%s", answers[i].code);
  }
}

static void send_checks(void *context, struct rt_arena *arena, struct rt_delivery *deliveries, size_t count) {
  (void)arena;
  (void)deliveries;
  cr_assert_eq(count, 2);
  all_on_disk(context, "before the relay delivers");
}

Test(engine_durable, what_is_answered_is_on_disk) {
  test_pg_quiet_begin();
  struct test_engine *test = test_engine_new(&sample_service, NULL);
  write_loosely(test);
  drain(test, 1, 1, "review.Add");
  all_on_disk(test, "one write");
  drain(test, 2, 20, "review.Add");
  all_on_disk(test, "a drain of writes");
  drain(test, 30, 20, "review.Mark");
  all_on_disk(test, "a batch");
  write_loosely(test);
  drain(test, 1, 1, "review.Add"); /* the answer that is stored: its own commit may be as loose as this one */
  all_on_disk(test, "a repeated answer");
  write_loosely(test);
  drain(test, 60, 1, "review.Get"); /* a read promises nothing */
  cr_assert_gt(test_pg_unflushed(test->pg), NOTHING);
  Sample__ThingAdded event = SAMPLE__THING_ADDED__INIT;
  cr_assert_eq(test_engine_event(test, "intake", "s", 1, "thing.added", &event.base), BM__DELIVER_RESULT__ENUM__TAKEN);
  all_on_disk(test, "an event taken in");
  write_loosely(test);
  cr_assert_eq(test_engine_event(test, "intake", "s", 1, "thing.added", &event.base), BM__DELIVER_RESULT__ENUM__HAD);
  all_on_disk(test, "an event that was had: its sender forgets it now");
  write_loosely(test);
  struct rt_outgoing_queue queue = {
      .service = &sample_service, .seal = test->seal, .send = send_checks, .context = test};
  rt_outgoing_init(&queue);
  cr_assert_eq(rt_outgoing_round(&queue, rt_engine_conn(test->engine), test->arena, rt_clock_now_us()), 21);
  test_engine_destroy(&test);
  test_pg_quiet_end();
}
