#include "runtime/wire/socket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool derive_back(const char *front, char *ret_back, struct rt_error *error) {
  const char *colon = strrchr(front, ':');
  size_t length = strlen(front);
  if (strncmp(front, "tcp://", 6) == 0 && colon != NULL) {
    char *end = NULL;
    long port = strtol(colon + 1, &end, 10);
    if (end != colon + 1 && *end == '\0' && port > 0 && port < 65535) {
      snprintf(ret_back, RT_ENDPOINT_SIZE, "%.*s:%ld", (int)(colon - front), front, port + 1);
      return true;
    }
  }
  if (strncmp(front, "ipc://", 6) == 0 && length > 11 && strcmp(front + length - 5, "front") == 0) {
    snprintf(ret_back, RT_ENDPOINT_SIZE, "%.*sback", (int)length - 5, front);
    return true;
  }
  return rt_fail(error, RT_INVALID_ARGUMENT, "broker %s: neither tcp://host:port nor ipc://path/front", front);
}

/* One entry of the list, already cut out and without blanks. */
static bool read_broker(char *entry, struct rt_endpoint *ret_broker, struct rt_error *error) {
  char *bar = strchr(entry, '|');
  if (bar != NULL) {
    *bar++ = '\0';
  }
  snprintf(ret_broker->front, sizeof ret_broker->front, "%s", entry);
  if (bar == NULL) {
    return derive_back(ret_broker->front, ret_broker->back, error);
  }
  snprintf(ret_broker->back, sizeof ret_broker->back, "%s", bar);
  return true;
}

/* Is an address a host name, that is, has it a letter where numbers have none? "[::1]" and "127.0.0.1" are numbers. */
static bool needs_look_up(const char *endpoint) {
  return strncmp(endpoint, "tcp://", 6) == 0 && endpoint[6] != '[' &&
         strspn(endpoint + 6, "0123456789.") < strcspn(endpoint + 6, ":");
}

/* Names get the first threads, one each; all others share the one after them. */
static void assign_io_threads(struct rt_endpoint *brokers, size_t count) {
  int named = 0;
  for (size_t i = 0; i < count; i++) {
    brokers[i].io_thread = needs_look_up(brokers[i].front) || needs_look_up(brokers[i].back) ? named++ : -1;
  }
  for (size_t i = 0; i < count; i++) {
    brokers[i].io_thread = brokers[i].io_thread < 0 ? named : brokers[i].io_thread;
  }
}

bool rt_brokers_read(const char *text, struct rt_endpoint ret_brokers[RT_BROKERS_MAX], size_t *ret_count,
                     struct rt_error *error) {
  size_t count = 0;
  for (const char *at = text; *at != '\0';) {
    at += strspn(at, ", \t");
    size_t length = strcspn(at, ", \t");
    if (length == 0) {
      break;
    }
    if (count == RT_BROKERS_MAX || length >= RT_ENDPOINT_SIZE) {
      return rt_fail(error, RT_INVALID_ARGUMENT, "brokers: at most %d of %d characters", RT_BROKERS_MAX,
                     RT_ENDPOINT_SIZE - 1);
    }
    char entry[RT_ENDPOINT_SIZE];
    memcpy(entry, at, length);
    entry[length] = '\0';
    if (!read_broker(entry, &ret_brokers[count], error)) {
      return false;
    }
    count++;
    at += length;
  }
  if (count == 0) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "brokers: none named");
  }
  assign_io_threads(ret_brokers, count);
  *ret_count = count;
  return true;
}

void *rt_context_new(const struct rt_endpoint *brokers, size_t count) {
  int threads = 0;
  for (size_t i = 0; i < count; i++) {
    threads = brokers[i].io_thread >= threads ? brokers[i].io_thread + 1 : threads;
  }
  void *context = zmq_ctx_new();
  if (context == NULL || zmq_ctx_set(context, ZMQ_IO_THREADS, threads) != 0) {
    abort();
  }
  return context;
}

