/* What broker_step remembers. Shared by the files of the pure half only. */
#ifndef BROKER_STATE_H
#define BROKER_STATE_H

#include "broker/route/route.h"

enum { BROKER_NONE = -1 };

enum broker_job_place { BROKER_JOB_FREE, BROKER_JOB_QUEUED, BROKER_JOB_HELD };

/* A request from the moment it is taken to the moment it is answered. Its ticket is generation and place in the table,
 * so that a late reply can't hit the next one in the same place. */
struct broker_job {
  enum broker_job_place place;
  uint32_t generation;
  int lane;
  int worker; /* that holds it */
  int next;   /* behind it in the lane's queue, or in the list of free places */
  struct broker_peer client;
  char identity[BROKER_IDENTITY_MAX + 1];
  uint8_t id[RT_WIRE_ID_SIZE];
  uint8_t attempt;
  int64_t deadline_ms;
  struct broker_body *body; /* while it waits */
};

struct broker_lane {
  char name[RT_WIRE_LANE_MAX + 1]; /* "" = a free place */
  int first, last;                 /* the queue */
  size_t queued;
  int workers;            /* that take jobs: joined, not draining */
  int64_t alone_since_ms; /* since when there is none */
  int turn;               /* the worker that got the last job */
};

struct broker_worker {
  bool used;
  bool draining;
  struct broker_peer peer;
  int lane;
  int credits;
  int held;
  int64_t heard_ms;
};

struct broker_state {
  size_t queue_limit;
  struct broker_lane lanes[BROKER_LANES_MAX];
  struct broker_worker *workers;
  int worker_room;
  struct broker_job *jobs;
  int job_room;
  int free_job;
  int64_t tick_ms, beat_ms; /* of the last ones */
  struct broker_counters counters;
};

/* actions.c */
struct broker_action *broker_act(struct broker_actions *actions, enum broker_action_kind kind,
                                 const struct broker_peer *to);
void broker_answer(struct broker_actions *actions, const struct broker_job *job, enum rt_status status,
                   const char *code, const char *message);
/* Doubles an array; out of memory ends the process. */
void *broker_grow(void *items, size_t count, size_t size);

/* jobs.c: the table of requests and the queues of the lanes. */
int broker_job_take(struct broker_state *state);
void broker_job_free(struct broker_state *state, int job);
uint64_t broker_ticket(const struct broker_state *state, int job);
/* The held job of a ticket, or BROKER_NONE. */
int broker_job_find(const struct broker_state *state, uint64_t ticket);
void broker_queue_push(struct broker_state *state, int lane, int job);
int broker_queue_pop(struct broker_state *state, int lane);
/* The lane of that name, made if it is new; BROKER_NONE when all places are taken. */
int broker_lane_get(struct broker_state *state, const char *name, int64_t now_ms);

/* workers.c */
int broker_worker_find(const struct broker_state *state, const struct broker_peer *peer);
/* The worker of the lane that holds least and has credit left, in turn among equals; or BROKER_NONE. */
int broker_worker_choose(struct broker_state *state, int lane);
int broker_worker_add(struct broker_state *state, const struct broker_peer *peer, int lane);
/* It takes no more jobs. */
void broker_worker_rest(struct broker_state *state, int worker, int64_t now_ms);
/* It is gone: whoever waits for what it holds is told UNAVAILABLE at once and asks elsewhere. */
void broker_worker_lose(struct broker_state *state, int worker, int64_t now_ms, struct broker_actions *actions);

#endif
