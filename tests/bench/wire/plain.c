/* Sockets without encryption, for the rows that ask what the broker itself costs. It takes the place of broker/door.c
 * and runtime/wire/lock.c at link time: the product has no setting for it. Who calls is still said and still looked up
 * for each message: the public key goes as the name of ZMTP's PLAIN mechanism instead of being proved by CURVE. */
#include "broker/door.h"
#include "runtime/wire/socket.h"

#include <errno.h>

/* Lets everybody in under the name they give (ZeroMQ RFC 27). Frames of a request: version, id, domain, address,
 * routing id, mechanism, name, password. */
static void let_in(zsock_t *door) {
  zmsg_t *request = zmsg_recv(door);
  char *version = zmsg_popstr(request);
  char *id = zmsg_popstr(request);
  for (int i = 0; i < 4; i++) {
    zframe_t *frame = zmsg_pop(request);
    zframe_destroy(&frame);
  }
  char *name = zmsg_popstr(request);
  zstr_sendx(door, version, id, "200", "OK", name == NULL ? "" : name, "", NULL);
  zstr_free(&version);
  zstr_free(&id);
  zstr_free(&name);
  zmsg_destroy(&request);
}

static void authenticate(zsock_t *pipe, void *unused) {
  (void)unused;
  zsock_t *door = zsock_new(ZMQ_REP);
  int bound = zsock_bind(door, "inproc://zeromq.zap.01");
  zpoller_t *poller = zpoller_new(pipe, door, NULL);
  zsock_signal(pipe, bound == 0 ? 0 : 1);
  while (bound == 0 && zpoller_wait(poller, -1) == door) {
    let_in(door);
  }
  zpoller_destroy(&poller);
  zsock_destroy(&door);
}

zactor_t *broker_auth_new(const char *clients_directory) {
  (void)clients_directory;
  return zactor_new(authenticate, NULL);
}

zsock_t *broker_door_new(const char *endpoint, const char *secret_key, struct rt_error *error) {
  (void)secret_key;
  int on = 1;
  zsock_t *door = zsock_new(ZMQ_ROUTER);
  void *socket = zsock_resolve(door);
  if (rt_socket_set_up(socket, error) && zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, "bianmin", 7) == 0 &&
      zmq_setsockopt(socket, ZMQ_PLAIN_SERVER, &on, sizeof on) == 0 &&
      zmq_setsockopt(socket, ZMQ_ROUTER_MANDATORY, &on, sizeof on) == 0 && zmq_bind(socket, endpoint) == 0) {
    return door;
  }
  (void)rt_fail(error, RT_UNAVAILABLE, "bind %s: %s", endpoint, zmq_strerror(errno));
  zsock_destroy(&door);
  return NULL;
}

void broker_door_tell_losses(zsock_t *door) {
  (void)door; /* nobody dies in a bench */
}

bool rt_socket_lock(void *socket, const struct rt_keys *keys, struct rt_error *error) {
  if (zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, keys->public_key, 40) != 0 ||
      zmq_setsockopt(socket, ZMQ_PLAIN_PASSWORD, "-", 1) != 0) {
    return rt_fail(error, RT_INTERNAL, "PLAIN: %s", zmq_strerror(errno));
  }
  return true;
}
