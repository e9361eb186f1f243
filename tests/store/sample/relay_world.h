/* An outbox with a relay, and two destinations that a test plays. */
#ifndef TESTS_STORE_SAMPLE_RELAY_WORLD_H
#define TESTS_STORE_SAMPLE_RELAY_WORLD_H

#include "bianmin/common.pb-c.h"
#include "runtime/base/clock.h"
#include "runtime/call/delivery/outgoing.h"
#include "tests/store/sample/sample_test.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define SECOND INT64_C(1000000)

/* Both destinations are played by one function: intake takes everything, notification's part is the test's. */
struct world {
  struct test_engine *test;
  struct rt_conn *conn;
  struct rt_arena *arena;
  struct rt_outgoing_queue queue;
  bool kick_before_mark; /* the relay dies between delivery and mark */
  bool notification_away;
  const char *failing_stream; /* notification will not take it */
  const char *gapping_stream; /* notification misses something */
  int offered[2];             /* events, by destination */
  size_t largest;             /* bytes of a call */
  char log[8192];             /* streams and seqs as notification took them */
};

static inline int word_on(struct world *world, const Bm__EventRecord *event) {
  if (world->failing_stream != NULL && strcmp(event->stream, world->failing_stream) == 0) {
    return event->seq == 1 ? BM__DELIVER_RESULT__ENUM__FAILED : BM__DELIVER_RESULT__ENUM__GAP;
  }
  if (world->gapping_stream != NULL && strcmp(event->stream, world->gapping_stream) == 0) {
    return BM__DELIVER_RESULT__ENUM__GAP;
  }
  size_t used = strlen(world->log);
  snprintf(world->log + used, sizeof world->log - used, "%s%d ", event->stream, (int)event->seq);
  return BM__DELIVER_RESULT__ENUM__TAKEN;
}

static inline void answer(struct world *world, struct rt_arena *arena, struct rt_delivery *delivery) {
  bool intake = strcmp(delivery->destination, "intake") == 0;
  size_t bytes = bm__deliver_request__get_packed_size(&delivery->request);
  world->largest = bytes > world->largest ? bytes : world->largest;
  size_t count = delivery->request.n_events;
  Bm__DeliverReply *reply = rt_message(arena, &bm__deliver_reply__descriptor);
  reply->results = rt_arena_array(arena, count, sizeof *reply->results);
  reply->texts = rt_arena_array(arena, count, sizeof *reply->texts);
  reply->n_results = reply->n_texts = count;
  for (size_t i = 0; i < count; i++) {
    world->offered[intake ? 0 : 1]++;
    reply->results[i] = intake ? BM__DELIVER_RESULT__ENUM__TAKEN
                               : (enum _Bm__DeliverResult__Enum)word_on(world, delivery->request.events[i]);
    reply->texts[i] = rt_arena_text(arena, "WHY");
  }
  delivery->status = RT_OK;
  delivery->reply = reply;
}

static inline void send_all(void *context, struct rt_arena *arena, struct rt_delivery *deliveries, size_t count) {
  struct world *world = context;
  for (size_t i = 0; i < count; i++) {
    if (!world->notification_away || strcmp(deliveries[i].destination, "intake") == 0) {
      answer(world, arena, &deliveries[i]);
    }
  }
  if (world->kick_before_mark) {
    test_pg_away(world->test->pg, true);
  }
}

static inline struct world *world_new(void) {
  static struct world world;
  memset(&world, 0, sizeof world);
  world.test = test_engine_new(&sample_service, NULL);
  world.arena = rt_arena_new(0);
  struct rt_error error = {0};
  cr_assert(rt_conn_new(test_pg_dsn(world.test->pg), "review", &world.conn, &error), "%s", error.text);
  world.queue = (struct rt_outgoing_queue){
      .service = &sample_service, .seal = world.test->seal, .send = send_all, .context = &world, .tries = 3};
  rt_outgoing_init(&world.queue);
  return &world;
}

static inline void world_end(struct world *world) {
  rt_conn_destroy(&world->conn);
  rt_arena_destroy(&world->arena);
  test_engine_destroy(&world->test);
}

static inline void add(struct world *world, const char *thing, int times) {
  static int key;
  for (int i = 0; i < times; i++) {
    cr_assert_eq(sample_call(world->test, "review.Add", ++key, thing, 1, "").status, RT_OK);
  }
}

static inline size_t round_at(struct world *world, int64_t now_us) {
  rt_arena_reset(world->arena);
  return rt_outgoing_round(&world->queue, world->conn, world->arena, now_us);
}

static inline int64_t left(struct world *world) {
  return test_pg_number(world->test->pg, "SELECT count(*) FROM outbox");
}

#endif
