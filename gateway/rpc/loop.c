/* ZeroMQ's descriptors are edge-triggered by nature, so every event and every round with a start ends in one step,
 * which drains them; the timer is set anew after each step. */
#include "gateway/rpc/loop.h"

#include <assert.h>
#include <event2/event.h>
#include <stdlib.h>

enum { FDS_MAX = 16 };

/* A call under way: whom to tell. */
struct waiting {
  struct gw_rpc *rpc;
  size_t at; /* its slot */
  rt_answer_fn done;
  void *context;
};

struct gw_rpc {
  struct waiting **slots; /* the first `count` are taken */
  size_t count;
  size_t room;
  struct rt_client *client;
  struct event *sockets[FDS_MAX];
  size_t socket_count;
  struct event *timer;
  struct event *soon;
};

static void step(struct gw_rpc *rpc) {
  rt_client_step(rpc->client);
  int wait = rt_client_wait_ms(rpc->client);
  wait = wait < 0 ? 1000 : wait;
  struct timeval tv = {.tv_sec = wait / 1000, .tv_usec = wait % 1000 * 1000L};
  evtimer_add(rpc->timer, &tv);
}

static void on_event(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  step(arg);
}

struct gw_rpc *gw_rpc_new(struct event_base *base, struct rt_client *client) {
  int fds[FDS_MAX];
  struct gw_rpc *rpc = calloc(1, sizeof *rpc);
  assert(rpc);
  rpc->client = client;
  rpc->timer = evtimer_new(base, on_event, rpc);
  rpc->soon = event_new(base, -1, 0, on_event, rpc);
  assert(rpc->timer && rpc->soon);
  rpc->socket_count = rt_client_fds(client, fds, FDS_MAX);
  assert(rpc->socket_count <= FDS_MAX);
  for (size_t i = 0; i < rpc->socket_count; i++) {
    rpc->sockets[i] = event_new(base, fds[i], EV_READ | EV_PERSIST | EV_ET, on_event, rpc);
    assert(rpc->sockets[i]);
    event_add(rpc->sockets[i], NULL);
  }
  event_active(rpc->soon, 0, 0);
  return rpc;
}

static struct waiting *new_waiting(struct gw_rpc *rpc, rt_answer_fn done, void *context) {
  struct waiting *waiting = calloc(1, sizeof *waiting);
  assert(waiting);
  if (rpc->count == rpc->room) {
    rpc->room = rpc->room ? 2 * rpc->room : 64;
    rpc->slots = reallocarray(rpc->slots, rpc->room, sizeof(void *));
    assert(rpc->slots);
  }
  *waiting = (struct waiting){rpc, rpc->count, done, context};
  rpc->slots[rpc->count++] = waiting;
  return waiting;
}

/* Its slot goes to the last one before anybody is told, for who is told may start the next call. */
static void tell(struct waiting *waiting, const Bm__Answer *answer, struct rt_bytes payload) {
  struct gw_rpc *rpc = waiting->rpc;
  struct waiting *last = rpc->slots[--rpc->count];
  last->at = waiting->at;
  rpc->slots[last->at] = last;
  waiting->done(waiting->context, answer, payload);
  free(waiting);
}

static void on_answer(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  tell(context, answer, payload);
}

void gw_rpc_destroy(struct gw_rpc **rpc) {
  if (!*rpc) {
    return;
  }
  Bm__Answer over = BM__ANSWER__INIT;
  over.status = RT_UNAVAILABLE;
  while ((*rpc)->count > 0) {
    tell((*rpc)->slots[(*rpc)->count - 1], &over, (struct rt_bytes){NULL, 0});
  }
  free((*rpc)->slots);
  for (size_t i = 0; i < (*rpc)->socket_count; i++) {
    event_free((*rpc)->sockets[i]);
  }
  event_free((*rpc)->timer);
  event_free((*rpc)->soon);
  free(*rpc);
  *rpc = NULL;
}

void gw_rpc_start(struct gw_rpc *rpc, const struct rt_outgoing_call *call, rt_answer_fn done, void *context) {
  struct waiting *waiting = new_waiting(rpc, done, context);
  rt_client_start(rpc->client, call, on_answer, waiting);
  event_active(rpc->soon, 0, 0);
}