bool rt_socket_set_up(void *socket, struct rt_error *error) {
  static const struct {
    int option;
    int value;
  } options[] = {
      {ZMQ_HEARTBEAT_IVL, 500},  {ZMQ_HEARTBEAT_TIMEOUT, 1500}, {ZMQ_HEARTBEAT_TTL, 1500},
      {ZMQ_HANDSHAKE_IVL, 2000}, {ZMQ_CONNECT_TIMEOUT, 1000},   {ZMQ_RECONNECT_IVL, 100},
      {ZMQ_IMMEDIATE, 1},        {ZMQ_RECONNECT_IVL_MAX, 2000}, {ZMQ_SNDHWM, 1000},
      {ZMQ_RCVHWM, 1000},        {ZMQ_SNDTIMEO, 100},           {ZMQ_LINGER, 2000},
      {ZMQ_TCP_KEEPALIVE, 1},
  };
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
    if (zmq_setsockopt(socket, options[i].option, &options[i].value, sizeof options[i].value) != 0) {
      return rt_fail(error, RT_INTERNAL, "socket option %d: %s", options[i].option, zmq_strerror(errno));
    }
  }
  int64_t largest = RT_WIRE_FRAME_MAX;
  if (zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &largest, sizeof largest) != 0) {
    return rt_fail(error, RT_INTERNAL, "socket size limit: %s", zmq_strerror(errno));
  }
  return true;
}

void *rt_socket_connect(void *context, int io_thread, const char *endpoint, const struct rt_keys *keys,
                        struct rt_error *error) {
  void *socket = zmq_socket(context, ZMQ_DEALER);
  if (socket == NULL) {
    (void)rt_fail(error, RT_INTERNAL, "socket: %s", zmq_strerror(errno));
    return NULL;
  }
  uint64_t threads = (uint64_t)1 << io_thread;
  (void)zmq_setsockopt(socket, ZMQ_AFFINITY, &threads, sizeof threads);
  if (!rt_socket_set_up(socket, error) || !rt_socket_lock(socket, keys, error)) {
    rt_socket_drop(&socket);
    return NULL;
  }
  if (zmq_connect(socket, endpoint) != 0) {
    (void)rt_fail(error, RT_INVALID_ARGUMENT, "connect to %s: %s", endpoint, zmq_strerror(errno));
    rt_socket_drop(&socket);
  }
  return socket;
}

void rt_socket_drop(void **socket) {
  if (*socket != NULL) {
    int none = 0;
    zmq_setsockopt(*socket, ZMQ_LINGER, &none, sizeof none);
    zmq_close(*socket);
    *socket = NULL;
  }
}

int rt_socket_events(void *socket) {
  int events = 0;
  size_t size = sizeof events;
  return zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size) == 0 ? events : 0;
}

bool rt_msg_send(void *socket, zmq_msg_t *message, bool more) {
  int sent = -1;
  do {
    sent = zmq_msg_send(message, socket, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0));
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) {
    int why = errno;
    zmq_msg_close(message);
    zmq_msg_init(message);
    errno = why;
  }
  return sent >= 0;
}

bool rt_frame_send(void *socket, const void *data, size_t size, bool more) {
  zmq_msg_t message;
  if (zmq_msg_init_size(&message, size) != 0) {
    return false;
  }
  if (size > 0) {
    memcpy(zmq_msg_data(&message), data, size);
  }
  return rt_msg_send(socket, &message, more);
}

static void copy(uint8_t *to, struct rt_bytes from) {
  if (from.size > 0) {
    memcpy(to, from.data, from.size);
  }
}

bool rt_wire_send(void *socket, const struct rt_wire_head *head, struct rt_bytes first, struct rt_bytes second) {
  struct rt_wire_head full = *head;
  zmq_msg_t message;
  if (zmq_msg_init_size(&message, RT_WIRE_HEAD_SIZE + first.size + second.size) != 0) {
    return false;
  }
  uint8_t *bytes = zmq_msg_data(&message);
  full.first_size = (uint32_t)first.size;
  rt_wire_head_write(&full, bytes);
  copy(bytes + RT_WIRE_HEAD_SIZE, first);
  copy(bytes + RT_WIRE_HEAD_SIZE + first.size, second);
  return rt_msg_send(socket, &message, false);
}

static int receive_frame(void *socket, zmq_msg_t *frame) {
  int got = -1;
  do {
    got = zmq_msg_recv(frame, socket, ZMQ_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  return got;
}

size_t rt_frames_receive(void *socket, zmq_msg_t *frames, size_t room) {
  for (size_t i = 0; i < room; i++) {
    zmq_msg_init(&frames[i]);
  }
  zmq_msg_t rest;
  zmq_msg_init(&rest);
  size_t count = 0;
  for (bool more = true; more;) {
    zmq_msg_t *frame = count < room ? &frames[count] : &rest;
    if (receive_frame(socket, frame) < 0) {
      break;
    }
    more = zmq_msg_more(frame) != 0;
    count++;
  }
  zmq_msg_close(&rest);
  return count;
}

void rt_frames_close(zmq_msg_t *frames, size_t room) {
  for (size_t i = 0; i < room; i++) {
    zmq_msg_close(&frames[i]);
  }
}
