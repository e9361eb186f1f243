#include "broker/route/state.h"

#include <string.h>

int broker_worker_find(const struct broker_state *state, const struct broker_peer *peer) {
  for (int i = 0; i < state->worker_room; i++) {
    const struct broker_worker *worker = &state->workers[i];
    if (worker->used && worker->peer.size == peer->size && memcmp(worker->peer.bytes, peer->bytes, peer->size) == 0) {
      return i;
    }
  }
  return BROKER_NONE;
}

int broker_worker_choose(struct broker_state *state, int lane) {
  int best = BROKER_NONE;
  for (int i = 0; i < state->worker_room; i++) {
    int at = (state->lanes[lane].turn + 1 + i) % state->worker_room;
    const struct broker_worker *worker = &state->workers[at];
    if (!worker->used || worker->lane != lane || worker->draining || worker->held >= worker->credits) {
      continue;
    }
    if (best == BROKER_NONE || worker->held < state->workers[best].held) {
      best = at;
    }
  }
  if (best != BROKER_NONE) {
    state->lanes[lane].turn = best;
  }
  return best;
}

static int free_place(struct broker_state *state) {
  for (int i = 0; i < state->worker_room; i++) {
    if (!state->workers[i].used) {
      return i;
    }
  }
  int first = state->worker_room;
  int room = first == 0 ? 16 : first * 2;
  state->workers = broker_grow(state->workers, (size_t)room, sizeof state->workers[0]);
  memset(state->workers + first, 0, (size_t)(room - first) * sizeof state->workers[0]);
  state->worker_room = room;
  return first;
}

int broker_worker_add(struct broker_state *state, const struct broker_peer *peer, int lane) {
  int place = free_place(state);
  state->workers[place] = (struct broker_worker){.used = true, .peer = *peer, .lane = lane};
  state->lanes[lane].workers++;
  return place;
}

void broker_worker_rest(struct broker_state *state, int worker, int64_t now_ms) {
  struct broker_lane *lane = &state->lanes[state->workers[worker].lane];
  if (!state->workers[worker].draining) {
    state->workers[worker].draining = true;
    lane->workers--;
    lane->alone_since_ms = now_ms;
  }
}

void broker_worker_lose(struct broker_state *state, int worker, int64_t now_ms, struct broker_actions *actions) {
  broker_worker_rest(state, worker, now_ms);
  for (int i = 0; i < state->job_room && state->workers[worker].held > 0; i++) {
    struct broker_job *job = &state->jobs[i];
    if (job->place == BROKER_JOB_HELD && job->worker == worker) {
      broker_answer(actions, job, RT_UNAVAILABLE, "WORKER_LOST", "办理进程中断，请稍后重试");
      state->counters.unavailable++;
      state->workers[worker].held--;
      broker_job_free(state, i);
    }
  }
  state->workers[worker].used = false;
}
