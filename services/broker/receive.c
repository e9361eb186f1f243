/* From frames to events. Nothing that a peer sends is trusted: what is no message of ours is counted and thrown away.
 */
#include "broker/shell.h"

#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "runtime/wire/socket.h"

#include <stdlib.h>
#include <string.h>

enum { FRAMES = 2 }; /* who sent it, and the message */

struct broker_body *broker_body_new(zmq_msg_t *message, const struct rt_wire_head *head) {
  struct broker_body *body = malloc(sizeof *body);
  if (body == NULL) {
    abort();
  }
  zmq_msg_init(&body->message);
  zmq_msg_move(&body->message, message);
  body->first_size = head->first_size;
  return body;
}

void broker_body_free(struct broker_body *body) {
  if (body != NULL) {
    zmq_msg_close(&body->message);
    free(body);
  }
}

static void step(struct broker *broker, const struct broker_event *event) {
  broker_step(broker->state, event, rt_clock_monotonic_ms(), &broker->actions);
  for (size_t i = 0; i < broker->actions.count; i++) {
    broker_perform(broker, &broker->actions.items[i]);
  }
}

void broker_feed(struct broker *broker, const struct broker_event *event) {
  step(broker, event);
  while (broker->lost_count > 0) {
    struct broker_event lost = {.kind = BROKER_EVENT_LOST, .peer = broker->lost[--broker->lost_count]};
    step(broker, &lost);
  }
}

/* A message with its sender looked up: frames[0] the peer, frames[1] the message itself. */
struct message {
  zmq_msg_t frames[FRAMES];
  size_t count;
  struct rt_wire_head head;
  struct broker_event event;
};

static struct broker_peer peer_of(const struct message *message) {
  zmq_msg_t *frame = (zmq_msg_t *)(uintptr_t)&message->frames[0];
  struct broker_peer peer = {.size = (uint8_t)zmq_msg_size(frame)};
  memcpy(peer.bytes, zmq_msg_data(frame), peer.size);
  return peer;
}

/* A key that the authenticator let in is known to it from the same folder: it may be newer there than what we read. */
static const char *identity_of(struct broker *broker, zmq_msg_t *frame) {
  const char *key = zmq_msg_gets(frame, "User-Id");
  const char *name = key == NULL ? NULL : broker_identities_name(&broker->identities, key);
  if (key != NULL && name == NULL && broker_identities_changed(&broker->identities)) {
    broker_identities_read(&broker->identities);
    name = broker_identities_name(&broker->identities, key);
  }
  return name;
}

static bool understand(struct broker *broker, struct message *message) {
  zmq_msg_t *frames = message->frames;
  if (message->count != FRAMES || zmq_msg_size(&frames[0]) > BROKER_PEER_MAX) {
    return false;
  }
  message->event = (struct broker_event){.peer = peer_of(message)};
  message->event.identity = identity_of(broker, &frames[1]);
  return message->event.identity != NULL &&
         rt_wire_head_read(zmq_msg_data(&frames[1]), zmq_msg_size(&frames[1]), &message->head);
}

static bool read_lane(struct message *message) {
  message->event.lane = message->head.name;
  return rt_wire_lane_good(message->head.name);
}

static void refuse_stale(struct broker *broker, const struct message *message) {
  struct broker_action refusal = {.kind = BROKER_ACTION_ANSWER, .peer = message->event.peer};
  memcpy(refusal.id, message->head.id, sizeof refusal.id);
  refusal.attempt = message->head.attempt;
  refusal.status = RT_UNAVAILABLE;
  refusal.code = "BROKER_AWAY";
  refusal.message = "服务暂不可用，请稍后重试";
  refusal.retry_after_s = BROKER_RETRY_AFTER_S;
  broker_perform(broker, &refusal);
}

static bool take_request(struct broker *broker, struct message *message) {
  struct broker_event *event = &message->event;
  if (!read_lane(message)) {
    return false;
  }
  if (message->head.epoch != broker->epoch) {
    refuse_stale(broker, message);
    return true;
  }
  event->kind = BROKER_EVENT_REQUEST;
  memcpy(event->id, message->head.id, sizeof event->id);
  event->attempt = message->head.attempt;
  event->remaining_ms = message->head.argument;
  event->body = broker_body_new(&message->frames[1], &message->head);
  broker_feed(broker, event);
  return true;
}

