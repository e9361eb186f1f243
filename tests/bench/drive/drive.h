/* One run of the driver: who acts, at what pace, and what came of it.
 *
 * Closed loop: `clients` of them, each begins the next thing when the last is done. Open loop: things begin at planned
 * moments (exponential pauses, `rate` a second) whatever the answers do, and their times count from those moments. */
#ifndef DRIVE_DRIVE_H
#define DRIVE_DRIVE_H

#include "tests/bench/drive/parts/write.h"
#include "tests/bench/drive/people.h"
#include "tests/bench/drive/tally.h"

#include <stdio.h>

enum drive_mode { DRIVE_ACCEPT, DRIVE_READ, DRIVE_LIFE };

enum drive_call {
  DRIVE_CALL_HAND_IN, /* in mode accept: hand in and accept in one step */
  DRIVE_CALL_ACCEPT,
  DRIVE_CALL_TASKS, /* a reviewer's work list; its step: from acceptance until the list shows the case */
  DRIVE_CALL_CLAIM,
  DRIVE_CALL_DECIDE,
  DRIVE_CALL_DELIVER,
  DRIVE_CALL_RATE,
  DRIVE_CALL_READ,
  DRIVE_CALL__COUNT
};

struct drive_options {
  const char *host;
  int port;
  const char *accounts, *tokens, *units, *item;
  const char *numbers_in, *numbers_out; /* lines "case number, space, township": what to read; what was handed in */
  enum drive_mode mode;
  int clients;     /* closed loop; 0: open */
  double rate;     /* open loop: arrivals a second */
  int connections; /* at most; 0: as many as clients, 400 in the open loop */
  double seconds, warmup, grace;
  int64_t gap_ms; /* pause between the planned moments of a life's steps; 0: each right after the last */
  uint64_t seed;
};

/* A case that may be read, and the hall whose clerks see it. */
struct drive_number {
  char text[32];
  size_t hall;
};

struct drive_desk;

struct drive {
  struct drive_options options;
  struct drive_loop *loop;
  struct drive_net *net;
  struct drive_people *people;
  uint64_t dice, keys, serial;                 /* keys and people differ from run to run, arrivals only by the seed */
  int64_t begin_us, from_us, stop_us, last_us; /* start, start of what counts, end of arrivals, last answer */
  size_t under_way;                            /* things begun and not ended */
  size_t all, begun, done, failed;             /* things that ended well, at any time; and of those that count */
  char failure[300];                           /* what the first that failed was told */
  size_t turn;                                 /* who is next, round robin */
  struct drive_tally tallies[DRIVE_CALL__COUNT];
  struct drive_series lives;
  struct drive_desk *desks; /* one a hall */
  struct drive_waiting *waiting;
  struct drive_number *numbers;
  size_t number_count;
  FILE *numbers_out;
};

/* Whether what was planned then and is answered now is counted: in the open loop by its plan, in the closed by its
 * answer. */
bool drive_counts(const struct drive *drive, int64_t planned_us, int64_t now_us);

/* A thing ended: begins the next one in the closed loop, ends the run after the last. */
void drive_ended(struct drive *drive, bool well);

/* Remembers what the first failure was told. */
void drive_note_failure(struct drive *drive, const char *what, const struct drive_answer *answer);

/* What the modes begin. */
void drive_simple_begin(struct drive *drive, int64_t planned_us);
void drive_life_begin(struct drive *drive, int64_t planned_us);

/* Runs all of it; the report is the caller's. */
void drive_run(struct drive *drive);
json_t *drive_report(struct drive *drive);

#endif
