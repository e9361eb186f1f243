/* One situation a test: what goes in, what must come out. */
#include "broker/route/route.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { GIVEN_MAX = 256 };

struct bench {
  struct broker_state *state;
  struct broker_actions actions;
  int64_t now_ms;
  uintptr_t bodies;
  uint8_t given[GIVEN_MAX]; /* requests, by the place in their ticket */
};

static struct bench open_bench(size_t queue_limit) {
  struct bench bench = {.state = broker_state_new(queue_limit), .now_ms = 100000};
  broker_step(bench.state, &(struct broker_event){.kind = BROKER_EVENT_TICK}, bench.now_ms, &bench.actions);
  return bench;
}

static void close_bench(struct bench *bench) {
  broker_state_destroy(&bench->state, &bench->actions);
  broker_actions_free(&bench->actions);
}

static struct broker_peer peer(char name) {
  return (struct broker_peer){.size = 1, .bytes = {(uint8_t)name}};
}

/* Which request a ticket is for, as a worker remembers it. */
static void remember(struct bench *bench) {
  for (size_t i = 0; i < bench->actions.count; i++) {
    const struct broker_action *action = &bench->actions.items[i];
    if (action->kind == BROKER_ACTION_JOB) {
      bench->given[(uint32_t)action->ticket % GIVEN_MAX] = action->id[0];
    }
  }
}

static const struct broker_action *feed(struct bench *bench, struct broker_event event) {
  broker_step(bench->state, &event, bench->now_ms, &bench->actions);
  remember(bench);
  return bench->actions.count > 0 ? &bench->actions.items[bench->actions.count - 1] : NULL;
}

static const struct broker_action *request_as(struct bench *bench, const char *identity, const char *lane, uint8_t id,
                                              uint32_t remaining_ms) {
  struct broker_event event = {.kind = BROKER_EVENT_REQUEST, .peer = peer('c'), .identity = identity, .lane = lane};
  event.id[0] = id;
  event.attempt = 1;
  event.remaining_ms = remaining_ms;
  event.body = (struct broker_body *)++bench->bodies;
  return feed(bench, event);
}

static const struct broker_action *request(struct bench *bench, uint8_t id) {
  return request_as(bench, "gateway", "intake.write", id, 5000);
}

static const struct broker_action *join(struct bench *bench, char worker, const char *identity, const char *lane,
                                        uint32_t credits) {
  return feed(
      bench,
      (struct broker_event){
          .kind = BROKER_EVENT_JOIN, .peer = peer(worker), .identity = identity, .lane = lane, .credits = credits});
}

static const struct broker_action *of_worker(struct bench *bench, enum broker_event_kind kind, char worker) {
  return feed(bench, (struct broker_event){.kind = kind, .peer = peer(worker), .identity = "intake"});
}

static const struct broker_action *reply(struct bench *bench, char worker, uint64_t ticket) {
  struct broker_event event = {
      .kind = BROKER_EVENT_REPLY, .peer = peer(worker), .identity = "intake", .ticket = ticket};
  event.id[0] = bench->given[(uint32_t)ticket % GIVEN_MAX];
  event.body = (struct broker_body *)++bench->bodies;
  return feed(bench, event);
}

static const struct broker_action *tick(struct bench *bench, int64_t after_ms) {
  for (int64_t until_ms = bench->now_ms + after_ms; bench->now_ms < until_ms;) {
    bench->now_ms += until_ms - bench->now_ms < 100 ? until_ms - bench->now_ms : 100;
    feed(bench, (struct broker_event){.kind = BROKER_EVENT_TICK});
  }
  return bench->actions.count > 0 ? &bench->actions.items[0] : NULL;
}

