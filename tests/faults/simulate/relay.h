/* A sender with its outbox, two relays, a network, two takers: what the files of the relay's days share. The decisions
 * are the product's (rt_steps); what its SQL does is played by relay_store.c, statement by statement, and held to the
 * real statements by tests/store/engine_*.c. */
#ifndef TESTS_FAULTS_SIMULATE_RELAY_H
#define TESTS_FAULTS_SIMULATE_RELAY_H

#include "runtime/call/steps/fate.h"
#include "runtime/call/steps/turns.h"
#include "tests/faults/simulate/simulate.h"

enum {
  STREAMS = 3,
  TAKERS = 2,
  RELAYS = 2,
  EVENTS_MAX = 200, /* of a stream */
  ROWS_MAX = 40,
  LETTERS_MAX = 64,
  BATCH = 6, /* rows of a round */
  MESSAGES_MAX = 24,
  THREADS = 2, /* of a taker */
  EVERYONE = (1 << TAKERS) - 1
};
#define MS INT64_C(1000)
#define SECOND (1000 * MS)

struct row {
  bool used;
  bool open_transaction; /* inserted, not committed: nobody sees it */
  int stream;
  int64_t seq;
  int64_t id; /* running, taken at the insert */
  int64_t due_us;
  struct rt_fate fate; /* destinations, attempts, waits are what the table holds */
};

struct letter {
  bool used;
  int stream, destination;
  int64_t seq;
};

/* The sender's tables. */
struct sender {
  struct row rows[ROWS_MAX];
  struct letter letters[LETTERS_MAX];
  int64_t sent[STREAMS];
  int64_t next_id;
  int lease_of; /* a relay's incarnation */
  int64_t lease_until_us;
};

/* A taker's tables. */
struct taken {
  int64_t last[STREAMS];
  uint8_t effects[STREAMS][EVENTS_MAX + 1];
};

/* A database: what it shows, and what the power can't take away. */
struct databases {
  struct sender sender, sender_safe;
  struct taken takers[TAKERS], takers_safe[TAKERS];
  int sender_losses, taker_losses[TAKERS]; /* connections break at each */
};

struct message {
  bool used, answer;
  int relay, incarnation, round, taker;
  int count;
  int stream[BATCH];
  int64_t seq[BATCH];
  enum rt_word words[BATCH];
};

enum phase { RESTS, HAS_READ, HAS_CLAIMED, HAS_SENT, HAS_HEARD };

struct relay {
  enum phase phase;
  int incarnation, round;
  int losses; /* of the sender's database, when its connection was made */
  struct row batch[BATCH];
  int count;
  bool called[TAKERS], answered[TAKERS];
  enum rt_word words[TAKERS][BATCH];
  int64_t away_until_us[TAKERS];
  int away_ms[TAKERS];
  int64_t give_up_us;
  int64_t last_id; /* for the mistake */
};

enum thread_phase { IDLE, PICKS, HAS_LOADED, IS_DONE, IS_SAFE };

/* A thread that takes one delivery in. */
struct thread {
  enum thread_phase phase;
  int losses;
  struct message delivery;
  struct rt_offer offers[BATCH];
  size_t picked[BATCH], picked_count;
  int64_t loaded[BATCH]; /* last numbers */
};

struct world {
  struct day *day;
  int64_t now_us;
  struct databases db;
  struct relay relays[RELAYS];
  struct message messages[MESSAGES_MAX];
  struct thread threads[TAKERS][THREADS];
  bool well; /* nothing fails any more */
};

/* relay_store.c: the statements. */
void store_begin_act(struct world *world, int stream); /* INSERT INTO outbox, not committed */
void store_commit_acts(struct world *world, int stream);
void store_flush(struct world *world); /* the sender's log is on disk */
void store_lose_sender(struct world *world);
void store_lose_taker(struct world *world, int taker);
int store_due(struct world *world, const struct relay *relay, int64_t mask, struct row *ret_rows); /* ≤ BATCH */
bool store_claim(struct world *world, const struct relay *relay);
void store_mark(struct world *world, const struct row *rows, int count);
void store_send_again(struct world *world, int letter);
/* Conservation, order, once-only, nothing outruns its cause: after each step. */
void store_check(const struct world *world);

/* relay_taker.c */
void taker_receive(struct world *world, int message);
void taker_step(struct world *world, int taker, int thread);

/* relay.c: a free place among what is under way; NULL: it is lost. */
struct message *new_message(struct world *world);

#endif
