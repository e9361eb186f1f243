/* Sockets as this system wants them: every option that was measured to matter is set before bind or connect. Also the
 * list of brokers as BM_BROKERS writes it. Raw libzmq; the hot path moves zmq_msg_t. */
#ifndef RT_WIRE_SOCKET_H
#define RT_WIRE_SOCKET_H

#include "runtime/wire/curve.h"
#include "runtime/wire/frames.h"
#include <stddef.h>
#include <zmq.h>

enum { RT_BROKERS_MAX = 8, RT_ENDPOINT_SIZE = 128 };

struct rt_endpoint {
  char front[RT_ENDPOINT_SIZE]; /* clients */
  char back[RT_ENDPOINT_SIZE];  /* workers */
  int io_thread;                /* of the context, that carries the links to this broker */
};

/* "tcp://a:5555, tcp://b:5555": the fronts, separated by commas. The back is the next port, or for ipc the path ending
 * in "front" with "back" there; or it is written behind a bar: "tcp://a:5555|tcp://a:6000". */
RT_MUST_CHECK bool rt_brokers_read(const char *text, struct rt_endpoint ret_brokers[RT_BROKERS_MAX], size_t *ret_count,
                                   struct rt_error *error);

/* A context with the I/O threads of these brokers. libzmq looks names up in the thread that connects, and a look-up may
 * take as long as the resolver likes: that of a broker whose host is gone must not hold up the links to the others. So
 * each broker that is called by a name has an I/O thread of its own; those called by a number or a path share one. Ends
 * the process when there is no memory. */
void *rt_context_new(const struct rt_endpoint *brokers, size_t count);

/* Limits, heartbeats, reconnects, high-water marks. For every socket, before anything else. */
RT_MUST_CHECK bool rt_socket_set_up(void *socket, struct rt_error *error);

/* CURVE with these keys; of a file of its own, so that a bench can measure what it costs by linking another one. */
RT_MUST_CHECK bool rt_socket_lock(void *socket, const struct rt_keys *keys, struct rt_error *error);

/* A DEALER with the keys, connecting in the background. NULL on failure (out of sockets, a bad endpoint or key). */
void *rt_socket_connect(void *context, int io_thread, const char *endpoint, const struct rt_keys *keys,
                        struct rt_error *error);
/* Closes at once, without waiting for what was not sent; NULL-safe, leaves NULL. */
void rt_socket_drop(void **socket);

/* ZMQ_EVENTS: ZMQ_POLLIN, ZMQ_POLLOUT. With ZMQ_IMMEDIATE a DEALER that can't be written to has no connection. */
int rt_socket_events(void *socket);

/* A message of head and two parts, copied; never waits. False: nothing was sent. `first_size` of the head is set here.
 */
bool rt_wire_send(void *socket, const struct rt_wire_head *head, struct rt_bytes first, struct rt_bytes second);
/* Copies the bytes into a frame and sends it without waiting; `more` frames follow. False: nothing was sent. */
bool rt_frame_send(void *socket, const void *data, size_t size, bool more);
/* The same for a message; it is emptied, sent or not. */
bool rt_msg_send(void *socket, zmq_msg_t *message, bool more);

/* A whole message: at most `room` frames, the rest thrown away. Returns how many came (more than `room`: too many), 0
 * when nothing is there. The frames are initialised (all `room` of them) and the caller's to close. */
size_t rt_frames_receive(void *socket, zmq_msg_t *frames, size_t room);
void rt_frames_close(zmq_msg_t *frames, size_t room);

#endif