Test(step, a_request_goes_to_the_worker_and_its_reply_back) {
  struct bench bench = open_bench(10);
  const struct broker_action *out = join(&bench, 'w', "intake", "intake.write", 64);
  cr_assert_eq(out->kind, BROKER_ACTION_JOINED);
  out = request(&bench, 7);
  cr_assert_eq(out->kind, BROKER_ACTION_JOB);
  cr_expect_eq(out->peer.bytes[0], 'w');
  cr_expect_eq(out->id[0], 7);
  cr_expect_str_eq(out->identity, "gateway");
  cr_expect_eq(out->remaining_ms, 5000);
  out = reply(&bench, 'w', out->ticket);
  cr_assert_eq(out->kind, BROKER_ACTION_REPLY);
  cr_expect_eq(out->peer.bytes[0], 'c');
  cr_expect_eq(out->id[0], 7);
  close_bench(&bench);
}

Test(step, the_time_in_the_queue_is_taken_off) {
  struct bench bench = open_bench(10);
  cr_expect_null(request(&bench, 1));
  tick(&bench, 1200);
  const struct broker_action *out = join(&bench, 'w', "intake", "intake.write", 64);
  cr_assert_eq(out->kind, BROKER_ACTION_JOB);
  cr_expect_eq(out->remaining_ms, 3800);
  close_bench(&bench);
}

Test(step, an_expired_request_never_reaches_a_worker) {
  struct bench bench = open_bench(10);
  cr_expect_eq(request_as(&bench, "gateway", "intake.write", 1, 0)->status, RT_DEADLINE_EXCEEDED);
  request_as(&bench, "gateway", "intake.write", 2, 500);
  bench.now_ms += 500;
  join(&bench, 'w', "intake", "intake.write", 64);
  cr_assert_eq(bench.actions.count, 2);
  cr_expect_eq(bench.actions.items[1].kind, BROKER_ACTION_ANSWER);
  cr_expect_eq(bench.actions.items[1].status, RT_DEADLINE_EXCEEDED);
  close_bench(&bench);
}

Test(step, a_waiting_request_is_told_at_its_deadline) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 1);
  request(&bench, 1);
  request_as(&bench, "gateway", "intake.write", 2, 150);
  request_as(&bench, "gateway", "intake.write", 3, 5000);
  const struct broker_action *out = tick(&bench, 200);
  cr_assert_eq(out->kind, BROKER_ACTION_ANSWER);
  cr_expect_eq(out->id[0], 2);
  cr_expect_eq(out->status, RT_DEADLINE_EXCEEDED);
  close_bench(&bench);
}

Test(step, a_full_queue_refuses_at_once) {
  struct bench bench = open_bench(3);
  for (uint8_t id = 0; id < 3; id++) {
    cr_expect_null(request(&bench, id));
  }
  const struct broker_action *out = request(&bench, 3);
  cr_assert_eq(out->kind, BROKER_ACTION_ANSWER);
  cr_expect_eq(out->status, RT_RESOURCE_EXHAUSTED);
  cr_expect_eq(out->retry_after_s, 1);
  cr_expect_null(request_as(&bench, "gateway", "intake.read", 4, 5000), "another lane has its own queue");
  close_bench(&bench);
}

Test(step, no_worker_means_unavailable_after_three_seconds_and_then_at_once) {
  struct bench bench = open_bench(10);
  cr_expect_null(request_as(&bench, "gateway", "intake.write", 1, 10000));
  tick(&bench, 2900);
  cr_expect_eq(bench.actions.count, 0);
  const struct broker_action *out = tick(&bench, 100);
  cr_assert_not_null(out);
  cr_expect_eq(out->status, RT_UNAVAILABLE);
  cr_expect_eq(request(&bench, 2)->status, RT_UNAVAILABLE);
  join(&bench, 'w', "intake", "intake.write", 64);
  cr_expect_eq(request(&bench, 3)->kind, BROKER_ACTION_JOB);
  close_bench(&bench);
}

