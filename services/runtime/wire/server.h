/* The serving side: threads that join every broker for a lane, give credits, take what is queued for them (a drain) and
 * answer. What is done with a drain is the caller's (runtime/call); this room knows frames, credits and beats only. */
#ifndef RT_WIRE_SERVER_H
#define RT_WIRE_SERVER_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/status.h"
#include "runtime/wire/curve.h"

enum { RT_DRAIN_MAX = 64 };

/* One request as it came. Everything lives in the drain's arena. */
struct rt_incoming {
  const Bm__Envelope *envelope;
  struct rt_bytes payload;
  const char *caller;  /* identity of the caller's key as the broker says: "gateway", "operator", "intake" … */
  int64_t deadline_ms; /* monotonic; past it the request is not run */
};

/* What goes back. `answer` NULL = status OK. */
struct rt_outgoing {
  const Bm__Answer *answer;
  struct rt_bytes payload;
};

/* Keeps the thread's place at the brokers while it waits for something else: call at least once a second. */
struct rt_beat;
void rt_beat_now(struct rt_beat *beat);

struct rt_lane {
  const char *name; /* "intake.write" */
  int threads;
  int drain_max; /* ≤ RT_DRAIN_MAX; 1 for lanes whose work is one by one (argon2) */
  /* A thread's own state (its database connection). Failing to open is retried with growing waits, unready meanwhile.
   */
  bool (*open)(void *context, void **ret_state, struct rt_error *error);
  void (*close)(void **state);
  /* Can it work just now (is its database there)? Asked after each drain and while there is nothing to do; may wait a
   * little, beating. While it says no the brokers are asked for no jobs, so that they go where they can be done. NULL:
   * always. */
  bool (*able)(void *state, struct rt_beat *beat);
  /* Answers `count` requests: writes ret_outgoing[i] for each. Nothing leaves before it returns. */
  void (*drain)(void *state, struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *requests,
                size_t count, struct rt_outgoing *ret_outgoing);
  void *context;
};

struct rt_server;

/* Starts all threads of all lanes. `brokers`: as for rt_client_new. */
RT_MUST_CHECK bool rt_server_new(const char *brokers, const struct rt_keys *keys, const struct rt_lane *lanes,
                                 size_t lane_count, struct rt_server **ret_server, struct rt_error *error);
/* Every thread has joined at least one broker, its state is open and it is able. Thread-safe. */
bool rt_server_ready(const struct rt_server *server);
/* Says DRAIN to the brokers, finishes and answers what it holds, joins the threads; at most `patience_ms`. */
void rt_server_drain(struct rt_server *server, int patience_ms);
void rt_server_destroy(struct rt_server **server);

#endif
