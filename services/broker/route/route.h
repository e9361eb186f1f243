/* The broker's mind: who waits, who works, who gets what. Pure: a step is a function of state, event and time; it does
 * no I/O, reads no clock and knows no socket, so that tests replay whole days from a seed. broker.c feeds it and
 * carries out what it says. */
#ifndef BROKER_ROUTE_H
#define BROKER_ROUTE_H

#include "runtime/base/status.h"
#include "runtime/wire/frames.h"

enum {
  BROKER_PEER_MAX = 32,
  BROKER_IDENTITY_MAX = 31,
  BROKER_LANES_MAX = 64,
  BROKER_QUEUE_LIMIT = 1000, /* requests that wait in a lane, by default */
  BROKER_ALONE_MS = 3000,    /* how long a lane without a worker keeps its callers waiting */
  BROKER_CREDITS_MAX = 1024, /* more a worker may not ask for */
  BROKER_RETRY_AFTER_S = 1
};

/* A connection as the socket names it. Says where to, never who. */
struct broker_peer {
  uint8_t size;
  uint8_t bytes[BROKER_PEER_MAX];
};

/* Envelope and payload, or answer and payload, as they came. The shell's own; handed through untouched. */
struct broker_body;

enum broker_event_kind {
  BROKER_EVENT_REQUEST, /* from a client: identity, lane, id, attempt, remaining_ms, body */
  BROKER_EVENT_JOIN,    /* from a worker: identity, lane, credits */
  BROKER_EVENT_REPLY,   /* from a worker: ticket, id, body */
  BROKER_EVENT_BEAT,    /* from a worker */
  BROKER_EVENT_DRAIN,   /* from a worker */
  BROKER_EVENT_LOST,    /* the worker can't be sent to any more */
  BROKER_EVENT_TICK,    /* time passed; at least every 100 ms */
  BROKER_EVENT__COUNT
};

/* One thing that happened. `body` passes into the step and leaves it in exactly one action, of this step or a later
 * one. */
struct broker_event {
  enum broker_event_kind kind;
  struct broker_peer peer;
  const char *identity;
  const char *lane;
  uint8_t id[RT_WIRE_ID_SIZE];
  uint8_t attempt;
  uint32_t remaining_ms;
  uint32_t credits;
  uint64_t ticket;
  struct broker_body *body;
};

enum broker_action_kind {
  BROKER_ACTION_JOB,    /* to a worker: ticket, identity of the caller, id, attempt, remaining_ms, body */
  BROKER_ACTION_REPLY,  /* to a client: id, attempt, body */
  BROKER_ACTION_ANSWER, /* to a client, the broker's own: id, attempt, status, code, message, retry_after_s; body is
                           freed */
  BROKER_ACTION_STATUS, /* to a client: the broker's state; identity, id, attempt, body (the request) */
  BROKER_ACTION_JOINED, /* to a worker, as the next five */
  BROKER_ACTION_REFUSED,
  BROKER_ACTION_REJOIN,
  BROKER_ACTION_BEAT,
  BROKER_ACTION_DRAINED,
  BROKER_ACTION_DROP, /* body belongs to nobody any more */
  BROKER_ACTION__COUNT
};

struct broker_action {
  enum broker_action_kind kind;
  struct broker_peer peer;
  uint64_t ticket;
  char identity[BROKER_IDENTITY_MAX + 1];
  uint8_t id[RT_WIRE_ID_SIZE];
  uint8_t attempt;
  uint32_t remaining_ms;
  struct broker_body *body;
  enum rt_status status;
  const char *code;    /* static */
  const char *message; /* static */
  int retry_after_s;
};

/* A list the caller keeps and hands in again; zero-initialise, free with broker_actions_free. */
struct broker_actions {
  struct broker_action *items;
  size_t count;
  size_t room;
};
void broker_actions_free(struct broker_actions *actions);

struct broker_state;

/* `queue_limit`: requests that may wait in a lane. */
struct broker_state *broker_state_new(size_t queue_limit);
/* What still waits is appended to `actions` as DROPs. */
void broker_state_destroy(struct broker_state **state, struct broker_actions *actions);

/* Takes one event in; `actions` is emptied first. `now_ms` is monotonic. */
void broker_step(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                 struct broker_actions *actions);

/* What can be seen from outside. */
struct broker_lane_view {
  char name[RT_WIRE_LANE_MAX + 1];
  int workers;
  int queued;
  int held;    /* handed to workers, not answered yet */
  int credits; /* that the workers have left */
};
struct broker_counters {
  int64_t requests;     /* that came in */
  int64_t jobs;         /* handed to a worker */
  int64_t replies;      /* of workers, passed on */
  int64_t expired;      /* dropped, their deadline had passed */
  int64_t full;         /* refused, the lane's queue was full */
  int64_t unavailable;  /* no worker, or it died with the request in hand */
  int64_t denied;       /* the key may not call or serve the lane */
  int64_t lost_workers; /* gone without a DRAIN */
};
/* Lanes that have or had a worker or a request; returns how many were written. */
size_t broker_lanes(const struct broker_state *state, struct broker_lane_view *ret_lanes, size_t room);
const struct broker_counters *broker_counters(const struct broker_state *state);

#endif
