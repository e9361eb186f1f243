/* Days of a broker: callers ask, workers join, answer, fall silent, leave and die, time jumps, and the broker itself is
 * killed and comes back with nothing, to workers that still have in hand what the old one gave them. */
#include "broker/route/route.h"
#include "tests/faults/simulate/simulate.h"

#include <stdlib.h>
#include <string.h>

enum { REQUESTS_MAX = 4096, WORKERS_MAX = 12, HELD_MAX = 8, QUEUE_LIMIT = 40, CALLER = 200 };

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
  bool forgotten; /* the broker died with it: the caller sees the connection go */
  int64_t deadline_ms;
};

struct job {
  uint64_t ticket;
  int request;
  bool old; /* of a broker that died since */
};

struct worker {
  bool joined, draining, mute;
  int lane, credits, held;
  int old; /* of the held */
  struct job jobs[2 * HELD_MAX];
};

struct world {
  struct day *day;
  struct broker_state *state;
  struct broker_actions actions;
  int64_t now_ms;
  struct asked asked[REQUESTS_MAX];
  int count;
  int last_job[LANES]; /* the youngest request that was handed over */
  struct worker workers[WORKERS_MAX];
  uint8_t serial[WORKERS_MAX]; /* a place's connection: a new worker comes by a new one */
  int replies_out, replies_in;
};

static int id_of(const uint8_t id[RT_WIRE_ID_SIZE]) {
  int number;
  memcpy(&number, id, sizeof number);
  return number;
}

/* A reply's body says which request it answers. */
static struct broker_body *reply_body(int request) {
  return (struct broker_body *)((uintptr_t)1000000 + (uintptr_t)request);
}

static struct broker_body *request_body(int request) {
  return (struct broker_body *)((uintptr_t)request + 1);
}

static int worker_of(const struct world *world, const struct broker_peer *peer) {
  int place = peer->bytes[0];
  return peer->bytes[1] == world->serial[place] ? place : -1;
}

static struct broker_peer peer_of(const struct world *world, int worker) {
  return (struct broker_peer){.size = 2, .bytes = {(uint8_t)worker, world->serial[worker]}};
}

static void saw_job(struct world *world, const struct broker_action *action) {
  int request = id_of(action->id);
  struct asked *asked = &world->asked[request];
  HOLDS(world->day, asked->jobs == 0 && asked->answers == 0 && !asked->body_left, "request %d is handed out twice",
        request);
  HOLDS(world->day, asked->deadline_ms > world->now_ms, "request %d is dispatched, and its time is over", request);
  HOLDS(world->day, action->remaining_ms == (uint32_t)(asked->deadline_ms - world->now_ms),
        "request %d gets another deadline", request);
  HOLDS(world->day, request > world->last_job[asked->lane], "request %d is overtaken", request);
  HOLDS(world->day, strcmp(action->identity, lanes[asked->lane].caller) == 0, "request %d under another name", request);
  HOLDS(world->day, action->body == request_body(request), "request %d with another's body", request);
  world->last_job[asked->lane] = request;
  asked->jobs++;
  asked->body_left = true;
  int place = worker_of(world, &action->peer);
  if (place < 0) {
    return; /* the old connection of one who came back by a new one: it never answers */
  }
  struct worker *worker = &world->workers[place];
  HOLDS(world->day, worker->joined && !worker->draining && worker->lane == asked->lane, "request %d for no such worker",
        request);
  HOLDS(world->day, worker->held - worker->old < worker->credits, "more than worker %d has credit for", place);
  worker->jobs[worker->held++] = (struct job){.ticket = action->ticket, .request = request};
}

static void saw_answer(struct world *world, const struct broker_action *action) {
  int request = id_of(action->id);
  struct asked *asked = &world->asked[request];
  asked->answers++;
  HOLDS(world->day, asked->answers == 1 && !asked->forgotten, "request %d is answered once more", request);
  if (action->kind == BROKER_ACTION_REPLY) {
    HOLDS(world->day, asked->jobs == 1, "request %d is answered by nobody", request);
    HOLDS(world->day, action->body == reply_body(request), "request %d gets the answer to %d", request,
          (int)((uintptr_t)action->body - 1000000));
    world->replies_out++;
  } else {
    HOLDS(world->day, asked->body_left == (action->body == NULL), "request %d: its body is lost", request);
    asked->body_left = true;
  }
}

