#include "broker/route/route.h"

#include "broker/route/authority.h"
#include "broker/route/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct broker_state *broker_state_new(size_t queue_limit) {
  struct broker_state *state = calloc(1, sizeof *state);
  if (state == NULL) {
    abort();
  }
  state->queue_limit = queue_limit;
  state->free_job = BROKER_NONE;
  return state;
}

void broker_state_destroy(struct broker_state **state, struct broker_actions *actions) {
  if (*state == NULL) {
    return;
  }
  for (int i = 0; i < (*state)->job_room; i++) {
    if ((*state)->jobs[i].body != NULL) {
      broker_act(actions, BROKER_ACTION_DROP, NULL)->body = (*state)->jobs[i].body;
    }
  }
  free((*state)->workers);
  free((*state)->jobs);
  free(*state);
  *state = NULL;
}

/* A request that will not reach a worker is answered here and leaves the table. */
static void turn_away(struct broker_state *state, int job, enum rt_status status, const char *code, const char *message,
                      struct broker_actions *actions) {
  broker_answer(actions, &state->jobs[job], status, code, message);
  broker_job_free(state, job);
}

static void expire(struct broker_state *state, int job, struct broker_actions *actions) {
  state->counters.expired++;
  turn_away(state, job, RT_DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "排队超时，请稍后重试", actions);
}

static void hand_over(struct broker_state *state, int index, int worker, int64_t now_ms,
                      struct broker_actions *actions) {
  struct broker_job *job = &state->jobs[index];
  struct broker_action *action = broker_act(actions, BROKER_ACTION_JOB, &state->workers[worker].peer);
  action->ticket = broker_ticket(state, index);
  memcpy(action->identity, job->identity, sizeof action->identity);
  memcpy(action->id, job->id, sizeof action->id);
  action->attempt = job->attempt;
  action->remaining_ms = (uint32_t)(job->deadline_ms - now_ms);
  action->body = job->body;
  job->body = NULL;
  job->place = BROKER_JOB_HELD;
  job->worker = worker;
  state->workers[worker].held++;
  state->counters.jobs++;
}

/* Moves what waits in the lane to workers that have credit, first come first served. */
static void dispatch(struct broker_state *state, int lane, int64_t now_ms, struct broker_actions *actions) {
  while (state->lanes[lane].queued > 0) {
    int job = state->lanes[lane].first;
    if (state->jobs[job].deadline_ms <= now_ms) {
      expire(state, broker_queue_pop(state, lane), actions);
      continue;
    }
    int worker = broker_worker_choose(state, lane);
    if (worker == BROKER_NONE) {
      return;
    }
    hand_over(state, broker_queue_pop(state, lane), worker, now_ms, actions);
  }
}

static int new_job(struct broker_state *state, const struct broker_event *event, int64_t now_ms) {
  int index = broker_job_take(state);
  struct broker_job *job = &state->jobs[index];
  job->client = event->peer;
  size_t length = strnlen(event->identity, BROKER_IDENTITY_MAX);
  memcpy(job->identity, event->identity, length);
  job->identity[length] = '\0';
  memcpy(job->id, event->id, sizeof job->id);
  job->attempt = event->attempt;
  job->deadline_ms = now_ms + event->remaining_ms;
  job->body = event->body;
  return index;
}

static void tell_status(const struct broker_event *event, struct broker_actions *actions) {
  struct broker_action *action = broker_act(actions, BROKER_ACTION_STATUS, &event->peer);
  memcpy(action->identity, event->identity, strnlen(event->identity, BROKER_IDENTITY_MAX));
  memcpy(action->id, event->id, sizeof action->id);
  action->attempt = event->attempt;
  action->body = event->body;
}

static bool alone(const struct broker_lane *lane, int64_t now_ms) {
  return lane->workers == 0 && now_ms - lane->alone_since_ms >= BROKER_ALONE_MS;
}

static void leave_alone(struct broker_state *state, int job, struct broker_actions *actions) {
  state->counters.unavailable++;
  turn_away(state, job, RT_UNAVAILABLE, "NO_WORKER", "服务暂不可用，请稍后重试", actions);
}

