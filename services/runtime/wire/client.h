/* The calling side: requests to lanes through one or more brokers, with deadlines, retries in this one place (≤ 3
 * attempts, full jitter, token bucket, only what is safe to repeat) and fail-over. No thread of its own: the owner's
 * loop drives it. Not thread-safe: a client belongs to one thread. */
#ifndef RT_WIRE_CLIENT_H
#define RT_WIRE_CLIENT_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/status.h"
#include "runtime/wire/curve.h"

struct rt_client;

/* `brokers`: fronts of the brokers, separated by commas: "tcp://a:5555,tcp://b:5555" or "ipc:///run/bm/1/front,…";
 * workers find the back at the next port, or at "back" in place of "front", or behind a bar:
 * "tcp://a:5555|tcp://a:6000". Connects in the background; fails for a list that can't be read, never because a broker
 * is away. */
RT_MUST_CHECK bool rt_client_new(const char *brokers, const struct rt_keys *keys, struct rt_client **ret_client,
                                 struct rt_error *error);
/* Calls that are not answered yet are called back with CANCELLED. */
void rt_client_destroy(struct rt_client **client);

struct rt_outgoing_call {
  const char *lane;             /* "intake.write" */
  const Bm__Envelope *envelope; /* packed at once, copied */
  struct rt_bytes payload;      /* copied */
  int timeout_ms;               /* the whole call with all attempts */
  bool repeatable;              /* a read, or a write with a key: may be sent again */
};

/* `answer` and `payload` live until the callback returns. A call that got no answer in time has status
 * DEADLINE_EXCEEDED, one for which no broker or worker could be reached UNAVAILABLE. Called from rt_client_step,
 * exactly once. */
typedef void (*rt_answer_fn)(void *context, const Bm__Answer *answer, struct rt_bytes payload);

/* Starts a call; the callback may come from within rt_client_step only. */
void rt_client_start(struct rt_client *client, const struct rt_outgoing_call *call, rt_answer_fn done, void *context);

/* The file descriptor to watch for reading (call rt_client_step after every start and every event), and the
 * milliseconds until the next timer. Returns how many of at most `room` were written: one, the same for the client's
 * life. */
size_t rt_client_fds(const struct rt_client *client, int *ret_fds, size_t room);
int rt_client_wait_ms(const struct rt_client *client);
/* Sends, receives, times out, calls back. Never blocks. */
void rt_client_step(struct rt_client *client);

/* One call, waiting for its answer; for threads that have nothing else to do (relay, bmctl). Answer and payload are put
 * in the arena. */
void rt_client_call(struct rt_client *client, const struct rt_outgoing_call *call, struct rt_arena *arena,
                    Bm__Answer **ret_answer, struct rt_bytes *ret_payload);

#endif
