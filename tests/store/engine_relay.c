/* From the outbox to the takers: at least once, in order for each stream and destination, a failing stream alone, dead
 * letters. */
#include "bianmin/common.pb-c.h"
#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "runtime/call/delivery/outgoing.h"
#include "runtime/wire/frames.h"
#include "tests/store/sample/relay_world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

Test(engine_relay, to_everyone_in_order) {
  struct world *world = world_new();
  add(world, "a", 3);
  add(world, "b", 2);
  int64_t now = rt_clock_now_us();
  cr_assert_eq(round_at(world, now), 5);
  cr_assert_eq(left(world), 0);
  cr_assert_eq(world->offered[0], 5);
  cr_assert_str_eq(world->log, "a1 a2 a3 b1 b2 ");
  cr_assert_eq(round_at(world, now), 0);
  world_end(world);
}

/* Killed between delivery and mark: everything is offered again; the taker's count makes it once. */
Test(engine_relay, offered_again_after_a_kill) {
  struct world *world = world_new();
  add(world, "a", 3);
  world->kick_before_mark = true;
  round_at(world, rt_clock_now_us());
  cr_assert_eq(left(world), 3);
  world->kick_before_mark = false;
  test_pg_away(world->test->pg, false);
  for (int i = 0; i < 100 && !rt_conn_ready(world->conn); i++) {
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  }
  cr_assert_eq(round_at(world, rt_clock_now_us()), 3);
  cr_assert_eq(left(world), 0);
  cr_assert_eq(world->offered[1], 6);
  world_end(world);
}

/* One destination away: the other gets its events, and what waits is delivered when it is back. */
Test(engine_relay, a_destination_away) {
  struct world *world = world_new();
  add(world, "a", 2);
  world->notification_away = true;
  round_at(world, rt_clock_now_us());
  cr_assert_eq(test_pg_number(world->test->pg, "SELECT count(*) FROM outbox WHERE destinations = 2 AND attempts = 0"),
               2);
  add(world, "b", 1);
  cr_assert_eq(round_at(world, rt_clock_now_us()), 1); /* notification is left alone for 200 ms */
  cr_assert_eq(world->offered[0], 3);
  world->notification_away = false;
  world->queue.away[1].until_ms = 0;
  round_at(world, rt_clock_now_us());
  cr_assert_eq(left(world), 0);
  cr_assert_str_eq(world->log, "a1 a2 b1 ");
  world_end(world);
}

/* A stream that fails waits alone, and only for the one who refuses it; after its tries it is a dead letter that can be
 * sent again. */
Test(engine_relay, dead_letter_and_again) {
  struct world *world = world_new();
  struct test_engine *test = world->test;
  world->failing_stream = "bad";
  add(world, "bad", 2);
  add(world, "good", 1);
  int64_t now = rt_clock_now_us();
  round_at(world, now);
  cr_assert_str_eq(world->log, "good1 ");
  cr_assert_eq(world->offered[0], 3);
  cr_assert_eq(test_pg_number(test->pg, "SELECT attempts FROM outbox WHERE seq = 1"), 1);
  cr_assert_eq(test_pg_number(test->pg, "SELECT attempts FROM outbox WHERE seq = 2"), 0); /* a gap is no failure */
  cr_assert_eq(round_at(world, now), 0);                                                  /* it waits */
  for (int i = 1; i <= 3; i++) {
    round_at(world, now + i * 1000 * SECOND);
  }
  cr_assert_eq(test_pg_number(test->pg, "SELECT count(*) FROM dead_letters WHERE destination = 'notification'"
                                        " AND attempts = 3 AND error = 'WHY'"),
               1);
  cr_assert_eq(left(world), 1); /* the second waits behind it */

  Bm__ListDeadLettersRequest list = BM__LIST_DEAD_LETTERS_REQUEST__INIT;
  struct test_answer answer = test_engine_call(
      test, (struct test_request){.method = "review.ListDeadLetters", .message = &list.base, .caller = "operator"});
  const Bm__ListDeadLettersReply *letters = (const Bm__ListDeadLettersReply *)answer.reply;
  cr_assert_eq(letters->n_dead_letters, 1);
  cr_assert_str_eq(letters->dead_letters[0]->stream, "bad");
  cr_assert_str_eq(letters->dead_letters[0]->seq, "1");
  world->failing_stream = NULL;
  Bm__RetryDeadLetterRequest retry = BM__RETRY_DEAD_LETTER_REQUEST__INIT;
  retry.dead_letter = letters->dead_letters[0]->dead_letter;
  struct test_request again = {.method = "review.RetryDeadLetter", .message = &retry.base, .caller = "operator"};
  cr_assert_eq(test_engine_call(test, again).status, RT_OK);
  cr_assert_eq(test_engine_call(test, again).status, RT_NOT_FOUND);
  round_at(world, rt_clock_now_us());
  cr_assert_str_eq(world->log, "good1 bad1 bad2 ");
  cr_assert_eq(left(world), 0);
  cr_assert_eq(world->offered[0], 3);
  world_end(world);
}

/* A gap is waited out, not counted, and does not hold up others. */
Test(engine_relay, gaps_do_not_die) {
  struct world *world = world_new();
  world->gapping_stream = "gap";
  add(world, "gap", 1);
  int64_t now = rt_clock_now_us();
  for (int i = 0; i < 20; i++) {
    round_at(world, now + i * 1000 * SECOND);
  }
  cr_assert_eq(test_pg_number(world->test->pg, "SELECT waits FROM outbox WHERE attempts = 0"), 20);
  world->gapping_stream = NULL;
  round_at(world, now + 100000 * SECOND);
  cr_assert_eq(left(world), 0);
  world_end(world);
}

