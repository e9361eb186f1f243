/* Days of the events: acts that are committed late, two relays that are killed and lose their lease to each other,
 * answers that are lost, doubled and late, takers that fail, miss something and die, and the power that goes at either
 * end. */
#include "tests/faults/simulate/relay.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 3 }; /* so that dead letters come within a day */
#define CALL_US (3 * SECOND)

struct message *new_message(struct world *world) {
  for (int i = 0; i < MESSAGES_MAX; i++) {
    if (!world->messages[i].used) {
      world->messages[i] = (struct message){.used = true};
      return &world->messages[i];
    }
  }
  return NULL;
}

static void rest(struct relay *relay) {
  relay->phase = RESTS;
  relay->count = 0;
}

static void read_due(struct world *world, struct relay *relay) {
  int64_t mask = 0;
  for (int d = 0; d < TAKERS; d++) {
    mask |= world->now_us >= relay->away_until_us[d] ? INT64_C(1) << d : 0;
  }
  relay->losses = world->db.sender_losses;
  relay->count = store_due(world, relay, mask, relay->batch);
  if (relay->count > 0) {
    relay->phase = HAS_READ;
    for (int i = 0; i < relay->count; i++) {
      relay->last_id = relay->batch[i].id > relay->last_id ? relay->batch[i].id : relay->last_id;
    }
  }
}

static void claim(struct world *world, struct relay *relay) {
  if (store_claim(world, relay)) {
    relay->phase = HAS_CLAIMED;
  } else {
    rest(relay);
  }
}

/* The mistake: a row is marked as taken before it is sent. */
static void mark_first(struct world *world, struct relay *relay) {
  for (int i = 0; i < relay->count; i++) {
    struct row row = relay->batch[i];
    row.fate.cleared = row.fate.open;
    store_mark(world, &row, 1);
  }
}

static void send_to(struct world *world, struct relay *relay, int index, int taker) {
  struct message call = {
      .used = true, .relay = index, .incarnation = relay->incarnation, .round = relay->round, .taker = taker};
  for (int i = 0; i < relay->count; i++) {
    if ((relay->batch[i].fate.open >> taker & 1) != 0) {
      call.stream[call.count] = relay->batch[i].stream;
      call.seq[call.count++] = relay->batch[i].seq;
    }
  }
  relay->called[taker] = call.count > 0;
  struct message *message = call.count > 0 ? new_message(world) : NULL;
  if (message != NULL) {
    *message = call;
  }
}

static void send_all(struct world *world, struct relay *relay, int index) {
  relay->round++;
  relay->give_up_us = world->now_us + CALL_US;
  if (day_bug(world->day, "marked-first")) {
    mark_first(world, relay);
  }
  for (int d = 0; d < TAKERS; d++) {
    relay->answered[d] = false;
    send_to(world, relay, index, d);
  }
  relay->phase = HAS_SENT;
}

static void wait(struct world *world, struct relay *relay) {
  bool all = true;
  for (int d = 0; d < TAKERS; d++) {
    all = all && (!relay->called[d] || relay->answered[d]);
  }
  if (all || world->now_us >= relay->give_up_us) {
    relay->phase = HAS_HEARD;
  }
}

static void hear_from(struct world *world, struct relay *relay, int taker) {
  if (!relay->called[taker]) {
    return;
  }
  if (!relay->answered[taker]) {
    relay->away_ms[taker] = rt_away_ms(relay->away_ms[taker]);
    relay->away_until_us[taker] = world->now_us + relay->away_ms[taker] * MS;
    return;
  }
  relay->away_ms[taker] = 0;
  int word = 0;
  for (int i = 0; i < relay->count; i++) {
    if ((relay->batch[i].fate.open >> taker & 1) != 0) {
      rt_fate_hear(&relay->batch[i].fate, (size_t)taker, relay->words[taker][word++], TRIES);
    }
  }
}

static void conclude(struct world *world, struct relay *relay) {
  for (int d = 0; d < TAKERS; d++) {
    hear_from(world, relay, d);
  }
  store_mark(world, relay->batch, relay->count);
  rest(relay);
}

static void relay_step(struct world *world, int index) {
  struct relay *relay = &world->relays[index];
  if (relay->phase != RESTS && relay->losses != world->db.sender_losses) {
    rest(relay); /* its connection went */
  }
  switch (relay->phase) {
  case RESTS:
    read_due(world, relay);
    break;
  case HAS_READ:
    claim(world, relay);
    break;
  case HAS_CLAIMED:
    send_all(world, relay, index);
    break;
  case HAS_SENT:
    wait(world, relay);
    break;
  case HAS_HEARD:
    conclude(world, relay);
    break;
  }
}

/* kill -9: another holder of leases with nothing in mind. Those who poll by id begin where the table begins. */
static void kill_relay(struct world *world, int index) {
  int incarnation = world->relays[index].incarnation + RELAYS;
  world->relays[index] = (struct relay){.incarnation = incarnation};
}

static void answer_arrives(struct world *world, const struct message *answer) {
  struct relay *relay = &world->relays[answer->relay];
  if (relay->incarnation == answer->incarnation && relay->round == answer->round && relay->phase == HAS_SENT) {
    relay->answered[answer->taker] = true;
    memcpy(relay->words[answer->taker], answer->words, sizeof answer->words);
  }
}

