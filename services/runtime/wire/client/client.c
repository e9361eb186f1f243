#include "runtime/wire/client.h"

#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "runtime/wire/client/state.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
  ROUNDS_MAX = 4,    /* of a step, so that callbacks that start calls don't hold the owner's loop for ever */
  RECEIVE_MAX = 256, /* messages of a link in a round */
  DOWN_WAIT_MS = 200 /* how often a link that is down is looked at */
};

bool rt_client_new(const char *brokers, const struct rt_keys *keys, struct rt_client **ret_client,
                   struct rt_error *error) {
  struct rt_client *client = calloc(1, sizeof *client);
  if (client == NULL) {
    abort();
  }
  if (!rt_brokers_read(brokers, client->brokers, &client->link_count, error)) {
    free(client);
    return false;
  }
  client->context = rt_context_new(client->brokers, client->link_count);
  client->watch = epoll_create1(EPOLL_CLOEXEC);
  if (client->watch < 0) {
    abort();
  }
  client->keys = *keys;
  client->tokens = RT_RETRY_TOKENS;
  client->timer_ms = INT64_MAX;
  client->step_ms = rt_clock_monotonic_ms();
  rt_random(&client->name, sizeof client->name);
  client->turn = (size_t)(client->name % client->link_count);
  for (size_t i = 0; i < client->link_count; i++) {
    client->links[i] = (struct rt_link){.context = client->context,
                                        .keys = &client->keys,
                                        .endpoint = client->brokers[i].front,
                                        .io_thread = client->brokers[i].io_thread,
                                        .watch = client->watch};
    rt_link_open(&client->links[i]);
  }
  *ret_client = client;
  return true;
}

void rt_client_destroy(struct rt_client **client) {
  struct rt_client *gone = *client;
  if (gone == NULL) {
    return;
  }
  *client = NULL;
  for (uint32_t i = 0; i < gone->slots; i++) {
    struct rt_client_call *call = gone->calls[i];
    if (call != NULL && call->place != RT_CALL_ENDED) {
      call->status = RT_CANCELLED;
      rt_calls_place(gone, call, RT_CALL_ENDED);
    }
  }
  rt_calls_finish(gone);
  for (size_t i = 0; i < gone->link_count; i++) {
    rt_link_close(&gone->links[i]);
  }
  zmq_ctx_term(gone->context);
  close(gone->watch);
  free(gone->calls);
  free(gone);
}

void rt_client_start(struct rt_client *client, const struct rt_outgoing_call *call, rt_answer_fn done, void *context) {
  rt_calls_add(client, call, done, context);
  client->fresh = true;
}

size_t rt_client_fds(const struct rt_client *client, int *ret_fds, size_t room) {
  if (room == 0) {
    return 0;
  }
  ret_fds[0] = client->watch;
  return 1;
}

static bool has_input(const struct rt_link *link) {
  return link->socket != NULL && (rt_socket_events(link->socket) & ZMQ_POLLIN) != 0;
}

int rt_client_wait_ms(const struct rt_client *client) {
  int64_t now_ms = rt_clock_monotonic_ms();
  int64_t until_ms = client->timer_ms;
  if (client->ended > 0 || client->fresh) {
    return 0;
  }
  for (size_t i = 0; i < client->link_count; i++) {
    const struct rt_link *link = &client->links[i];
    if (has_input(link)) {
      return 0;
    }
    int64_t look_ms = link->state == RT_LINK_UP ? link->beat_ms + RT_WIRE_BEAT_MS : now_ms + DOWN_WAIT_MS;
    until_ms = look_ms < until_ms ? look_ms : until_ms;
  }
  return until_ms <= now_ms ? 0 : (int)(until_ms - now_ms);
}

static bool is_unavailable(struct rt_bytes packed) {
  if (packed.size == 0) {
    return false;
  }
  Bm__Answer *answer = bm__answer__unpack(NULL, packed.size, packed.data);
  bool unavailable = answer != NULL && answer->status == RT_UNAVAILABLE;
  bm__answer__free_unpacked(answer, NULL);
  return unavailable;
}