static void on_request(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                       struct broker_actions *actions) {
  state->counters.requests++;
  if (broker_may_call(event->identity, event->lane) && strcmp(event->lane, "broker.status") == 0) {
    tell_status(event, actions);
    return;
  }
  int job = new_job(state, event, now_ms);
  if (!broker_may_call(event->identity, event->lane)) {
    state->counters.denied++;
    turn_away(state, job, RT_PERMISSION_DENIED, "LANE_DENIED", "无权调用该服务", actions);
    return;
  }
  int lane = broker_lane_get(state, event->lane, now_ms);
  if (event->remaining_ms == 0) {
    expire(state, job, actions);
  } else if (lane == BROKER_NONE || alone(&state->lanes[lane], now_ms)) {
    leave_alone(state, job, actions);
  } else if (state->lanes[lane].queued >= state->queue_limit) {
    state->counters.full++;
    turn_away(state, job, RT_RESOURCE_EXHAUSTED, "QUEUE_FULL", "系统繁忙，请稍后重试", actions);
  } else {
    broker_queue_push(state, lane, job);
    dispatch(state, lane, now_ms, actions);
  }
}

static void on_join(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                    struct broker_actions *actions) {
  int worker = broker_worker_find(state, &event->peer);
  int lane = BROKER_NONE;
  if (broker_may_serve(event->identity, event->lane)) {
    lane = broker_lane_get(state, event->lane, now_ms);
  }
  bool fits = lane != BROKER_NONE && event->credits > 0 && event->credits <= BROKER_CREDITS_MAX;
  if (!fits || (worker != BROKER_NONE && state->workers[worker].lane != lane)) {
    state->counters.denied++;
    struct broker_action *refused = broker_act(actions, BROKER_ACTION_REFUSED, &event->peer);
    memcpy(refused->identity, event->identity, strnlen(event->identity, BROKER_IDENTITY_MAX));
    return;
  }
  if (worker == BROKER_NONE) {
    worker = broker_worker_add(state, &event->peer, lane);
  }
  state->workers[worker].credits = (int)event->credits;
  state->workers[worker].heard_ms = now_ms;
  broker_act(actions, BROKER_ACTION_JOINED, &event->peer);
  dispatch(state, lane, now_ms, actions);
}

/* A worker that leaves is forgotten with its last answer. */
static void forget_drained(struct broker_state *state, int worker) {
  if (state->workers[worker].draining && state->workers[worker].held == 0) {
    state->workers[worker].used = false;
  }
}

static void on_reply(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                     struct broker_actions *actions) {
  int worker = broker_worker_find(state, &event->peer);
  int index = broker_job_find(state, event->ticket);
  /* Tickets begin anew with each start of a broker: a worker that was at work meanwhile may answer one of the last. */
  if (worker == BROKER_NONE || index == BROKER_NONE || state->jobs[index].worker != worker ||
      memcmp(state->jobs[index].id, event->id, sizeof event->id) != 0) {
    broker_act(actions, BROKER_ACTION_DROP, NULL)->body = event->body;
    return;
  }
  const struct broker_job *job = &state->jobs[index];
  struct broker_action *action = broker_act(actions, BROKER_ACTION_REPLY, &job->client);
  memcpy(action->id, job->id, sizeof action->id);
  action->attempt = job->attempt;
  action->body = event->body;
  broker_job_free(state, index);
  state->counters.replies++;
  state->workers[worker].heard_ms = now_ms;
  state->workers[worker].held--;
  int lane = state->workers[worker].lane;
  forget_drained(state, worker);
  dispatch(state, lane, now_ms, actions);
}

static void on_beat(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                    struct broker_actions *actions) {
  int worker = broker_worker_find(state, &event->peer);
  if (worker == BROKER_NONE) {
    broker_act(actions, BROKER_ACTION_REJOIN, &event->peer);
  } else {
    state->workers[worker].heard_ms = now_ms;
  }
}

static void on_drain(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                     struct broker_actions *actions) {
  int worker = broker_worker_find(state, &event->peer);
  if (worker != BROKER_NONE) {
    state->workers[worker].heard_ms = now_ms;
    broker_worker_rest(state, worker, now_ms);
    forget_drained(state, worker);
  }
  broker_act(actions, BROKER_ACTION_DRAINED, &event->peer);
}

