#include "tests/faults/simulate/relay.h"

#include <string.h>

static const char *const names[STREAMS] = {"a", "b", "c"};

void taker_receive(struct world *world, int at) {
  struct message *message = &world->messages[at];
  for (int i = 0; i < THREADS; i++) {
    struct thread *thread = &world->threads[message->taker][i];
    if (thread->phase == IDLE) {
      *thread = (struct thread){.phase = PICKS, .losses = world->db.taker_losses[message->taker], .delivery = *message};
      for (int e = 0; e < message->count; e++) {
        thread->offers[e] = (struct rt_offer){.sender = "sender", .stream = names[message->stream[e]]};
        thread->delivery.words[e] = RT_WORD_LATER;
      }
      message->used = false;
      return;
    }
  }
}

/* What this event does to its taker's handler: now and then "not yet", some fail for long, until they are mended. */
static enum rt_word handle(struct world *world, int stream, int64_t seq) {
  if (!world->well && (seq * 7 + stream) % 23 == 0) {
    return RT_WORD_FAILED;
  }
  return !world->well && day_chance(world->day, 12) ? RT_WORD_LATER : RT_WORD_TAKEN;
}

static enum rt_turn turn_of(const struct world *world, int64_t last, int64_t seq) {
  return day_bug(world->day, "no-sequence") ? RT_TURN_TAKE : rt_turn_of(last, seq);
}

static void effect(struct world *world, int taker, int stream, int64_t seq) {
  struct taken *taken = &world->db.takers[taker];
  HOLDS(world->day, taken->effects[stream][seq] == 0, "event %d of stream %d is taken in twice by taker %d", (int)seq,
        stream, taker);
  HOLDS(world->day, seq == 1 || taken->effects[stream][seq - 1] == 1, "event %d of stream %d out of order at taker %d",
        (int)seq, stream, taker);
  taken->effects[stream][seq] = 1;
  taken->last[stream] = seq;
}

/* rt_guard_check, the handler, and the transaction with rt_taken_put's guard in it; who loses the race loads anew. */
static enum rt_word take_one(struct world *world, int taker, int stream, int64_t seq, int64_t last) {
  for (int try = 0; try < 4; try++) {
    enum rt_turn turn = turn_of(world, last, seq);
    if (turn != RT_TURN_TAKE) {
      return turn == RT_TURN_HAD ? RT_WORD_TAKEN : RT_WORD_LATER;
    }
    enum rt_word word = handle(world, stream, seq);
    if (word != RT_WORD_TAKEN) {
      return word;
    }
    if (world->db.takers[taker].last[stream] == seq - 1 || day_bug(world->day, "no-sequence")) {
      effect(world, taker, stream, seq);
      return RT_WORD_TAKEN;
    }
    last = world->db.takers[taker].last[stream];
  }
  return RT_WORD_LATER;
}

static void load(struct world *world, int taker, struct thread *thread) {
  thread->picked_count = rt_offers_pick(thread->offers, (size_t)thread->delivery.count, thread->picked);
  for (size_t i = 0; i < thread->picked_count; i++) {
    thread->loaded[i] = world->db.takers[taker].last[thread->delivery.stream[thread->picked[i]]];
  }
  thread->phase = thread->picked_count == 0 ? IS_DONE : HAS_LOADED;
}

static void save(struct world *world, int taker, struct thread *thread) {
  for (size_t i = 0; i < thread->picked_count; i++) {
    size_t at = thread->picked[i];
    enum rt_word word =
        take_one(world, taker, thread->delivery.stream[at], thread->delivery.seq[at], thread->loaded[i]);
    thread->delivery.words[at] = word;
    thread->offers[at].taken = word == RT_WORD_TAKEN;
  }
  thread->phase = PICKS;
}

/* All that was taken in, or had, is on disk before anybody is told. */
static void barrier(struct world *world, int taker, struct thread *thread) {
  if (!day_bug(world->day, "no-barrier")) {
    world->db.takers_safe[taker] = world->db.takers[taker];
  }
  thread->phase = IS_SAFE;
}

static void answer(struct world *world, struct thread *thread) {
  struct message *message = new_message(world);
  if (message != NULL) {
    *message = thread->delivery;
    message->used = message->answer = true;
  }
  thread->phase = IDLE;
}

void taker_step(struct world *world, int taker, int at) {
  struct thread *thread = &world->threads[taker][at];
  if (thread->phase != IDLE && thread->losses != world->db.taker_losses[taker]) {
    thread->phase = IDLE; /* its connection went: nothing is known, and it says so */
  } else if (thread->phase == PICKS) {
    load(world, taker, thread);
  } else if (thread->phase == HAS_LOADED) {
    save(world, taker, thread);
  } else if (thread->phase == IS_DONE) {
    barrier(world, taker, thread);
  } else if (thread->phase == IS_SAFE) {
    answer(world, thread);
  }
}
