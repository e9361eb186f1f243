#include "runtime/wire/socket.h"

#include <errno.h>

bool rt_socket_lock(void *socket, const struct rt_keys *keys, struct rt_error *error) {
  if (zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, keys->broker_key, 41) != 0 ||
      zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys->public_key, 41) != 0 ||
      zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->secret_key, 41) != 0) {
    return rt_fail(error, RT_INTERNAL, "CURVE keys of %s: %s", keys->identity, zmq_strerror(errno));
  }
  return true;
}
