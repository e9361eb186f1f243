#include "broker/route/state.h"

#include <assert.h>
#include <string.h>

static void add_room(struct broker_state *state) {
  int room = state->job_room == 0 ? 256 : state->job_room * 2;
  state->jobs = broker_grow(state->jobs, (size_t)room, sizeof state->jobs[0]);
  for (int i = room - 1; i >= state->job_room; i--) {
    state->jobs[i] = (struct broker_job){.generation = 1, .next = state->free_job};
    state->free_job = i;
  }
  state->job_room = room;
}

int broker_job_take(struct broker_state *state) {
  if (state->free_job == BROKER_NONE) {
    add_room(state);
  }
  int job = state->free_job;
  state->free_job = state->jobs[job].next;
  state->jobs[job].next = BROKER_NONE;
  return job;
}

void broker_job_free(struct broker_state *state, int job) {
  uint32_t generation = state->jobs[job].generation + 1;
  state->jobs[job] = (struct broker_job){.generation = generation, .next = state->free_job};
  state->free_job = job;
}

uint64_t broker_ticket(const struct broker_state *state, int job) {
  return (uint64_t)state->jobs[job].generation << 32 | (uint32_t)job;
}

int broker_job_find(const struct broker_state *state, uint64_t ticket) {
  uint32_t place = (uint32_t)ticket;
  if (place >= (uint32_t)state->job_room) {
    return BROKER_NONE;
  }
  const struct broker_job *job = &state->jobs[place];
  bool held = job->place == BROKER_JOB_HELD && job->generation == (uint32_t)(ticket >> 32);
  return held ? (int)place : BROKER_NONE;
}

void broker_queue_push(struct broker_state *state, int lane_index, int job) {
  struct broker_lane *lane = &state->lanes[lane_index];
  state->jobs[job].place = BROKER_JOB_QUEUED;
  state->jobs[job].lane = lane_index;
  state->jobs[job].next = BROKER_NONE;
  if (lane->last == BROKER_NONE) {
    lane->first = job;
  } else {
    state->jobs[lane->last].next = job;
  }
  lane->last = job;
  lane->queued++;
}

int broker_queue_pop(struct broker_state *state, int lane_index) {
  struct broker_lane *lane = &state->lanes[lane_index];
  int job = lane->first;
  if (job != BROKER_NONE) {
    assert(lane->queued > 0);
    lane->first = state->jobs[job].next;
    lane->last = lane->first == BROKER_NONE ? BROKER_NONE : lane->last;
    lane->queued--;
    state->jobs[job].next = BROKER_NONE;
  }
  return job;
}

/* A lane that nobody serves and nobody waits in may give its place to another. */
static bool idle(const struct broker_state *state, int lane) {
  if (state->lanes[lane].name[0] == '\0') {
    return true;
  }
  if (state->lanes[lane].queued > 0 || state->lanes[lane].workers > 0) {
    return false;
  }
  for (int i = 0; i < state->worker_room; i++) {
    if (state->workers[i].used && state->workers[i].lane == lane) {
      return false;
    }
  }
  return true;
}

int broker_lane_get(struct broker_state *state, const char *name, int64_t now_ms) {
  for (int i = 0; i < BROKER_LANES_MAX; i++) {
    if (strcmp(state->lanes[i].name, name) == 0) {
      return i;
    }
  }
  for (int i = 0; i < BROKER_LANES_MAX; i++) {
    if (idle(state, i)) {
      struct broker_lane *lane = &state->lanes[i];
      *lane = (struct broker_lane){.first = BROKER_NONE, .last = BROKER_NONE, .alone_since_ms = now_ms};
      size_t length = strnlen(name, RT_WIRE_LANE_MAX);
      memcpy(lane->name, name, length);
      return i;
    }
  }
  return BROKER_NONE;
}
