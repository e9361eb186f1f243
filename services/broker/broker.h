/* The broker's body: two ROUTER sockets behind CURVE and ZAP, around the pure step of route.h. One thread does all. */
#ifndef BROKER_BROKER_H
#define BROKER_BROKER_H

#include "runtime/base/status.h"
#include <stddef.h>

struct broker;

struct broker_options {
  const char *front;          /* where clients connect: "tcp://0.0.0.0:5555", "ipc:///run/bianmin/broker-1/front" */
  const char *back;           /* where workers connect */
  const char *keys_directory; /* broker.secret and clients/<identity>.public */
  size_t queue_limit;         /* requests that may wait in a lane, ≥ 1 */
};

/* A key put into clients/ lets its owner in at once; one taken out is not listened to any more within a second.
 * Starts the authenticator, then binds. Only one broker a process. */
RT_MUST_CHECK bool broker_new(const struct broker_options *options, struct broker **ret_broker, struct rt_error *error);
/* Works until broker_stop. */
void broker_run(struct broker *broker);
/* From any thread or signal handler: broker_run returns within 100 ms. */
void broker_stop(struct broker *broker);
void broker_destroy(struct broker **broker);

#endif
