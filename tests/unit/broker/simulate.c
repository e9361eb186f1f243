/* Days of a broker from a seed: callers ask, workers join, answer, fall silent, leave and die, time jumps. After each
 * step what must always hold is checked; at the end every request has had exactly one answer. BM_SEEDS says how many
 * seeds (default 300), BM_SEED names the first; a failure prints the seed that replays it. */
#include "broker/route/route.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { REQUESTS_MAX = 3000, WORKERS_MAX = 12, HELD_MAX = 8, STEPS = 4000, QUEUE_LIMIT = 40 };

static const struct {
  const char *name, *server, *caller;
} lanes[] = {
    {"intake.write", "intake", "gateway"}, {"review.read", "review", "operator"}, {"intake.event", "intake", "review"}};
enum { LANES = sizeof lanes / sizeof lanes[0] };

struct asked {
  int lane;
  int answers;
  int jobs;
  bool body_left; /* its body came out of the broker */
  int64_t deadline_ms;
};

struct worker {
  bool joined, draining, mute;
  int lane, credits, held;
  uint64_t tickets[HELD_MAX];
};

struct world {
  uint64_t seed, dice;
  struct broker_state *state;
  struct broker_actions actions;
  int64_t now_ms;
  struct asked asked[REQUESTS_MAX];
  int count;
  int at;              /* the request looked at */
  int last_job[LANES]; /* the youngest request that was handed over */
  struct worker workers[WORKERS_MAX];
  uint8_t serial[WORKERS_MAX]; /* a place's connection: a new worker comes by a new one */
  int replies_out, replies_in;
};

static uint32_t roll(struct world *world, uint32_t bound) {
  uint64_t z = world->dice += 0x9e3779b97f4a7c15U;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
  z = (z ^ z >> 27) * 0x94d049bb133111ebU;
  return (uint32_t)((z ^ z >> 31) % bound);
}

#define HOLDS(world, condition)                                                                                        \
  cr_assert(condition, "seed %lu, request %d of %d: " #condition, (unsigned long)(world)->seed, (world)->at,           \
            (world)->count)

static int id_of(const uint8_t id[RT_WIRE_ID_SIZE]) {
  int number;
  memcpy(&number, id, sizeof number);
  return number;
}

static int worker_of(const struct world *world, const struct broker_peer *peer) {
  int place = peer->bytes[0];
  return peer->bytes[1] == world->serial[place] ? place : -1;
}

static struct broker_peer peer_of(const struct world *world, int worker) {
  return (struct broker_peer){.size = 2, .bytes = {(uint8_t)worker, world->serial[worker]}};
}

static void take(struct world *world, struct worker *worker, int lane, uint64_t ticket) {
  HOLDS(world, worker->joined && !worker->draining && worker->lane == lane);
  HOLDS(world, worker->held < worker->credits);
  worker->tickets[worker->held++] = ticket;
}

static void saw_job(struct world *world, const struct broker_action *action) {
  int request = world->at = id_of(action->id);
  struct asked *asked = &world->asked[request];
  HOLDS(world, asked->jobs == 0 && asked->answers == 0 && !asked->body_left);
  HOLDS(world, asked->deadline_ms > world->now_ms);
  HOLDS(world, action->remaining_ms == (uint32_t)(asked->deadline_ms - world->now_ms));
  HOLDS(world, request > world->last_job[asked->lane]);
  HOLDS(world, strcmp(action->identity, lanes[asked->lane].caller) == 0);
  HOLDS(world, (uintptr_t)action->body == (uintptr_t)request + 1);
  world->last_job[asked->lane] = request;
  asked->jobs++;
  asked->body_left = true;
  int place = worker_of(world, &action->peer);
  if (place >= 0) {
    take(world, &world->workers[place], asked->lane, action->ticket);
  } /* else the old connection of one who came back by a new one: it never answers */
}

static void saw_answer(struct world *world, const struct broker_action *action) {
  int request = world->at = id_of(action->id);
  struct asked *asked = &world->asked[request];
  asked->answers++;
  HOLDS(world, asked->answers == 1);
  if (action->kind == BROKER_ACTION_REPLY) {
    HOLDS(world, asked->jobs == 1);
    world->replies_out++;
  } else {
    HOLDS(world, asked->body_left == (action->body == NULL));
    asked->body_left = true;
  }
}

static void look(struct world *world) {
  for (size_t i = 0; i < world->actions.count; i++) {
    const struct broker_action *action = &world->actions.items[i];
    if (action->kind == BROKER_ACTION_JOB) {
      saw_job(world, action);
    } else if (action->kind == BROKER_ACTION_REPLY || action->kind == BROKER_ACTION_ANSWER) {
      saw_answer(world, action);
    } else if (action->kind == BROKER_ACTION_DROP) {
      world->replies_out++;
    } else if (action->kind == BROKER_ACTION_REJOIN) {
      int place = worker_of(world, &action->peer);
      if (place >= 0) {
        world->workers[place].joined = false;
      }
    }
  }
}

static void feed(struct world *world, struct broker_event event) {
  broker_step(world->state, &event, world->now_ms, &world->actions);
  look(world);
}