/* Two relays: the one with the lease works; the other takes over when it ends. */
Test(engine_relay, one_relays) {
  struct world *world = world_new();
  struct rt_outgoing_queue other = world->queue;
  rt_outgoing_init(&other);
  add(world, "a", 1);
  int64_t now = rt_clock_now_us();
  cr_assert_eq(round_at(world, now), 1);
  add(world, "a", 1);
  now = rt_clock_now_us();
  cr_assert_eq(rt_outgoing_round(&other, world->conn, world->arena, now), 0);
  cr_assert_eq(rt_outgoing_round(&other, world->conn, world->arena, now + 6 * SECOND), 0); /* it stands by */
  other.stand_by_until_ms = 0;
  cr_assert_eq(rt_outgoing_round(&other, world->conn, world->arena, now + 6 * SECOND), 1);
  cr_assert_eq(left(world), 0);
  world_end(world);
}

/* A clock that was a year ahead left a lease behind: it keeps nobody out for a year. */
Test(engine_relay, a_lease_from_a_wrong_clock) {
  struct world *world = world_new();
  struct rt_outgoing_queue other = world->queue;
  rt_outgoing_init(&other);
  add(world, "a", 1);
  int64_t now = rt_clock_now_us();
  cr_assert_eq(round_at(world, now + 365 * 86400 * SECOND), 1);
  add(world, "a", 1);
  cr_assert_eq(rt_outgoing_round(&other, world->conn, world->arena, rt_clock_now_us()), 1);
  cr_assert_eq(left(world), 0);
  world_end(world);
}

/* An event of `bytes` straight into the outbox, sealed as the engine does. */
static void add_large(struct world *world, const char *stream, int seq, size_t bytes) {
  static char sql[1200000];
  char row[64];
  snprintf(row, sizeof row, "%s %d", stream, seq);
  struct rt_bytes sealed =
      rt_seal_close(world->test->seal, world->test->arena, (struct rt_seal_place){"outbox", "payload", row},
                    rt_arena_alloc(world->test->arena, bytes), bytes);
  int used = snprintf(sql, sizeof sql,
                      "INSERT INTO outbox (stream, seq, type, at, payload, destinations, due) VALUES"
                      " ('%s', %d, 'thing.added', to_timestamp(0), '\\x",
                      stream, seq);
  rt_hex(sealed.data, sealed.size, sql + used);
  used += (int)(2 * sealed.size);
  snprintf(sql + used, sizeof sql - (size_t)used, "', 3, to_timestamp(0))");
  test_pg_exec(world->test->pg, sql);
}

/* After an outage many long events are due at once: no call outgrows a frame, and all of them arrive in order. */
Test(engine_relay, calls_fit_a_frame) {
  struct world *world = world_new();
  for (int i = 1; i <= 60; i++) {
    add_large(world, "a", i, 12000);
  }
  int64_t now = rt_clock_now_us();
  cr_assert_eq(round_at(world, now), RT_RELAY_ROWS); /* the next at once */
  for (int i = 0; i < 5 && left(world) > 0; i++) {
    round_at(world, now);
  }
  cr_assert_eq(left(world), 0);
  cr_assert_eq(world->offered[0], 60);
  cr_assert_not_null(strstr(world->log, "a20 a21 a22 a23 "));
  cr_assert_leq(world->largest, RT_WIRE_PAYLOAD_MAX);
  world_end(world);
}

/* One that fits no frame is a failure of its own, not the end of all deliveries. */
Test(engine_relay, too_large_an_event_dies) {
  struct world *world = world_new();
  add_large(world, "a", 1, RT_WIRE_PAYLOAD_MAX);
  add(world, "b", 1);
  for (int i = 0; i < 4; i++) {
    round_at(world, rt_clock_now_us() + i * 1000 * SECOND);
  }
  cr_assert_str_eq(world->log, "b1 ");
  cr_assert_eq(test_pg_number(world->test->pg, "SELECT count(*) FROM dead_letters WHERE error = 'TOO_LARGE'"), 2);
  world_end(world);
}

/* More than one round, 320 streams: nothing is lost, order holds. */
Test(engine_relay, many_rounds) {
  struct world *world = world_new();
  test_pg_exec(world->test->pg, "UPDATE outbox SET due = due");
  for (int i = 0; i < 320; i++) {
    add(world, rt_arena_printf(world->test->arena, "t%d", i), 2);
  }
  size_t rounds = 0;
  while (round_at(world, rt_clock_now_us()) > 0) {
    rounds++;
  }
  cr_assert_eq(rounds, 3); /* of 256, 256 and 128 */
  cr_assert_eq(left(world), 0);
  cr_assert_eq(world->offered[1], 640);
  world_end(world);
}

/* A payload that no longer opens is a failure of its own. */
Test(engine_relay, a_changed_payload_dies) {
  struct world *world = world_new();
  add(world, "a", 1);
  add(world, "b", 1);
  test_pg_exec(world->test->pg,
               "UPDATE outbox SET payload = set_byte(payload, 30, get_byte(payload, 30) # 1) WHERE stream = 'a'");
  for (int i = 0; i < 4; i++) {
    round_at(world, rt_clock_now_us() + i * 1000 * SECOND);
  }
  cr_assert_str_eq(world->log, "b1 ");
  cr_assert_eq(test_pg_number(world->test->pg, "SELECT count(*) FROM dead_letters WHERE error = 'DATA_LOSS'"), 2);
  world_end(world);
}
