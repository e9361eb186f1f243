#include "broker/broker.h"

#include "broker/door.h"
#include "broker/shell.h"
#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "runtime/base/log.h"

#include <limits.h>
#include <stdlib.h>

enum {
  TICK_MS = 100,
  LOOK_MS = 1000,
  TURN_MAX = 128, /* messages of a door before the other has its turn */
};

static bool open_doors(struct broker *broker, const struct broker_options *options, struct rt_error *error) {
  char path[PATH_MAX];
  struct rt_key_pair own;
  snprintf(path, sizeof path, "%s/broker.secret", options->keys_directory);
  if (!rt_key_read(path, true, &own, error)) {
    return false;
  }
  broker->front_door = broker_door_new(options->front, own.secret_key, error);
  broker->back_door = broker->front_door == NULL ? NULL : broker_door_new(options->back, own.secret_key, error);
  if (broker->back_door == NULL) {
    return false;
  }
  broker_door_tell_losses(broker->back_door);
  broker->front = zsock_resolve(broker->front_door);
  broker->back = zsock_resolve(broker->back_door);
  return true;
}

bool broker_new(const struct broker_options *options, struct broker **ret_broker, struct rt_error *error) {
  zsys_handler_set(NULL);
  struct broker *broker = calloc(1, sizeof *broker);
  if (broker == NULL) {
    abort();
  }
  snprintf(broker->identities.directory, sizeof broker->identities.directory, "%s/clients", options->keys_directory);
  broker_identities_read(&broker->identities);
  broker->queue_limit = options->queue_limit;
  rt_random(&broker->start, sizeof broker->start);
  broker->state = broker_state_new(options->queue_limit);
  broker->auth = broker_auth_new(broker->identities.directory);
  if (broker->auth == NULL || !open_doors(broker, options, error)) {
    broker_destroy(&broker);
    return false;
  }
  *ret_broker = broker;
  return true;
}

/* Once a second: shows the figures and looks whether a key came or went. */
static void look_around(struct broker *broker, int64_t now_ms) {
  if (now_ms - broker->look_ms >= LOOK_MS) {
    broker->look_ms = now_ms;
    broker_show(broker);
    if (broker_identities_changed(&broker->identities)) {
      broker_identities_read(&broker->identities);
      rt_log(RT_LOG_INFO, "keys read", RT_NUMBER("identities", broker->identities.count));
    }
  }
}

void broker_run(struct broker *broker) {
  bool more = false;
  while (!atomic_load(&broker->stop)) {
    zmq_pollitem_t doors[] = {{broker->front, 0, ZMQ_POLLIN, 0}, {broker->back, 0, ZMQ_POLLIN, 0}};
    (void)zmq_poll(doors, 2, more ? 0 : TICK_MS);
    more = broker_receive_back(broker, TURN_MAX);
    more = broker_receive_front(broker, TURN_MAX) || more;
    int64_t now_ms = rt_clock_monotonic_ms();
    look_around(broker, now_ms);
    if (now_ms - broker->tick_ms >= TICK_MS) {
      broker->tick_ms = now_ms;
      broker_feed(broker, &(struct broker_event){.kind = BROKER_EVENT_TICK});
    }
  }
}

void broker_stop(struct broker *broker) {
  atomic_store(&broker->stop, true);
}

void broker_destroy(struct broker **broker) {
  struct broker *gone = *broker;
  if (gone == NULL) {
    return;
  }
  *broker = NULL;
  gone->actions.count = 0;
  broker_state_destroy(&gone->state, &gone->actions);
  for (size_t i = 0; i < gone->actions.count; i++) {
    broker_body_free(gone->actions.items[i].body);
  }
  broker_actions_free(&gone->actions);
  free(gone->lost);
  zsock_destroy(&gone->front_door);
  zsock_destroy(&gone->back_door);
  zactor_destroy(&gone->auth);
  free(gone);
}