static void ask(struct world *world) {
  if (world->count == REQUESTS_MAX) {
    return;
  }
  int request = world->count++;
  uint32_t lane = roll(world, LANES);
  uint32_t remaining_ms = roll(world, 20) == 0 ? 0 : roll(world, 6000);
  world->asked[request] = (struct asked){.lane = (int)lane, .deadline_ms = world->now_ms + remaining_ms};
  struct broker_event event = {.kind = BROKER_EVENT_REQUEST, .peer = {.size = 1, .bytes = {200}}};
  event.identity = lanes[lane].caller;
  event.lane = lanes[lane].name;
  memcpy(event.id, &request, sizeof request);
  event.remaining_ms = remaining_ms;
  event.body = (struct broker_body *)((uintptr_t)request + 1);
  feed(world, event);
}

static void join(struct world *world, int place, int lane) {
  struct worker *worker = &world->workers[place];
  if (worker->joined && !worker->mute) {
    return;
  }
  world->serial[place]++;
  *worker = (struct worker){.joined = true, .lane = lane, .credits = 1 + (int)roll(world, HELD_MAX)};
  struct broker_event event = {.kind = BROKER_EVENT_JOIN, .peer = peer_of(world, place)};
  event.identity = lanes[lane].server;
  event.lane = lanes[lane].name;
  event.credits = (uint32_t)worker->credits;
  feed(world, event);
}

static void answer_one(struct world *world, int place) {
  struct worker *worker = &world->workers[place];
  if (!worker->joined || worker->held == 0 || worker->mute) {
    return;
  }
  uint32_t which = roll(world, (uint32_t)worker->held);
  struct broker_event event = {.kind = BROKER_EVENT_REPLY, .peer = peer_of(world, place)};
  event.identity = lanes[worker->lane].server;
  event.ticket = worker->tickets[which];
  event.body = (struct broker_body *)((uintptr_t)1000000 + (uintptr_t)world->replies_in++);
  worker->held--;
  worker->tickets[which] = worker->tickets[worker->held];
  feed(world, event);
}

static void of_worker(struct world *world, int place, enum broker_event_kind kind) {
  struct worker *worker = &world->workers[place];
  if (!worker->joined || worker->mute) {
    return;
  }
  if (kind == BROKER_EVENT_LOST) {
    worker->joined = false;
  }
  worker->draining = worker->draining || kind == BROKER_EVENT_DRAIN;
  feed(world,
       (struct broker_event){.kind = kind, .peer = peer_of(world, place), .identity = lanes[worker->lane].server});
}

static void pass_time(struct world *world, int64_t ms) {
  world->now_ms += ms;
  feed(world, (struct broker_event){.kind = BROKER_EVENT_TICK});
}

static void fall_silent(struct world *world, int place) {
  world->workers[place].mute = roll(world, 4) == 0;
}

static void one_step(struct world *world) {
  int place = (int)roll(world, WORKERS_MAX);
  uint32_t what = roll(world, 100);
  if (what < 35) {
    ask(world);
  } else if (what < 75) {
    answer_one(world, place);
  } else if (what < 80) {
    join(world, place, (int)roll(world, LANES));
  } else if (what < 88) {
    of_worker(world, place, BROKER_EVENT_BEAT);
  } else if (what < 89) {
    of_worker(world, place, BROKER_EVENT_DRAIN);
  } else if (what < 90) {
    of_worker(world, place, BROKER_EVENT_LOST);
  } else if (what < 91) {
    fall_silent(world, place);
  } else {
    pass_time(world, roll(world, 20) == 0 ? roll(world, 5000) : roll(world, 200));
  }
}

/* Everybody who lives answers what they hold; the others are given up. */
static void finish(struct world *world) {
  for (int round = 0; round < 200; round++) {
    for (int place = 0; place < WORKERS_MAX; place++) {
      while (world->workers[place].joined && world->workers[place].held > 0 && !world->workers[place].mute) {
        answer_one(world, place);
      }
      of_worker(world, place, BROKER_EVENT_BEAT);
    }
    pass_time(world, 100);
  }
  for (int i = 0; i < world->count; i++) {
    world->at = i;
    HOLDS(world, world->asked[i].answers == 1);
    HOLDS(world, world->asked[i].body_left);
  }
  HOLDS(world, world->replies_in == world->replies_out);
}

static void simulate(uint64_t seed) {
  struct world *world = calloc(1, sizeof *world);
  world->seed = world->dice = seed;
  world->state = broker_state_new(QUEUE_LIMIT);
  world->now_ms = 1000000;
  memset(world->last_job, -1, sizeof world->last_job);
  for (int i = 0; i < STEPS; i++) {
    one_step(world);
  }
  finish(world);
  broker_state_destroy(&world->state, &world->actions);
  broker_actions_free(&world->actions);
  free(world);
}

static uint64_t setting(const char *name, uint64_t fallback) {
  const char *text = getenv(name);
  return text == NULL ? fallback : strtoull(text, NULL, 10);
}

Test(simulate, seeds) {
  uint64_t first = setting("BM_SEED", 1);
  uint64_t seeds = setting("BM_SEEDS", 300);
  for (uint64_t seed = first; seed < first + seeds; seed++) {
    simulate(seed);
  }
}