Test(step, a_lost_workers_callers_are_told_at_once) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 64);
  uint64_t ticket = request(&bench, 1)->ticket;
  request(&bench, 2);
  of_worker(&bench, BROKER_EVENT_LOST, 'w');
  cr_assert_eq(bench.actions.count, 2);
  for (int i = 0; i < 2; i++) {
    cr_expect_eq(bench.actions.items[i].status, RT_UNAVAILABLE);
  }
  cr_expect_eq(reply(&bench, 'w', ticket)->kind, BROKER_ACTION_DROP, "a late reply finds nobody");
  close_bench(&bench);
}

Test(step, a_silent_worker_is_lost_after_three_seconds) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 64);
  join(&bench, 'v', "intake", "intake.write", 64);
  request(&bench, 1);
  request(&bench, 2);
  for (int i = 0; i < 29; i++) {
    tick(&bench, 100);
    of_worker(&bench, BROKER_EVENT_BEAT, 'v');
  }
  cr_expect_eq(broker_counters(bench.state)->lost_workers, 0);
  const struct broker_action *out = tick(&bench, 100);
  cr_assert_not_null(out);
  cr_expect_eq(out->status, RT_UNAVAILABLE);
  cr_expect_eq(broker_counters(bench.state)->lost_workers, 1);
  cr_expect_eq(of_worker(&bench, BROKER_EVENT_BEAT, 'w')->kind, BROKER_ACTION_REJOIN);
  close_bench(&bench);
}

Test(step, after_a_stop_of_the_broker_no_worker_is_blamed) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 64);
  tick(&bench, 100);
  bench.now_ms += 20000;
  tick(&bench, 100);
  cr_expect_eq(broker_counters(bench.state)->lost_workers, 0);
  close_bench(&bench);
}

Test(step, credits_bound_what_a_worker_holds) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 2);
  uint64_t ticket = request(&bench, 1)->ticket;
  request(&bench, 2);
  cr_expect_null(request(&bench, 3));
  reply(&bench, 'w', ticket);
  cr_assert_eq(bench.actions.count, 2);
  cr_expect_eq(bench.actions.items[1].kind, BROKER_ACTION_JOB);
  cr_expect_eq(bench.actions.items[1].id[0], 3);
  close_bench(&bench);
}

Test(step, work_is_spread_over_the_least_loaded) {
  struct bench bench = open_bench(10);
  int got[128] = {0};
  for (char w = 'u'; w <= 'w'; w++) {
    join(&bench, w, "intake", "intake.write", 64);
  }
  for (uint8_t id = 0; id < 30; id++) {
    got[request(&bench, id)->peer.bytes[0]]++;
  }
  cr_expect(got['u'] == 10 && got['v'] == 10 && got['w'] == 10);
  close_bench(&bench);
}

Test(step, a_draining_worker_finishes_and_gets_no_more) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 64);
  uint64_t ticket = request(&bench, 1)->ticket;
  cr_expect_eq(of_worker(&bench, BROKER_EVENT_DRAIN, 'w')->kind, BROKER_ACTION_DRAINED);
  cr_expect_null(request(&bench, 2));
  cr_expect_eq(reply(&bench, 'w', ticket)->kind, BROKER_ACTION_REPLY);
  cr_expect_eq(of_worker(&bench, BROKER_EVENT_BEAT, 'w')->kind, BROKER_ACTION_REJOIN, "forgotten with its last answer");
  cr_expect_eq(broker_counters(bench.state)->lost_workers, 0);
  close_bench(&bench);
}

Test(step, another_workers_ticket_counts_for_nothing) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 64);
  uint64_t ticket = request(&bench, 1)->ticket;
  join(&bench, 'v', "review", "review.write", 64);
  cr_expect_eq(reply(&bench, 'v', ticket)->kind, BROKER_ACTION_DROP);
  cr_expect_eq(reply(&bench, 'w', ticket + 1)->kind, BROKER_ACTION_DROP);
  cr_expect_eq(reply(&bench, 'w', UINT64_MAX)->kind, BROKER_ACTION_DROP);
  cr_expect_eq(reply(&bench, 'w', ticket)->kind, BROKER_ACTION_REPLY);
  cr_expect_eq(reply(&bench, 'w', ticket)->kind, BROKER_ACTION_DROP, "once only");
  close_bench(&bench);
}

