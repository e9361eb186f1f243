/* A small, strict HTTP/1.1 server on libevent: one loop thread, bufferevents, bodies handed on as they arrive, answers
 * streamed with back-pressure. The gateway is built on it; the other processes answer health and metrics with it.
 *
 * An exchange is one request and its answer. For each, the server calls the handler in this order, always on the loop:
 *   head   once the request line and fields are well formed and before anything of the body is read
 *   body   for each piece of the body, none while paused
 *   whole  when the request is there to its last byte
 *   room   when a streamed answer's buffer has drained below half of RT_HTTP_ROOM (only between start and end of one)
 *   gone   last, exactly once for each exchange: answered and sent, or the client left, or the request was no HTTP
 * An answer may be given at any time from `head` on, in a callback or later (when a reply comes), as long as `gone` was
 * not called. Given before `whole`, the body that still comes is read away for up to 2 s and the connection closed.
 * What is no HTTP, too large or too slow the server answers by itself, as problem+json; of the calls above only `gone`
 * is still to come then. */
#ifndef RT_HTTP_SERVER_H
#define RT_HTTP_SERVER_H

#include "runtime/http/parse/head.h"
#include "runtime/http/problem.h"
#include "runtime/http/refusal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct rt_http_server;
struct rt_http_exchange;

enum { RT_HTTP_ROOM = 256 * 1024, RT_HTTP_TRACE_SIZE = 33, RT_HTTP_SPAN_SIZE = 17 };

/* NULL members are skipped, but `whole` must be there. `context` is rt_http_config's. */
struct rt_http_handler {
  void (*head)(void *context, struct rt_http_exchange *x);
  void (*body)(void *context, struct rt_http_exchange *x, const char *bytes, size_t len);
  void (*whole)(void *context, struct rt_http_exchange *x);
  void (*room)(void *context, struct rt_http_exchange *x);
  void (*gone)(void *context, struct rt_http_exchange *x);
};

/* A header field that every answer carries, the server's own problems too. */
struct rt_http_fixed_field {
  const char *name;
  const char *value;
};

/* Zero means the default in brackets. */
struct rt_http_config {
  struct rt_http_handler handler;
  void *context;
  const struct rt_http_fixed_field *fixed; /* ended by a NULL name; NULL: none */
  uint64_t body_max;                       /* bytes of body unless `head` says otherwise [65536] */
  int connections_max;                     /* [500] */
  int head_ms;                             /* from the first byte of a head to its last [10000] */
  int body_ms;                             /* from the head to the end of the body [30000] */
  int body_ms_each_64k;                    /* and more for each 64 KiB that came; the same for the answer [1000] */
  int idle_ms;                             /* between requests [60000] */
  int linger_ms;                           /* reading away before a close [2000] */
  int full_ms;                             /* how long newcomers wait for a place before they are told 503 [20] */
};

/* The server takes no address yet. NULL and errno if memory or the loop fails. `config` is copied, what it points to is
 * not. */
struct rt_http_server *rt_http_server_new(struct event_base *base, const struct rt_http_config *config);
/* Closes everything at once; `gone` is called for what was under way. NULL-safe, leaves NULL. */
void rt_http_server_destroy(struct rt_http_server **server);

/* Listens on "host:port" ("[::1]:8080", "0.0.0.0:8080", port 0 = any) or, if the address starts with '/', on that unix
 * socket (a stale file is replaced; mode 0660). false and errno on failure. May be called more than once. */
bool rt_http_server_listen(struct rt_http_server *server, const char *address);
/* The TCP port of the first listener that has one, else 0. */
int rt_http_server_port(const struct rt_http_server *server);

/* No new connections from now on, idle ones closed, the others closed after the answer they wait for. */
void rt_http_server_drain(struct rt_http_server *server);
/* Connections open now. */
size_t rt_http_server_connections(const struct rt_http_server *server);

/* What was asked; slices and texts live until `gone` returns. After a request that was no HTTP: all empty. */
const struct rt_http_head *rt_http_head(const struct rt_http_exchange *x);
/* 32 hexadecimal digits: of the caller's `traceparent` if that is well formed, else made here. */
const char *rt_http_trace_id(const struct rt_http_exchange *x);

/* The handler's own thing for this exchange; NULL at first. */
void rt_http_set_user(struct rt_http_exchange *x, void *user);
void *rt_http_user(const struct rt_http_exchange *x);

/* In `head` only: how many bytes of body this request may have; more is answered 413, before it is read if the length
 * is told. */
void rt_http_body_max(struct rt_http_exchange *x, uint64_t bytes);
/* Read no more of the body until resumed; the time does not count against the client. Calls do not nest. */
void rt_http_pause(struct rt_http_exchange *x);
void rt_http_resume(struct rt_http_exchange *x);

/* Answering: any number of fields, then exactly one of body, problem or stream. Answering twice is a bug (assert).
 * Name and value must be of header characters; control characters in a value are a bug (assert). */
void rt_http_field(struct rt_http_exchange *x, const char *name, const char *value);
/* This answer goes without the fixed fields of rt_http_config: it has its own. */
void rt_http_no_fixed_fields(struct rt_http_exchange *x);
/* The whole answer. `type` NULL: no body and no Content-Type (204, 304). The bytes are copied. */
void rt_http_answer(struct rt_http_exchange *x, int status, const char *type, const void *body, size_t len);
/* A problem; status, code and detail of the refusal, trace id of the exchange. */
void rt_http_refuse(struct rt_http_exchange *x, const struct rt_http_refusal *refusal);
/* A problem with everything; its trace_id is filled in here. */
void rt_http_answer_problem(struct rt_http_exchange *x, const struct rt_http_problem *problem);

/* An answer of known length in pieces: start, then writes that sum up to `length`, the last of which ends it. For HEAD
 * the answer is over at once and writes are dropped. */
void rt_http_stream(struct rt_http_exchange *x, int status, const char *type, uint64_t length);
void rt_http_write(struct rt_http_exchange *x, const void *bytes, size_t len);
/* As length: an answer without a length, whose end is the connection's. It lasts until rt_http_end, or until the client
 * leaves (its half of the connection closed is enough), or does not take what was written: its time for that runs anew
 * whenever it had taken everything. */
#define RT_HTTP_ENDLESS UINT64_MAX
void rt_http_end(struct rt_http_exchange *x);
/* Bytes of the answer that the client has not taken yet; hold still above RT_HTTP_ROOM until `room`. */
size_t rt_http_pending(const struct rt_http_exchange *x);
/* Something failed in the middle of a stream: the connection is cut, so that the client sees that it is not whole. Only
 * `gone` follows. */
void rt_http_abort(struct rt_http_exchange *x);

/* For the log line in `gone`: the status sent (0: none), milliseconds since the first byte, bytes of body in and out.
 */
int rt_http_status(const struct rt_http_exchange *x);
int64_t rt_http_elapsed_ms(const struct rt_http_exchange *x);
uint64_t rt_http_bytes_in(const struct rt_http_exchange *x);
uint64_t rt_http_bytes_out(const struct rt_http_exchange *x);

#endif
