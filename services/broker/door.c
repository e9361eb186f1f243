#include "broker/door.h"

#include "runtime/wire/socket.h"

#include <errno.h>

zactor_t *broker_auth_new(const char *clients_directory) {
  zactor_t *auth = zactor_new(zauth, NULL);
  if (auth != NULL) {
    zstr_sendx(auth, "CURVE", clients_directory, NULL);
    zsock_wait(auth);
  }
  return auth;
}

/* Draft options that zmq.h hides and Debian's library has. Without the first the door stays shut; without the second a
 * lost worker is noticed by its silence. */
enum { ZAP_ENFORCE_DOMAIN = 93, ROUTER_NOTIFY = 97, NOTIFY_DISCONNECT = 2 };

/* The domain and its enforcement together: without either, libzmq lets any key in when no authenticator answers. */
static bool lock(void *socket, const char *secret_key) {
  int on = 1;
  return zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, "bianmin", 7) == 0 &&
         zmq_setsockopt(socket, ZAP_ENFORCE_DOMAIN, &on, sizeof on) == 0 &&
         zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &on, sizeof on) == 0 &&
         zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, 41) == 0 &&
         zmq_setsockopt(socket, ZMQ_ROUTER_MANDATORY, &on, sizeof on) == 0;
}

zsock_t *broker_door_new(const char *endpoint, const char *secret_key, struct rt_error *error) {
  zsock_t *door = zsock_new(ZMQ_ROUTER);
  void *socket = door == NULL ? NULL : zsock_resolve(door);
  bool ready = socket != NULL && rt_socket_set_up(socket, error);
  if (ready && (!lock(socket, secret_key) || zmq_bind(socket, endpoint) != 0)) {
    ready = rt_fail(error, RT_UNAVAILABLE, "bind %s: %s", endpoint, zmq_strerror(errno));
  }
  if (!ready) {
    zsock_destroy(&door);
  }
  return door;
}

void broker_door_tell_losses(zsock_t *door) {
  int what = NOTIFY_DISCONNECT;
  (void)zmq_setsockopt(zsock_resolve(door), ROUTER_NOTIFY, &what, sizeof what);
}
