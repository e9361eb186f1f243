#include "runtime/call/delivery/relay.h"

#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "runtime/call/delivery/loop.h"
#include "runtime/call/delivery/outgoing.h"
#include <assert.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A round costs the same few statements and flushes whether it moves one event or many, and wakes come with every
 * drain. */
enum { POLL_MS = 200, REST_MS = 20, CALL_MS = 3000, FDS_MAX = 32 };

struct rt_relay {
  struct rt_outgoing_queue queue;
  const char *dsn;
  struct rt_client *client;
  struct rt_conn *conn; /* NULL: not reached yet */
  struct rt_arena *arena;
  struct rt_loop *loop;
  atomic_bool ready;
};

/* One call under way. */
struct pending {
  struct rt_arena *arena;
  struct rt_delivery *delivery;
  size_t *open;
};

static void answered(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct pending *pending = context;
  struct rt_delivery *delivery = pending->delivery;
  delivery->status = answer == NULL ? RT_OK : (enum rt_status)answer->status;
  if (delivery->status == RT_OK) {
    delivery->reply = bm__deliver_reply__unpack(rt_arena_protobuf(pending->arena), payload.size, payload.data);
  }
  (*pending->open)--;
}

static void start(struct rt_relay *relay, struct rt_arena *arena, struct pending *pending) {
  struct rt_delivery *delivery = pending->delivery;
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = rt_arena_printf(arena, "%s.Deliver", delivery->destination);
  uint8_t *data = rt_arena_alloc(arena, bm__deliver_request__get_packed_size(&delivery->request) + 1);
  struct rt_outgoing_call call = {.lane = rt_arena_printf(arena, "%s.event", delivery->destination),
                                  .envelope = &envelope,
                                  .payload = {data, bm__deliver_request__pack(&delivery->request, data)},
                                  .timeout_ms = CALL_MS,
                                  .repeatable = true};
  rt_client_start(relay->client, &call, answered, pending);
}

static void wait_client(struct rt_client *client) {
  int fds[FDS_MAX];
  struct pollfd polled[FDS_MAX];
  size_t count = rt_client_fds(client, fds, FDS_MAX);
  for (size_t i = 0; i < count; i++) {
    polled[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
  }
  int wait = rt_client_wait_ms(client);
  poll(polled, count, wait < 0 || wait > POLL_MS ? POLL_MS : wait);
}

static void send_all(void *context, struct rt_arena *arena, struct rt_delivery *deliveries, size_t count) {
  struct rt_relay *relay = context;
  struct pending *pending = rt_arena_array(arena, count, sizeof *pending);
  size_t open = count;
  for (size_t i = 0; i < count; i++) {
    pending[i] = (struct pending){.arena = arena, .delivery = &deliveries[i], .open = &open};
    start(relay, arena, &pending[i]);
  }
  rt_client_step(relay->client);
  while (open > 0) {
    wait_client(relay->client);
    rt_client_step(relay->client);
  }
}

static bool reach(struct rt_relay *relay) {
  struct rt_error error = {0};
  if (relay->conn == NULL && !rt_conn_new(relay->dsn, relay->queue.service->name, &relay->conn, &error)) {
    rt_log(RT_LOG_WARN, "relay waits for the database", RT_TEXT("why", error.text));
  }
  bool ready = relay->conn != NULL && rt_conn_ready(relay->conn);
  atomic_store(&relay->ready, ready);
  return ready;
}

/* A round that was full is followed by the next at once. */
static bool turn(void *context) {
  struct rt_relay *relay = context;
  rt_client_step(relay->client);
  if (!reach(relay)) {
    return false;
  }
  rt_arena_reset(relay->arena);
  return rt_outgoing_round(&relay->queue, relay->conn, relay->arena, rt_clock_now_us()) == RT_RELAY_ROWS;
}

bool rt_relay_new(const struct rt_service *service, const char *dsn, const struct rt_seal *seal, const char *brokers,
                  const struct rt_keys *keys, struct rt_relay **ret_relay, struct rt_error *error) {
  struct rt_relay *relay = calloc(1, sizeof *relay);
  assert(relay != NULL);
  relay->queue = (struct rt_outgoing_queue){.service = service, .seal = seal, .send = send_all, .context = relay};
  relay->dsn = dsn;
  relay->arena = rt_arena_new(0);
  rt_outgoing_init(&relay->queue);
  if (!rt_client_new(brokers, keys, &relay->client, error) ||
      !rt_loop_start(POLL_MS, REST_MS, turn, relay, &relay->loop, error)) {
    rt_relay_destroy(&relay);
    return false;
  }
  *ret_relay = relay;
  return true;
}

void rt_relay_wake(void *relay) {
  rt_loop_wake(((struct rt_relay *)relay)->loop);
}

bool rt_relay_ready(const struct rt_relay *relay) {
  return atomic_load(&relay->ready);
}

void rt_relay_destroy(struct rt_relay **relay) {
  if (*relay == NULL) {
    return;
  }
  rt_loop_stop(&(*relay)->loop);
  if ((*relay)->conn != NULL && rt_conn_ready((*relay)->conn)) {
    rt_lease_release(&(*relay)->queue.lease, (*relay)->conn, (*relay)->arena);
  }
  rt_conn_destroy(&(*relay)->conn);
  rt_client_destroy(&(*relay)->client);
  rt_arena_destroy(&(*relay)->arena);
  free(*relay);
  *relay = NULL;
}