static void take_reply(struct rt_client *client, const struct rt_wire_head *head, zmq_msg_t *message, int64_t now_ms) {
  struct rt_client_call *call = rt_calls_find(client, head->id);
  if (call == NULL || (call->place != RT_CALL_FLYING && call->place != RT_CALL_WAITING)) {
    return;
  }
  bool unavailable = is_unavailable(rt_wire_first(zmq_msg_data(message), head));
  if (unavailable && (head->attempt != call->attempts || rt_calls_retry(client, call, now_ms))) {
    return; /* the failure of an earlier attempt, or one that is tried again */
  }
  if (!unavailable && client->tokens < RT_RETRY_TOKENS) {
    client->tokens++;
  }
  zmq_msg_move(&call->answer, message);
  call->answer_head = *head;
  call->answered = true;
  rt_calls_place(client, call, RT_CALL_ENDED);
}

/* What flew on a link that broke goes elsewhere or ends. */
static void fail_over(struct rt_client *client, size_t link, int64_t now_ms) {
  for (uint32_t i = 0; i < client->slots && client->flying[link] > 0; i++) {
    struct rt_client_call *call = client->calls[i];
    if (call != NULL && call->place == RT_CALL_FLYING && call->link == (int)link) {
      rt_calls_failed(client, call, RT_UNAVAILABLE, now_ms);
    }
  }
}

static void receive(struct rt_client *client, size_t index, int64_t now_ms) {
  struct rt_link *link = &client->links[index];
  for (int i = 0; i < RECEIVE_MAX && link->socket != NULL; i++) {
    zmq_msg_t message;
    size_t count = rt_frames_receive(link->socket, &message, 1);
    struct rt_wire_head head;
    if (count == 1 && rt_wire_head_read(zmq_msg_data(&message), zmq_msg_size(&message), &head)) {
      link->heard_ms = now_ms;
      link->state = RT_LINK_UP;
      link->epoch = head.epoch;
      if (head.kind == RT_WIRE_BEAT && !rt_link_same(link, head.id)) {
        fail_over(client, index, now_ms);
      }
      if (head.kind == RT_WIRE_REPLY) {
        take_reply(client, &head, &message, now_ms);
      }
    }
    rt_frames_close(&message, 1);
    if (count == 0) {
      return;
    }
  }
}

static void look_after(struct rt_client *client, size_t index, int64_t now_ms) {
  struct rt_link *link = &client->links[index];
  if (rt_link_broken(link, now_ms)) {
    rt_link_open(link);
    fail_over(client, index, now_ms);
  } else if (link->state == RT_LINK_DOWN && rt_link_connected(link)) {
    link->state = RT_LINK_ASKING;
    link->heard_ms = now_ms;
  }
  if (link->state != RT_LINK_DOWN) {
    rt_link_beat(link, now_ms);
  }
}

static bool more_to_do(const struct rt_client *client) {
  bool input = false;
  for (size_t i = 0; i < client->link_count; i++) {
    input = input || has_input(&client->links[i]);
  }
  return input || client->ended > 0 || client->fresh;
}

/* After a stop of this process what the brokers said lies unread in the sockets, and beats were not asked for: the
 * silence is ours. */
static void forgive(struct rt_client *client, int64_t now_ms) {
  if (now_ms - client->step_ms >= RT_WIRE_AWAY_MS) {
    for (size_t i = 0; i < client->link_count; i++) {
      client->links[i].heard_ms = now_ms;
    }
  }
  client->step_ms = now_ms;
}

void rt_client_step(struct rt_client *client) {
  for (int round = 0; round < ROUNDS_MAX && (round == 0 || more_to_do(client)); round++) {
    int64_t now_ms = rt_clock_monotonic_ms();
    for (size_t i = 0; i < client->link_count; i++) {
      receive(client, i, now_ms);
    }
    forgive(client, now_ms);
    for (size_t i = 0; i < client->link_count; i++) {
      look_after(client, i, now_ms);
    }
    rt_calls_timers(client, now_ms);
    client->fresh = false;
    rt_calls_send(client, now_ms);
    rt_calls_finish(client);
  }
}
