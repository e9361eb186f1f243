/* What the files of the socket shell share. */
#ifndef BROKER_SHELL_H
#define BROKER_SHELL_H

#include "broker/broker.h"
#include "broker/identities.h"
#include "broker/route/route.h"
#include <czmq.h>
#include <stdatomic.h>

/* A message on its way through: the head is written over where it lies, the parts are not touched. */
struct broker_body {
  zmq_msg_t message;
  uint32_t first_size; /* of the envelope or the answer, as its head said */
};

struct broker {
  zactor_t *auth;
  zsock_t *front_door, *back_door;
  void *front, *back; /* the same, raw */
  size_t queue_limit;
  uint64_t start; /* random: another number is another start of the broker */
  struct broker_identities identities;
  struct broker_state *state;
  struct broker_actions actions;
  struct broker_peer *lost; /* workers that could not be sent to */
  size_t lost_count, lost_room;
  int64_t tick_ms, look_ms, turn_ms; /* of the last tick, look around, look at a socket */
  uint8_t epoch; /* another after each stop of this process: a request that names an older one may have lain in a socket
                    since before, and its time looks left and is not */
  int64_t strangers;
  struct broker_counters shown; /* as the metrics have them */
  atomic_bool stop;
};

/* Takes the message over, which is left empty. */
struct broker_body *broker_body_new(zmq_msg_t *message, const struct rt_wire_head *head);
void broker_body_free(struct broker_body *body);

/* Longer than this between two looks at a socket was a stop: callers give up after two seconds at the earliest. */
enum { BROKER_STOP_MS = 1000 };

/* receive.c: takes at most `most` messages from a door and lets the state step. Returns whether more may be there. */
bool broker_receive_front(struct broker *broker, int most);
bool broker_receive_back(struct broker *broker, int most);
/* One step and all it entails. */
void broker_feed(struct broker *broker, const struct broker_event *event);

/* perform.c */
void broker_perform(struct broker *broker, const struct broker_action *action);
/* A message of a head alone. False: the peer can't be reached. */
bool broker_send_head(void *door, const struct broker_peer *to, enum rt_wire_kind kind);

/* show.c: brings the metrics up to date. */
void broker_show(struct broker *broker);

/* status.c: the answer to broker.status, on the way to the client. */
void broker_tell_status(struct broker *broker, const struct broker_action *action);
/* Sends a reply made here. */
void broker_send_reply(struct broker *broker, const struct broker_action *action, struct rt_bytes answer,
                       struct rt_bytes payload);

#endif
