/* What becomes of an event in a round of the relay, and when it is offered again. Pure: no database, no clock, so that
 * seeds replay it (tests/faults/simulate). */
#ifndef RT_STEPS_FATE_H
#define RT_STEPS_FATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RT_FATE_TRIES = 8, RT_FATE_FIRST_WAIT_MS = 1000 };

/* A row of the outbox in one round. The first four are as it was read, a bit for each destination. */
struct rt_fate {
  int64_t destinations; /* still to take it in */
  int64_t open;         /* of these, who is offered it now */
  int64_t attempts;
  int64_t waits;
  int64_t cleared; /* taken in, or dead */
  int64_t dead;
  bool failed;
  bool waiting;
};

/* What a destination said of it. */
enum rt_word { RT_WORD_TAKEN, RT_WORD_FAILED, RT_WORD_LATER };

/* True: it failed there once too often, after `tries` (0: RT_FATE_TRIES), and is a dead letter now. */
bool rt_fate_hear(struct rt_fate *fate, size_t destination, enum rt_word word, int tries);

/* What is to be done with the row: nothing, to delete it, to offer it again from `ret_due_us` on. */
enum rt_mark { RT_MARK_NOTHING, RT_MARK_GONE, RT_MARK_AGAIN };

/* A failure waits `first_wait_ms` (0: RT_FATE_FIRST_WAIT_MS), doubling, for somebody has to mend something; a gap or
 * "not yet" mends itself. */
enum rt_mark rt_fate_mark(const struct rt_fate *fate, int64_t now_us, int first_wait_ms, int64_t *ret_due_us);

/* How long a destination that does not answer is left alone, after it was left alone for `last_ms` (0: it answered). */
int rt_away_ms(int last_ms);

#endif