/* Nothing waits beyond the limit, nobody has less than no credit. */
static void check_lanes(struct world *world) {
  struct broker_lane_view views[BROKER_LANES_MAX];
  size_t count = broker_lanes(world->state, views, BROKER_LANES_MAX);
  for (size_t i = 0; i < count; i++) {
    HOLDS(world->day, views[i].queued <= QUEUE_LIMIT, "%d wait in %s", views[i].queued, views[i].name);
    HOLDS(world->day, views[i].credits >= 0 && views[i].held >= 0 && views[i].workers >= 0, "credits of %s are %d",
          views[i].name, views[i].credits);
  }
}

static void look(struct world *world) {
  for (size_t i = 0; i < world->actions.count; i++) {
    const struct broker_action *action = &world->actions.items[i];
    bool forgets = day_bug(world->day, "lost-workers-forgotten") && action->kind == BROKER_ACTION_ANSWER &&
                   strcmp(action->code, "WORKER_LOST") == 0;
    if (action->kind == BROKER_ACTION_JOB) {
      saw_job(world, action);
    } else if (action->kind == BROKER_ACTION_REPLY || (action->kind == BROKER_ACTION_ANSWER && !forgets)) {
      saw_answer(world, action);
    } else if (action->kind == BROKER_ACTION_DROP) {
      world->replies_out += (uintptr_t)action->body >= 1000000;
    } else if (action->kind == BROKER_ACTION_REJOIN) {
      int place = worker_of(world, &action->peer);
      if (place >= 0) {
        world->workers[place].joined = false;
      }
    }
  }
}

static void feed(struct world *world, struct broker_event event) {
  /* The mistake: a request whose time is over looks as if it had just come. */
  int64_t now_ms = world->now_ms;
  if (day_bug(world->day, "expired-run") && event.kind == BROKER_EVENT_REPLY) {
    now_ms -= 2000;
  }
  broker_step(world->state, &event, now_ms, &world->actions);
  look(world);
  check_lanes(world);
}

static void ask(struct world *world) {
  if (world->count == REQUESTS_MAX) {
    return;
  }
  int request = world->count++;
  uint32_t lane = day_roll(world->day, LANES);
  uint32_t remaining_ms = day_chance(world->day, 20) ? 0 : day_roll(world->day, 6000);
  world->asked[request] = (struct asked){.lane = (int)lane, .deadline_ms = world->now_ms + remaining_ms};
  struct broker_event event = {.kind = BROKER_EVENT_REQUEST, .peer = {.size = 1, .bytes = {CALLER}}};
  event.identity = lanes[lane].caller;
  event.lane = lanes[lane].name;
  memcpy(event.id, &request, sizeof request);
  event.remaining_ms = remaining_ms;
  event.body = request_body(request);
  feed(world, event);
}

/* What it has in hand of a broker that died it still works on. */
static void join(struct world *world, int place, int lane) {
  struct worker *worker = &world->workers[place];
  if (worker->joined && !worker->mute) {
    return;
  }
  world->serial[place]++;
  struct worker fresh = {.joined = true, .lane = lane, .credits = 1 + (int)day_roll(world->day, HELD_MAX)};
  if (worker->old > 0 && worker->old <= HELD_MAX) {
    fresh.lane = worker->lane;
    fresh.held = fresh.old = worker->old;
    memcpy(fresh.jobs, worker->jobs, sizeof fresh.jobs);
  }
  *worker = fresh;
  struct broker_event event = {.kind = BROKER_EVENT_JOIN, .peer = peer_of(world, place)};
  event.identity = lanes[worker->lane].server;
  event.lane = lanes[worker->lane].name;
  event.credits = (uint32_t)worker->credits;
  feed(world, event);
}

static void answer_one(struct world *world, int place) {
  struct worker *worker = &world->workers[place];
  if (!worker->joined || worker->held == 0 || worker->mute) {
    return;
  }
  uint32_t which = day_roll(world->day, (uint32_t)worker->held);
  struct job job = worker->jobs[which];
  struct broker_event event = {.kind = BROKER_EVENT_REPLY, .peer = peer_of(world, place)};
  event.identity = lanes[worker->lane].server;
  event.ticket = job.ticket;
  memcpy(event.id, &job.request, sizeof job.request);
  event.body = reply_body(job.request);
  if (day_bug(world->day, "late-replies") && job.old && worker->held > worker->old) {
    event.ticket = worker->jobs[worker->held - 1].ticket; /* as if tickets were the same at every broker */
    memcpy(event.id, &worker->jobs[worker->held - 1].request, sizeof job.request);
  }
  world->replies_in++;
  worker->held--;
  worker->old -= job.old;
  worker->jobs[which] = worker->jobs[worker->held];
  feed(world, event);
}

