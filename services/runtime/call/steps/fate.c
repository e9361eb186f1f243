#include "runtime/call/steps/fate.h"

enum { LAST_WAIT_MS = 300000, FIRST_PAUSE_MS = 100, LAST_PAUSE_MS = 10000, AWAY_FIRST_MS = 200, AWAY_LAST_MS = 5000 };

bool rt_fate_hear(struct rt_fate *fate, size_t destination, enum rt_word word, int tries) {
  int64_t bit = INT64_C(1) << destination;
  if (word == RT_WORD_TAKEN) {
    fate->cleared |= bit;
    return false;
  }
  if (word == RT_WORD_LATER) {
    fate->waiting = true;
    return false;
  }
  fate->failed = true;
  if (fate->attempts + 1 < (tries == 0 ? RT_FATE_TRIES : tries)) {
    return false;
  }
  fate->dead |= bit;
  fate->cleared |= bit;
  return true;
}

static int64_t doubled_us(int64_t first_ms, int64_t times, int64_t last_ms) {
  int64_t wait = first_ms << (times > 20 ? 20 : times);
  return (wait > last_ms ? last_ms : wait) * 1000;
}

enum rt_mark rt_fate_mark(const struct rt_fate *fate, int64_t now_us, int first_wait_ms, int64_t *ret_due_us) {
  if ((fate->destinations & ~fate->cleared) == 0) {
    return RT_MARK_GONE;
  }
  if (fate->failed) {
    int first = first_wait_ms == 0 ? RT_FATE_FIRST_WAIT_MS : first_wait_ms;
    *ret_due_us = now_us + doubled_us(first, fate->attempts, LAST_WAIT_MS);
  } else if (fate->waiting) {
    *ret_due_us = now_us + doubled_us(FIRST_PAUSE_MS, fate->waits, LAST_PAUSE_MS);
  } else {
    *ret_due_us = now_us;
  }
  return fate->cleared != 0 || fate->failed || fate->waiting ? RT_MARK_AGAIN : RT_MARK_NOTHING;
}

int rt_away_ms(int last_ms) {
  int wait = last_ms == 0 ? AWAY_FIRST_MS : last_ms * 2;
  return wait > AWAY_LAST_MS ? AWAY_LAST_MS : wait;
}
