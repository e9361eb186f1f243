/* From actions to frames. Sending never waits: a peer that can't take a message is gone (worker) or does without
 * (client, whose deadline and retry are its own). */
#include "broker/shell.h"

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/buffer.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/log.h"
#include "runtime/wire/socket.h"

#include <stdlib.h>
#include <string.h>

static bool send_peer(void *door, const struct broker_peer *to) {
  return rt_frame_send(door, to->bytes, to->size, true);
}

bool broker_send_head(void *door, const struct broker_peer *to, enum rt_wire_kind kind) {
  struct rt_wire_head head = {.kind = kind};
  return send_peer(door, to) && rt_wire_send(door, &head, (struct rt_bytes){0}, (struct rt_bytes){0});
}

static struct rt_wire_head head_of(const struct broker_action *action, enum rt_wire_kind kind) {
  struct rt_wire_head head = {.kind = kind, .attempt = action->attempt, .argument = action->remaining_ms};
  memcpy(head.id, action->id, sizeof head.id);
  return head;
}

static void lose(struct broker *broker, const struct broker_peer *worker) {
  if (broker->lost_count == broker->lost_room) {
    broker->lost_room = broker->lost_room == 0 ? 16 : broker->lost_room * 2;
    broker->lost = realloc(broker->lost, broker->lost_room * sizeof broker->lost[0]);
    if (broker->lost == NULL) {
      abort();
    }
  }
  broker->lost[broker->lost_count++] = *worker;
}

/* Puts another head on a message and passes it on; false: the peer can't be reached. */
static bool pass_on(void *door, const struct broker_peer *to, struct rt_wire_head *head, struct broker_body *body) {
  if (!send_peer(door, to)) {
    return false;
  }
  head->first_size = body->first_size;
  rt_wire_head_write(head, zmq_msg_data(&body->message));
  return rt_msg_send(door, &body->message, false);
}

static void send_job(struct broker *broker, const struct broker_action *action) {
  struct rt_wire_head head = head_of(action, RT_WIRE_JOB);
  head.ticket = action->ticket;
  memcpy(head.name, action->identity, sizeof head.name);
  if (!pass_on(broker->back, &action->peer, &head, action->body)) {
    lose(broker, &action->peer);
  }
  broker_body_free(action->body);
}

static void send_reply(struct broker *broker, const struct broker_action *action) {
  struct rt_wire_head head = head_of(action, RT_WIRE_REPLY);
  head.epoch = broker->epoch;
  (void)pass_on(broker->front, &action->peer, &head, action->body);
  broker_body_free(action->body);
}

void broker_send_reply(struct broker *broker, const struct broker_action *action, struct rt_bytes answer,
                       struct rt_bytes payload) {
  struct rt_wire_head head = head_of(action, RT_WIRE_REPLY);
  head.epoch = broker->epoch;
  if (send_peer(broker->front, &action->peer)) {
    (void)rt_wire_send(broker->front, &head, answer, payload);
  }
}

static void send_answer(struct broker *broker, const struct broker_action *action) {
  Bm__Answer answer = BM__ANSWER__INIT;
  answer.status = (int32_t)action->status;
  answer.code = (char *)(uintptr_t)action->code;
  answer.message = (char *)(uintptr_t)action->message;
  answer.retry_after_s = action->retry_after_s;
  RT_AUTO(rt_buffer_free) struct rt_buffer packed = {0};
  size_t size = bm__answer__get_packed_size(&answer);
  bm__answer__pack(&answer, (uint8_t *)rt_buffer_reserve(&packed, size));
  broker_send_reply(broker, action, (struct rt_bytes){(const uint8_t *)packed.data, size}, (struct rt_bytes){0});
  broker_body_free(action->body);
}

static void send_kind(struct broker *broker, const struct broker_action *action, enum rt_wire_kind kind) {
  if (!broker_send_head(broker->back, &action->peer, kind)) {
    lose(broker, &action->peer);
  }
}

static void send_joined(struct broker *broker, const struct broker_action *action) {
  send_kind(broker, action, RT_WIRE_JOINED);
}

static void send_refused(struct broker *broker, const struct broker_action *action) {
  rt_log(RT_LOG_WARN, "join refused", RT_TEXT("identity", action->identity));
  send_kind(broker, action, RT_WIRE_REFUSED);
}

static void send_rejoin(struct broker *broker, const struct broker_action *action) {
  send_kind(broker, action, RT_WIRE_REJOIN);
}

static void send_beat(struct broker *broker, const struct broker_action *action) {
  send_kind(broker, action, RT_WIRE_BEAT);
}

static void send_drained(struct broker *broker, const struct broker_action *action) {
  send_kind(broker, action, RT_WIRE_DRAINED);
}

static void drop(struct broker *broker, const struct broker_action *action) {
  (void)broker;
  broker_body_free(action->body);
}

typedef void (*perform_fn)(struct broker *, const struct broker_action *);

static const perform_fn performers[BROKER_ACTION__COUNT] = {
    [BROKER_ACTION_JOB] = send_job,         [BROKER_ACTION_REPLY] = send_reply,
    [BROKER_ACTION_ANSWER] = send_answer,   [BROKER_ACTION_STATUS] = broker_tell_status,
    [BROKER_ACTION_JOINED] = send_joined,   [BROKER_ACTION_REFUSED] = send_refused,
    [BROKER_ACTION_REJOIN] = send_rejoin,   [BROKER_ACTION_BEAT] = send_beat,
    [BROKER_ACTION_DRAINED] = send_drained, [BROKER_ACTION_DROP] = drop,
};

void broker_perform(struct broker *broker, const struct broker_action *action) {
  performers[action->kind](broker, action);
}