static void of_worker(struct world *world, int place, enum broker_event_kind kind) {
  struct worker *worker = &world->workers[place];
  if (!worker->joined || worker->mute) {
    return;
  }
  if (kind == BROKER_EVENT_LOST) {
    *worker = (struct worker){.joined = false};
    worker->lane = 0;
  }
  worker->draining = worker->draining || kind == BROKER_EVENT_DRAIN;
  feed(world,
       (struct broker_event){.kind = kind, .peer = peer_of(world, place), .identity = lanes[worker->lane].server});
}

static void pass_time(struct world *world, int64_t ms) {
  world->now_ms += ms;
  feed(world, (struct broker_event){.kind = BROKER_EVENT_TICK});
}

/* kill -9 of the broker: callers see the connection go, workers join the next one, with their hands full. */
static void die(struct world *world) {
  world->actions.count = 0;
  broker_state_destroy(&world->state, &world->actions);
  world->state = broker_state_new(QUEUE_LIMIT);
  for (int i = 0; i < world->count; i++) {
    world->asked[i].forgotten = world->asked[i].forgotten || world->asked[i].answers == 0;
    world->asked[i].body_left = true;
  }
  for (int place = 0; place < WORKERS_MAX; place++) {
    struct worker *worker = &world->workers[place];
    for (int i = 0; i < worker->held; i++) {
      worker->jobs[i].old = true;
    }
    worker->old = worker->held;
    worker->joined = false;
  }
}

static void one_step(struct world *world) {
  struct day *day = world->day;
  int place = (int)day_roll(day, WORKERS_MAX);
  uint32_t what = day_roll(day, 1000);
  if (what < 350) {
    ask(world);
  } else if (what < 750) {
    answer_one(world, place);
  } else if (what < 800) {
    join(world, place, (int)day_roll(day, LANES));
  } else if (what < 880) {
    of_worker(world, place, BROKER_EVENT_BEAT);
  } else if (what < 890) {
    of_worker(world, place, BROKER_EVENT_DRAIN);
  } else if (what < 900) {
    of_worker(world, place, BROKER_EVENT_LOST);
  } else if (what < 910) {
    world->workers[place].mute = day_chance(day, 4);
  } else if (what < 914) {
    die(world);
  } else {
    pass_time(world, day_chance(day, 20) ? day_roll(day, 5000) : day_roll(day, 200));
  }
}

/* Everybody who lives answers what they hold; the others are given up. */
static void finish(struct world *world) {
  for (int round = 0; round < 100; round++) {
    for (int place = 0; place < WORKERS_MAX; place++) {
      while (world->workers[place].joined && world->workers[place].held > 0 && !world->workers[place].mute) {
        answer_one(world, place);
      }
      of_worker(world, place, BROKER_EVENT_BEAT);
    }
    pass_time(world, 100);
  }
  for (int i = 0; i < world->count; i++) {
    const struct asked *asked = &world->asked[i];
    HOLDS(world->day, asked->answers == 1 || asked->forgotten, "request %d is never answered", i);
    HOLDS(world->day, asked->body_left, "request %d: its body never came out", i);
  }
  HOLDS(world->day, world->replies_in == world->replies_out, "%d replies went in and %d came out", world->replies_in,
        world->replies_out);
}

void simulate_broker(struct day *day) {
  struct world *world = calloc(1, sizeof *world);
  if (world == NULL) {
    abort();
  }
  world->day = day;
  world->state = broker_state_new(QUEUE_LIMIT);
  world->now_ms = 1000000;
  memset(world->last_job, -1, sizeof world->last_job);
  for (day->step = 0; day->step < day->steps; day->step++) {
    one_step(world);
  }
  finish(world);
  broker_state_destroy(&world->state, &world->actions);
  broker_actions_free(&world->actions);
  free(world);
}