static void on_lost(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                    struct broker_actions *actions) {
  int worker = broker_worker_find(state, &event->peer);
  if (worker != BROKER_NONE) {
    state->counters.lost_workers++;
    broker_worker_lose(state, worker, now_ms, actions);
  }
}

static void check_workers(struct broker_state *state, int64_t now_ms, struct broker_actions *actions) {
  bool beat = now_ms - state->beat_ms >= RT_WIRE_BEAT_MS;
  /* After a stop of the broker itself the workers' beats lie unread in the socket: they get a fresh start. */
  bool was_away = now_ms - state->tick_ms >= RT_WIRE_AWAY_MS;
  for (int i = 0; i < state->worker_room; i++) {
    struct broker_worker *worker = &state->workers[i];
    if (!worker->used) {
      continue;
    }
    if (was_away) {
      worker->heard_ms = now_ms;
    }
    if (now_ms - worker->heard_ms >= RT_WIRE_SILENCE_MS) {
      state->counters.lost_workers++;
      broker_worker_lose(state, i, now_ms, actions);
    } else if (beat) {
      broker_act(actions, BROKER_ACTION_BEAT, &worker->peer);
    }
  }
  if (beat) {
    state->beat_ms = now_ms;
  }
}

/* Takes out of a lane's queue what has waited in vain; the order of the others stays. */
static void check_queue(struct broker_state *state, int lane, int64_t now_ms, struct broker_actions *actions) {
  bool no_worker = alone(&state->lanes[lane], now_ms);
  for (size_t left = state->lanes[lane].queued; left > 0; left--) {
    int job = broker_queue_pop(state, lane);
    if (state->jobs[job].deadline_ms <= now_ms) {
      expire(state, job, actions);
    } else if (no_worker) {
      leave_alone(state, job, actions);
    } else {
      broker_queue_push(state, lane, job);
    }
  }
}

static void on_tick(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                    struct broker_actions *actions) {
  (void)event;
  check_workers(state, now_ms, actions);
  state->tick_ms = now_ms;
  for (int lane = 0; lane < BROKER_LANES_MAX; lane++) {
    if (state->lanes[lane].queued > 0) {
      check_queue(state, lane, now_ms, actions);
      dispatch(state, lane, now_ms, actions);
    }
  }
}

typedef void (*step_fn)(struct broker_state *, const struct broker_event *, int64_t, struct broker_actions *);

static const step_fn steps[BROKER_EVENT__COUNT] = {
    [BROKER_EVENT_REQUEST] = on_request, [BROKER_EVENT_JOIN] = on_join,   [BROKER_EVENT_REPLY] = on_reply,
    [BROKER_EVENT_BEAT] = on_beat,       [BROKER_EVENT_DRAIN] = on_drain, [BROKER_EVENT_LOST] = on_lost,
    [BROKER_EVENT_TICK] = on_tick,
};

void broker_step(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                 struct broker_actions *actions) {
  assert(event->kind < BROKER_EVENT__COUNT);
  actions->count = 0;
  steps[event->kind](state, event, now_ms, actions);
}

size_t broker_lanes(const struct broker_state *state, struct broker_lane_view *ret_lanes, size_t room) {
  size_t count = 0;
  for (int lane = 0; lane < BROKER_LANES_MAX && count < room; lane++) {
    struct broker_lane_view view = {.workers = state->lanes[lane].workers, .queued = (int)state->lanes[lane].queued};
    memcpy(view.name, state->lanes[lane].name, sizeof view.name);
    for (int i = 0; i < state->worker_room; i++) {
      const struct broker_worker *worker = &state->workers[i];
      if (worker->used && worker->lane == lane) {
        view.held += worker->held;
        view.credits += worker->draining ? 0 : worker->credits - worker->held;
      }
    }
    if (view.name[0] != '\0') {
      ret_lanes[count++] = view;
    }
  }
  return count;
}

const struct broker_counters *broker_counters(const struct broker_state *state) {
  return &state->counters;
}
