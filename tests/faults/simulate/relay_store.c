#include "tests/faults/simulate/relay.h"

#include <stdlib.h>
#include <string.h>

#define LEASE_US (5 * SECOND)

static struct row *free_row(struct sender *sender) {
  for (int i = 0; i < ROWS_MAX; i++) {
    if (!sender->rows[i].used) {
      return &sender->rows[i];
    }
  }
  return NULL;
}

static struct row *find_row(struct sender *sender, int stream, int64_t seq) {
  for (int i = 0; i < ROWS_MAX; i++) {
    struct row *row = &sender->rows[i];
    if (row->used && !row->open_transaction && row->stream == stream && row->seq == seq) {
      return row;
    }
  }
  return NULL;
}

/* One act at a time on a stream: its row is locked. */
static bool act_under_way(const struct sender *sender, int stream) {
  for (int i = 0; i < ROWS_MAX; i++) {
    if (sender->rows[i].used && sender->rows[i].open_transaction && sender->rows[i].stream == stream) {
      return true;
    }
  }
  return false;
}

void store_begin_act(struct world *world, int stream) {
  struct sender *sender = &world->db.sender;
  struct row *row = free_row(sender);
  if (row == NULL || sender->sent[stream] == EVENTS_MAX || act_under_way(sender, stream)) {
    return;
  }
  *row = (struct row){.used = true,
                      .open_transaction = true,
                      .stream = stream,
                      .seq = sender->sent[stream] + 1,
                      .id = ++sender->next_id,
                      .due_us = world->now_us,
                      .fate = {.destinations = EVERYONE}};
}

/* Asynchronous: what the power can't take is another matter. */
void store_commit_acts(struct world *world, int stream) {
  struct sender *sender = &world->db.sender;
  for (int i = 0; i < ROWS_MAX; i++) {
    struct row *row = &sender->rows[i];
    if (row->used && row->open_transaction && row->stream == stream) {
      row->open_transaction = false;
      sender->sent[stream] = row->seq;
    }
  }
}

static void drop_open(struct sender *sender) {
  for (int i = 0; i < ROWS_MAX; i++) {
    if (sender->rows[i].open_transaction) {
      sender->rows[i] = (struct row){.used = false};
    }
  }
}

void store_flush(struct world *world) {
  world->db.sender_safe = world->db.sender;
  drop_open(&world->db.sender_safe);
}

void store_lose_sender(struct world *world) {
  world->db.sender = world->db.sender_safe;
  world->db.sender_losses++;
}

void store_lose_taker(struct world *world, int taker) {
  world->db.takers[taker] = world->db.takers_safe[taker];
  world->db.taker_losses[taker]++;
}

/* rt_outbox_due: for whom a row is open, that is not waiting for an earlier one of its stream. */
static int64_t open_for(const struct world *world, const struct row *row, int64_t mask) {
  int64_t waits = 0;
  for (int i = 0; i < ROWS_MAX; i++) {
    const struct row *other = &world->db.sender.rows[i];
    if (other->used && !other->open_transaction && other->stream == row->stream && other->seq < row->seq &&
        other->due_us > world->now_us) {
      waits |= other->fate.destinations;
    }
  }
  return row->fate.destinations & mask & ~waits;
}

static int by_due(const void *left, const void *right) {
  const struct row *a = left, *b = right;
  if (a->due_us != b->due_us) {
    return a->due_us < b->due_us ? -1 : 1;
  }
  return a->stream != b->stream ? a->stream - b->stream : (a->seq > b->seq) - (a->seq < b->seq);
}

static int by_stream(const void *left, const void *right) {
  const struct row *a = left, *b = right;
  return a->stream != b->stream ? a->stream - b->stream : (a->seq > b->seq) - (a->seq < b->seq);
}

int store_due(struct world *world, const struct relay *relay, int64_t mask, struct row *ret_rows) {
  struct row found[ROWS_MAX];
  size_t count = 0;
  for (int i = 0; i < ROWS_MAX; i++) {
    const struct row *row = &world->db.sender.rows[i];
    if (!row->used || row->open_transaction || row->due_us > world->now_us ||
        (day_bug(world->day, "polled-by-id") && row->id <= relay->last_id)) {
      continue;
    }
    int64_t open = open_for(world, row, mask);
    if (open != 0) {
      found[count] = *row;
      found[count].fate = (struct rt_fate){.destinations = row->fate.destinations,
                                           .open = open,
                                           .attempts = row->fate.attempts,
                                           .waits = row->fate.waits};
      count++;
    }
  }
  qsort(found, count, sizeof found[0], by_due);
  count = count < BATCH ? count : BATCH;
  qsort(found, count, sizeof found[0], by_stream);
  memcpy(ret_rows, found, count * sizeof found[0]);
  return (int)count;
}

