#include "runtime/wire/client/state.h"

#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "runtime/wire/server/answers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint32_t free_slot(struct rt_client *client) {
  for (uint32_t i = 0; i < client->slots; i++) {
    uint32_t slot = (client->serial + i) % client->slots;
    if (client->calls[slot] == NULL) {
      return slot;
    }
  }
  uint32_t first = client->slots;
  client->slots = first == 0 ? 64 : first * 2;
  client->calls = realloc(client->calls, client->slots * sizeof client->calls[0]);
  if (client->calls == NULL) {
    abort();
  }
  memset(client->calls + first, 0, (client->slots - first) * sizeof client->calls[0]);
  return first;
}

/* Lays the message out; false for parts that are too large to be sent. */
static bool pack(struct rt_client_call *call, const struct rt_outgoing_call *from) {
  size_t size = bm__envelope__get_packed_size(from->envelope);
  if (size > RT_WIRE_PAYLOAD_MAX || from->payload.size > RT_WIRE_PAYLOAD_MAX) {
    return false;
  }
  uint8_t *room = (uint8_t *)rt_buffer_reserve(&call->message, RT_WIRE_HEAD_SIZE + size + from->payload.size);
  call->envelope_size = (uint32_t)bm__envelope__pack(from->envelope, room + RT_WIRE_HEAD_SIZE);
  call->message.used = RT_WIRE_HEAD_SIZE + size;
  rt_buffer_add(&call->message, from->payload.data, from->payload.size);
  return true;
}

/* The id names client, serial and slot, so that an answer finds its call, and a late one none. */
static void name_call(struct rt_client *client, struct rt_client_call *call) {
  uint32_t serial = ++client->serial;
  memcpy(call->id, &client->name, 8);
  memcpy(call->id + 8, &serial, 4);
  memcpy(call->id + 12, &call->slot, 4);
}

struct rt_client_call *rt_calls_add(struct rt_client *client, const struct rt_outgoing_call *from, rt_answer_fn done,
                                    void *context) {
  assert(strlen(from->lane) <= RT_WIRE_LANE_MAX && done != NULL);
  struct rt_client_call *call = calloc(1, sizeof *call);
  if (call == NULL) {
    abort();
  }
  call->slot = free_slot(client);
  client->calls[call->slot] = call;
  name_call(client, call);
  memcpy(call->lane, from->lane, strlen(from->lane));
  bool fits = pack(call, from);
  int64_t now_ms = rt_clock_monotonic_ms();
  call->repeatable = from->repeatable;
  call->deadline_ms = now_ms + from->timeout_ms;
  call->next_ms = now_ms;
  call->link = -1;
  call->done = done;
  call->context = context;
  call->place = RT_CALL_WAITING;
  client->waiting++;
  client->timer_ms = call->deadline_ms < client->timer_ms ? call->deadline_ms : client->timer_ms;
  zmq_msg_init(&call->answer);
  if (!fits) {
    call->status = RT_INVALID_ARGUMENT;
    rt_calls_place(client, call, RT_CALL_ENDED);
  }
  return call;
}

void rt_calls_free(struct rt_client *client, struct rt_client_call *call) {
  rt_calls_place(client, call, RT_CALL_TOLD);
  client->calls[call->slot] = NULL;
  rt_buffer_free(&call->message);
  zmq_msg_close(&call->answer);
  free(call);
}

struct rt_client_call *rt_calls_find(const struct rt_client *client, const uint8_t id[RT_WIRE_ID_SIZE]) {
  uint32_t slot;
  memcpy(&slot, id + 12, 4);
  struct rt_client_call *call = slot < client->slots ? client->calls[slot] : NULL;
  return call != NULL && memcmp(call->id, id, RT_WIRE_ID_SIZE) == 0 ? call : NULL;
}

void rt_calls_place(struct rt_client *client, struct rt_client_call *call, enum rt_call_place place) {
  client->waiting -= call->place == RT_CALL_WAITING;
  client->ended -= call->place == RT_CALL_ENDED;
  if (call->place == RT_CALL_FLYING) {
    client->flying[call->link]--;
  }
  call->place = place;
  client->waiting += place == RT_CALL_WAITING;
  client->ended += place == RT_CALL_ENDED;
  if (place == RT_CALL_FLYING) {
    client->flying[call->link]++;
  }
}

/* 0 … bound - 1, for jitter. */
static int64_t dice(int64_t bound) {
  uint32_t number;
  rt_random(&number, sizeof number);
  return number % bound;
}

bool rt_calls_retry(struct rt_client *client, struct rt_client_call *call, int64_t now_ms) {
  if (!call->repeatable || call->attempts >= RT_CALL_ATTEMPTS_MAX || client->tokens < 10) {
    return false;
  }
  int64_t wait_ms = dice((int64_t)RT_CALL_BACKOFF_MS << (call->attempts - 1));
  if (now_ms + wait_ms >= call->deadline_ms) {
    return false;
  }
  client->tokens -= 10;
  rt_calls_place(client, call, RT_CALL_WAITING);
  call->next_ms = now_ms + wait_ms;
  client->timer_ms = call->next_ms < client->timer_ms ? call->next_ms : client->timer_ms;
  return true;
}