/* Tells the caller which start of the broker and which connection it is, so that it notices when answers to what it
 * sent before can't come any more. Connections have names of five bytes; of a longer one the end tells them apart. */
static void answer_beat(struct broker *broker, const struct broker_peer *peer) {
  struct rt_wire_head head = {.kind = RT_WIRE_BEAT, .epoch = broker->epoch};
  size_t size = peer->size < 8 ? peer->size : 8;
  memcpy(head.id, &broker->start, 8);
  memcpy(head.id + 8, peer->bytes + peer->size - size, size);
  if (rt_frame_send(broker->front, peer->bytes, peer->size, true)) {
    (void)rt_wire_send(broker->front, &head, (struct rt_bytes){0}, (struct rt_bytes){0});
  }
}

static bool handle_front(struct broker *broker, struct message *message) {
  if (message->head.kind == RT_WIRE_REQUEST) {
    return take_request(broker, message);
  }
  if (message->head.kind == RT_WIRE_BEAT) {
    answer_beat(broker, &message->event.peer);
    return true;
  }
  return false;
}

static bool take_reply(struct broker *broker, struct message *message) {
  message->event.kind = BROKER_EVENT_REPLY;
  memcpy(message->event.id, message->head.id, sizeof message->event.id);
  message->event.ticket = message->head.ticket;
  message->event.body = broker_body_new(&message->frames[1], &message->head);
  broker_feed(broker, &message->event);
  return true;
}

static bool take_join(struct broker *broker, struct message *message) {
  if (!read_lane(message)) {
    return false;
  }
  message->event.kind = BROKER_EVENT_JOIN;
  message->event.credits = message->head.argument;
  broker_feed(broker, &message->event);
  return true;
}

/* The socket says that a connection ended (broker_door_tell_losses). */
static bool is_loss(const struct message *message) {
  return message->count == 2 && zmq_msg_size(&message->frames[1]) == 0 &&
         zmq_msg_size(&message->frames[0]) <= BROKER_PEER_MAX;
}

static bool handle_back(struct broker *broker, struct message *message) {
  if (message->head.kind == RT_WIRE_REPLY) {
    return take_reply(broker, message);
  }
  if (message->head.kind == RT_WIRE_JOIN) {
    return take_join(broker, message);
  }
  if (message->head.kind == RT_WIRE_BEAT || message->head.kind == RT_WIRE_DRAIN) {
    message->event.kind = message->head.kind == RT_WIRE_BEAT ? BROKER_EVENT_BEAT : BROKER_EVENT_DRAIN;
    broker_feed(broker, &message->event);
    return true;
  }
  return false;
}

static void take_loss(struct broker *broker, const struct message *message) {
  struct broker_event event = {.kind = BROKER_EVENT_LOST, .peer = peer_of(message)};
  broker_feed(broker, &event);
}

/* After a stop of this process its callers have gone elsewhere, and what they sent must not be run late. Noticed with a
 * message in hand, before it is believed: a stop may fall between any two looks at a socket. */
static void note_absence(struct broker *broker) {
  int64_t now_ms = rt_clock_monotonic_ms();
  if (broker->turn_ms != 0 && now_ms - broker->turn_ms >= BROKER_STOP_MS) {
    broker->epoch++;
    rt_log(RT_LOG_WARN, "was stopped", RT_NUMBER("ms", now_ms - broker->turn_ms));
  }
  broker->turn_ms = now_ms;
}

static bool receive(struct broker *broker, void *door, int most, bool (*handle)(struct broker *, struct message *)) {
  for (int i = 0; i < most; i++) {
    struct message message;
    message.count = rt_frames_receive(door, message.frames, FRAMES);
    note_absence(broker);
    bool came = message.count > 0;
    if (came && is_loss(&message)) {
      take_loss(broker, &message);
    } else if (came && !(understand(broker, &message) && handle(broker, &message))) {
      broker->strangers++;
    }
    rt_frames_close(message.frames, FRAMES);
    if (!came) {
      return false;
    }
  }
  return true;
}

bool broker_receive_front(struct broker *broker, int most) {
  return receive(broker, broker->front, most, handle_front);
}

bool broker_receive_back(struct broker *broker, int most) {
  return receive(broker, broker->back, most, handle_back);
}
