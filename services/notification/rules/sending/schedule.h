/* When an e-mail goes out, and when it is tried again (N-03). */
#ifndef NOTIFICATION_RULES_SENDING_SCHEDULE_H
#define NOTIFICATION_RULES_SENDING_SCHEDULE_H

#include "domain/must.h"
#include <stdbool.h>
#include <stdint.h>

/* States of a sending; the numbers are stored and are bm.SendingState's. */
enum notification_sending_state {
  NOTIFICATION_WAITING = 1,
  NOTIFICATION_SENT = 2,
  NOTIFICATION_DEAD = 3,
  NOTIFICATION_SKIPPED = 4,
  NOTIFICATION_SENDING = 5,
};

enum {
  NOTIFICATION_ATTEMPTS = 8,  /* then it is dead */
  NOTIFICATION_LEASE_S = 300, /* a claim is over then, whatever became of who held it; far above the longest sending */
};

/* Minutes of the day in Shanghai between which nobody is disturbed; from > to goes over midnight, equal: never. */
struct notification_quiet {
  int from;
  int to;
};

/* "22:00-07:00", or "none". */
DOM_MUST_CHECK bool notification_quiet_parse(const char *text, struct notification_quiet *ret_quiet);

/* The first time at or after `at_us` at which it may go out. */
int64_t notification_not_before(const struct notification_quiet *quiet, bool urgent, int64_t at_us);

/* What an attempt came to. */
enum notification_result {
  NOTIFICATION_TAKEN,   /* the server took it: 250 */
  NOTIFICATION_LATER,   /* not now: 4xx, no connection, no sign-in */
  NOTIFICATION_REFUSED, /* never: 5xx */
};

/* What is to become of a sending after its `attempts`-th attempt (from 1 on). */
struct notification_next {
  enum notification_sending_state state;
  int64_t at_us; /* WAITING: not before */
};
struct notification_next notification_after(enum notification_result result, int64_t attempts, bool urgent,
                                            const struct notification_quiet *quiet, int64_t now_us);

#endif