/* rt_lease_claim: its commit waits for the disk, and with it for all before it. */
bool store_claim(struct world *world, const struct relay *relay) {
  struct sender *sender = &world->db.sender;
  bool free = sender->lease_of == relay->incarnation || sender->lease_until_us < world->now_us ||
              sender->lease_until_us > world->now_us + 10 * LEASE_US;
  if (free) {
    sender->lease_of = relay->incarnation;
    sender->lease_until_us = world->now_us + LEASE_US;
  }
  if (!day_bug(world->day, "asynchronous-claim")) {
    store_flush(world);
  }
  return free;
}

static void bury(struct world *world, const struct row *row, int destination) {
  for (int i = 0; i < LETTERS_MAX; i++) {
    struct letter *letter = &world->db.sender.letters[i];
    if (!letter->used) {
      *letter = (struct letter){.used = true, .stream = row->stream, .seq = row->seq, .destination = destination};
      return;
    }
  }
  day_broke(world->day, "more dead letters than anybody expects");
}

static void mark_one(struct world *world, const struct row *row) {
  struct row *there = find_row(&world->db.sender, row->stream, row->seq);
  int64_t due_us = world->now_us;
  enum rt_mark mark = rt_fate_mark(&row->fate, world->now_us, 0, &due_us);
  HOLDS(world->day, due_us >= world->now_us && due_us <= world->now_us + 300 * SECOND, "an event waits too long");
  for (int d = 0; d < TAKERS; d++) {
    if ((row->fate.dead >> d & 1) != 0) {
      bury(world, row, d);
    }
  }
  if (there != NULL && mark == RT_MARK_AGAIN) {
    there->fate.destinations &= ~row->fate.cleared;
    there->fate.attempts = row->fate.attempts + row->fate.failed;
    there->fate.waits = row->fate.waits + row->fate.waiting;
    there->due_us = due_us;
  }
  bool may_go = mark == RT_MARK_GONE || (mark == RT_MARK_AGAIN && row->fate.cleared != 0);
  if (there != NULL && may_go && (there->fate.destinations & ~row->fate.cleared) == 0) {
    *there = (struct row){.used = false};
  }
}

/* rt_outbox_mark: asynchronous, by (stream, seq). */
void store_mark(struct world *world, const struct row *rows, int count) {
  for (int i = 0; i < count; i++) {
    mark_one(world, &rows[i]);
  }
}

/* rt_retry_dead_letter, and what waits behind it in its stream is woken. */
void store_send_again(struct world *world, int at) {
  struct sender *sender = &world->db.sender;
  struct letter *letter = &sender->letters[at];
  struct row *row = find_row(sender, letter->stream, letter->seq);
  if (row == NULL) {
    row = free_row(sender);
    if (row == NULL) {
      return;
    }
    *row = (struct row){.used = true, .stream = letter->stream, .seq = letter->seq, .id = ++sender->next_id};
  }
  row->fate.destinations |= INT64_C(1) << letter->destination;
  row->fate.attempts = row->fate.waits = 0;
  row->due_us = world->now_us;
  for (int i = 0; i < ROWS_MAX; i++) {
    struct row *behind = &sender->rows[i];
    if (behind->used && behind->stream == letter->stream && behind->due_us > world->now_us) {
      behind->due_us = world->now_us;
      behind->fate.waits = 0;
    }
  }
  letter->used = false;
}

/* Every event is where it can still come from, for each who has not safely taken it in. */
static void check_kept(const struct world *world, const struct sender *sender, const char *which) {
  int64_t kept[STREAMS][EVENTS_MAX + 1] = {{0}};
  for (int i = 0; i < ROWS_MAX; i++) {
    const struct row *row = &sender->rows[i];
    if (row->used && !row->open_transaction) {
      kept[row->stream][row->seq] |= row->fate.destinations;
    }
  }
  for (int i = 0; i < LETTERS_MAX; i++) {
    const struct letter *letter = &sender->letters[i];
    if (letter->used) {
      kept[letter->stream][letter->seq] |= INT64_C(1) << letter->destination;
    }
  }
  for (int taker = 0; taker < TAKERS; taker++) {
    for (int s = 0; s < STREAMS; s++) {
      for (int64_t seq = world->db.takers_safe[taker].last[s] + 1; seq <= sender->sent[s]; seq++) {
        HOLDS(world->day, (kept[s][seq] >> taker & 1) != 0, "event %d of stream %d is lost for taker %d (%s)", (int)seq,
              s, taker, which);
      }
    }
  }
}

void store_check(const struct world *world) {
  for (int taker = 0; taker < TAKERS; taker++) {
    for (int s = 0; s < STREAMS; s++) {
      HOLDS(world->day, world->db.takers[taker].last[s] <= world->db.sender_safe.sent[s],
            "taker %d has %d events of stream %d, of which %d are sure to have happened", taker,
            (int)world->db.takers[taker].last[s], s, (int)world->db.sender_safe.sent[s]);
    }
  }
  check_kept(world, &world->db.sender, "as it stands");
  check_kept(world, &world->db.sender_safe, "after a loss");
}