void rt_calls_failed(struct rt_client *client, struct rt_client_call *call, enum rt_status status, int64_t now_ms) {
  if (!rt_calls_retry(client, call, now_ms)) {
    call->status = status;
    rt_calls_place(client, call, RT_CALL_ENDED);
  }
}

static void check_time(struct rt_client *client, struct rt_client_call *call, int64_t now_ms) {
  if (call->place == RT_CALL_ENDED) {
    return;
  }
  if (now_ms >= call->deadline_ms) {
    call->status = call->place == RT_CALL_FLYING ? RT_DEADLINE_EXCEEDED : RT_UNAVAILABLE;
    rt_calls_place(client, call, RT_CALL_ENDED);
  } else if (call->place == RT_CALL_FLYING && now_ms >= call->next_ms && !rt_calls_retry(client, call, now_ms)) {
    call->next_ms = call->deadline_ms;
  }
}

void rt_calls_timers(struct rt_client *client, int64_t now_ms) {
  if (now_ms < client->timer_ms) {
    return;
  }
  int64_t next_ms = INT64_MAX;
  for (uint32_t i = 0; i < client->slots; i++) {
    struct rt_client_call *call = client->calls[i];
    if (call == NULL || call->place == RT_CALL_TOLD) {
      continue;
    }
    check_time(client, call, now_ms);
    /* A call that waits for a broker, its own time being past, has its deadline left to wait for. */
    int64_t at_ms = call->next_ms > now_ms && call->next_ms < call->deadline_ms ? call->next_ms : call->deadline_ms;
    next_ms = call->place != RT_CALL_ENDED && at_ms < next_ms ? at_ms : next_ms;
  }
  client->timer_ms = next_ms;
}

/* The next link in turn that is up; not the one of the last attempt if there is another. -1: none. */
static int choose_link(struct rt_client *client, const struct rt_client_call *call) {
  int second = -1;
  for (size_t i = 0; i < client->link_count; i++) {
    int at = (int)((client->turn + i) % client->link_count);
    if (client->links[at].state != RT_LINK_UP || client->flying[at] >= RT_LINK_FLYING_MAX) {
      continue;
    }
    if (at != call->link) {
      client->turn = (size_t)at + 1;
      return at;
    }
    second = at;
  }
  return call->attempts > 0 ? second : -1;
}

static bool send_call(struct rt_client *client, const struct rt_client_call *call, int link, int64_t now_ms) {
  struct rt_wire_head head = {.kind = RT_WIRE_REQUEST, .attempt = (uint8_t)(call->attempts + 1)};
  head.epoch = client->links[link].epoch;
  head.argument = (uint32_t)(call->deadline_ms - now_ms);
  head.first_size = call->envelope_size;
  memcpy(head.id, call->id, sizeof head.id);
  memcpy(head.name, call->lane, sizeof head.name);
  rt_wire_head_write(&head, (uint8_t *)call->message.data);
  return rt_frame_send(client->links[link].socket, call->message.data, call->message.used, false);
}

static void launch(struct rt_client *client, struct rt_client_call *call, int link, int64_t now_ms) {
  call->link = link;
  call->attempts++;
  int64_t part_ms = (call->deadline_ms - now_ms) / 2;
  part_ms = part_ms < RT_CALL_UNANSWERED_MS ? RT_CALL_UNANSWERED_MS : part_ms;
  bool last = !call->repeatable || call->attempts >= RT_CALL_ATTEMPTS_MAX || now_ms + part_ms > call->deadline_ms;
  call->next_ms = last ? call->deadline_ms : now_ms + part_ms;
  client->timer_ms = call->next_ms < client->timer_ms ? call->next_ms : client->timer_ms;
  rt_calls_place(client, call, RT_CALL_FLYING);
}

void rt_calls_send(struct rt_client *client, int64_t now_ms) {
  for (uint32_t i = 0; i < client->slots && client->waiting > 0; i++) {
    struct rt_client_call *call = client->calls[i];
    if (call == NULL || call->place != RT_CALL_WAITING || call->next_ms > now_ms || call->deadline_ms <= now_ms) {
      continue;
    }
    int link = choose_link(client, call);
    if (link >= 0 && send_call(client, call, link, now_ms)) {
      launch(client, call, link, now_ms);
    }
  }
}

static void call_back(struct rt_client_call *call) {
  Bm__Answer plain = rt_wire_answer(call->answered ? RT_INTERNAL : call->status);
  Bm__Answer *answer = NULL;
  struct rt_bytes payload = {0};
  if (call->answered) {
    const uint8_t *bytes = zmq_msg_data(&call->answer);
    struct rt_bytes packed = rt_wire_first(bytes, &call->answer_head);
    payload = rt_wire_second(bytes, zmq_msg_size(&call->answer), &call->answer_head);
    answer = bm__answer__unpack(NULL, packed.size, packed.data);
  }
  call->done(call->context, answer != NULL ? answer : &plain, payload);
  bm__answer__free_unpacked(answer, NULL);
}

void rt_calls_finish(struct rt_client *client) {
  for (uint32_t i = 0; i < client->slots && client->ended > 0; i++) {
    struct rt_client_call *call = client->calls[i];
    if (call != NULL && call->place == RT_CALL_ENDED) {
      rt_calls_place(client, call, RT_CALL_TOLD);
      call_back(call);
      rt_calls_free(client, call);
    }
  }
}