static void network_step(struct world *world, int at) {
  struct message *message = &world->messages[at];
  if (!message->used) {
    return;
  }
  uint32_t what = world->well ? 99 : day_roll(world->day, 100);
  if (what < 8) {
    message->used = false; /* lost */
  } else if (what < 14 && !message->answer) {
    struct message *twin = new_message(world); /* sent again by the client, for it may be repeated */
    if (twin != NULL) {
      *twin = *message;
    }
  } else if (message->answer) {
    answer_arrives(world, message);
    message->used = false;
  } else {
    taker_receive(world, at);
  }
}

/* Mostly a little; now and then more than a call, a lease or a wait lasts. */
static void pass_time(struct world *world) {
  uint32_t what = day_roll(world->day, 100);
  int64_t most = what < 70 ? 20 * MS : what < 90 ? 200 * MS : what < 97 ? 4 * SECOND : 200 * SECOND;
  world->now_us += (int64_t)day_roll(world->day, (uint32_t)most);
}

static void harm(struct world *world) {
  struct day *day = world->day;
  int taker = (int)day_roll(day, TAKERS);
  switch (day_roll(day, 5)) {
  case 0:
    kill_relay(world, (int)day_roll(day, RELAYS));
    break;
  case 1:
    world->threads[taker][day_roll(day, THREADS)].phase = IDLE;
    break;
  case 2:
    store_lose_sender(world);
    break;
  case 3:
    store_lose_taker(world, taker);
    break;
  default: { /* an operator sends a dead letter again */
    int letter = (int)day_roll(day, LETTERS_MAX);
    if (world->db.sender.letters[letter].used) {
      store_send_again(world, letter);
    }
  }
  }
}

/* One of those that are under way, if any is. */
static void some_message(struct world *world) {
  int first = (int)day_roll(world->day, MESSAGES_MAX);
  for (int i = 0; i < MESSAGES_MAX; i++) {
    int at = (first + i) % MESSAGES_MAX;
    if (world->messages[at].used) {
      network_step(world, at);
      return;
    }
  }
}

static void some_thread(struct world *world) {
  int first = (int)day_roll(world->day, TAKERS * THREADS);
  for (int i = 0; i < TAKERS * THREADS; i++) {
    int at = (first + i) % (TAKERS * THREADS);
    if (world->threads[at / THREADS][at % THREADS].phase != IDLE) {
      taker_step(world, at / THREADS, at % THREADS);
      return;
    }
  }
}

static void one_step(struct world *world) {
  struct day *day = world->day;
  uint32_t what = day_roll(day, 1000);
  int stream = (int)day_roll(day, STREAMS);
  if (what < 60) {
    store_begin_act(world, stream);
  } else if (what < 120) {
    store_commit_acts(world, stream);
  } else if (what < 125) {
    store_flush(world);
  } else if (what < 380) {
    relay_step(world, (int)day_roll(day, RELAYS));
  } else if (what < 560) {
    some_message(world);
  } else if (what < 930) {
    some_thread(world);
  } else if (what < 990) {
    pass_time(world);
  } else {
    harm(world);
  }
  store_check(world);
}

static bool all_taken(const struct world *world) {
  for (int taker = 0; taker < TAKERS; taker++) {
    if (memcmp(world->db.takers[taker].last, world->db.sender.sent, sizeof world->db.sender.sent) != 0) {
      return false;
    }
  }
  for (int i = 0; i < ROWS_MAX; i++) {
    if (world->db.sender.rows[i].used) {
      return false;
    }
  }
  return true;
}

/* All is well again: everything there is comes to everyone, soon. */
static void finish(struct world *world) {
  world->well = true;
  for (int s = 0; s < STREAMS; s++) {
    store_commit_acts(world, s);
  }
  for (int round = 0; round < 5000 && !all_taken(world); round++) {
    for (int i = 0; i < LETTERS_MAX; i++) {
      if (world->db.sender.letters[i].used) {
        store_send_again(world, i);
      }
    }
    for (int i = 0; i < RELAYS; i++) {
      relay_step(world, i);
    }
    for (int i = 0; i < MESSAGES_MAX; i++) {
      network_step(world, i);
    }
    for (int i = 0; i < TAKERS * THREADS; i++) {
      taker_step(world, i / THREADS, i % THREADS);
    }
    world->now_us += round % 100 == 99 ? 6 * SECOND : MS; /* steps are quick, but leases and waits end */
    store_check(world);
  }
  HOLDS(world->day, all_taken(world), "events are never delivered");
  for (int taker = 0; taker < TAKERS; taker++) {
    for (int s = 0; s < STREAMS; s++) {
      for (int64_t seq = 1; seq <= EVENTS_MAX; seq++) {
        int wanted = seq <= world->db.sender.sent[s];
        HOLDS(world->day, world->db.takers[taker].effects[s][seq] == wanted,
              "event %d of stream %d had its effect %d times", (int)seq, s, world->db.takers[taker].effects[s][seq]);
      }
    }
  }
}

void simulate_relay(struct day *day) {
  struct world *world = calloc(1, sizeof *world);
  if (world == NULL) {
    abort();
  }
  world->day = day;
  world->now_us = 1000 * SECOND;
  for (int i = 0; i < RELAYS; i++) {
    world->relays[i].incarnation = i + 1;
  }
  for (day->step = 0; day->step < day->steps; day->step++) {
    one_step(world);
  }
  finish(world);
  free(world);
}