/* Found by a seeded day (tests/faults/simulate): at a broker that was started anew the same ticket is another request.
 */
Test(step, a_ticket_of_the_broker_before_counts_for_nothing) {
  struct bench before = open_bench(10), bench = open_bench(10);
  join(&before, 'w', "intake", "intake.write", 64);
  join(&bench, 'w', "intake", "intake.write", 64);
  uint64_t old = request(&before, 1)->ticket, ticket = request(&bench, 2)->ticket;
  cr_assert_eq(old, ticket, "or this shows nothing");
  bench.given[(uint32_t)ticket % GIVEN_MAX] = 1;
  cr_expect_eq(reply(&bench, 'w', old)->kind, BROKER_ACTION_DROP, "what request 1 is told is not for request 2");
  bench.given[(uint32_t)ticket % GIVEN_MAX] = 2;
  cr_expect_eq(reply(&bench, 'w', ticket)->kind, BROKER_ACTION_REPLY);
  close_bench(&before);
  close_bench(&bench);
}

Test(step, who_may_not_is_refused) {
  struct bench bench = open_bench(10);
  cr_expect_eq(request_as(&bench, "review", "intake.write", 1, 1000)->status, RT_PERMISSION_DENIED);
  cr_expect_eq(request_as(&bench, "gateway", "intake.event", 1, 1000)->status, RT_PERMISSION_DENIED);
  cr_expect_eq(request_as(&bench, "intake", "broker.status", 1, 1000)->status, RT_PERMISSION_DENIED);
  cr_expect_eq(join(&bench, 'w', "review", "intake.write", 64)->kind, BROKER_ACTION_REFUSED);
  cr_expect_eq(join(&bench, 'w', "intake", "intake.write", 0)->kind, BROKER_ACTION_REFUSED, "no credits");
  cr_expect_eq(join(&bench, 'w', "intake", "intake.write", 64)->kind, BROKER_ACTION_JOINED);
  cr_expect_eq(join(&bench, 'w', "intake", "intake.read", 64)->kind, BROKER_ACTION_REFUSED, "one lane a worker");
  cr_expect_eq(request_as(&bench, "operator", "broker.status", 1, 1000)->kind, BROKER_ACTION_STATUS);
  close_bench(&bench);
}

Test(step, lanes_nobody_serves_make_room) {
  struct bench bench = open_bench(10);
  char lane[16];
  for (int i = 0; i < 3 * BROKER_LANES_MAX; i++) {
    snprintf(lane, sizeof lane, "x%c%c.write", 'a' + i / 26, 'a' + i % 26);
    request_as(&bench, "gateway", lane, 1, 100);
    tick(&bench, 100);
  }
  join(&bench, 'w', "intake", "intake.write", 64);
  cr_expect_eq(request(&bench, 1)->kind, BROKER_ACTION_JOB);
  close_bench(&bench);
}

Test(step, figures) {
  struct bench bench = open_bench(10);
  join(&bench, 'w', "intake", "intake.write", 2);
  for (uint8_t id = 0; id < 5; id++) {
    request(&bench, id);
  }
  struct broker_lane_view lanes[BROKER_LANES_MAX];
  cr_assert_eq(broker_lanes(bench.state, lanes, BROKER_LANES_MAX), 1);
  cr_expect_str_eq(lanes[0].name, "intake.write");
  cr_expect(lanes[0].workers == 1 && lanes[0].held == 2 && lanes[0].queued == 3 && lanes[0].credits == 0);
  cr_expect_eq(broker_counters(bench.state)->requests, 5);
  cr_expect_eq(broker_counters(bench.state)->jobs, 2);
  close_bench(&bench);
}
