/* Private to rt_http: what a connection and an exchange consist of. server.c makes connections, conn.c moves them on,
 * answer.c writes. A connection is freed only at the end of a callback of the loop (conn_step), never within a call of
 * the handler: whoever wants it gone sets `doomed` and kicks. */
#ifndef RT_HTTP_CONN_H
#define RT_HTTP_CONN_H

#include "runtime/base/buffer.h"
#include "runtime/http/parse/chunks.h"
#include "runtime/http/parse/head.h"
#include "runtime/http/server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <time.h>

enum { LISTENERS_MAX = 4, INPUT_HIGH = 64 * 1024 };

enum answer { ANSWER_NONE, ANSWER_STREAM, ANSWER_DONE };

struct rt_http_exchange {
  struct conn *conn;
  struct rt_http_head head;
  char trace[RT_HTTP_TRACE_SIZE];
  void *user;
  bool head_only; /* HEAD: the answer has no body */
  bool whole;     /* the request is there to its end */
  bool paused;
  bool close;   /* the connection ends with this answer */
  bool bare;    /* its answer has none of the fixed fields */
  bool endless; /* its answer ends with the connection */
  enum answer answer;
  int status;
  struct rt_buffer fields; /* of the answer, so far */
  uint64_t body_max;
  uint64_t body_in;
  uint64_t body_out;
  uint64_t left; /* of a body with a length, or of a streamed answer, once that began */
  struct rt_http_chunks chunks;
  int64_t began_ms;
  int64_t body_from_ms; /* when the body's time began; moved on by pauses */
  int64_t paused_ms;
  int64_t answered_ms;
  char bytes[RT_HTTP_HEAD_MAX]; /* the head itself; `head` points into it. Last: it is not zeroed */
};

struct conn {
  TAILQ_ENTRY(conn) link;
  struct rt_http_server *server;
  struct bufferevent *bev;
  struct event *kick;  /* step on, soon */
  struct event *timer; /* fires at armed_ms or later, then looks whether the deadline has really passed */
  int64_t armed_ms;    /* 0: not armed */
  int64_t since_ms;    /* when this state (idle, head, linger) began */
  size_t scanned;      /* bytes of the head that were looked at */
  struct rt_http_exchange *x;
  bool in_head; /* the first byte of a request is there, its head is not whole */
  bool served;  /* has had an exchange */
  bool lingering;
  bool refused; /* came when all places were taken: is told so and has none */
  bool eof;
  bool doomed;
};

struct rt_http_server {
  struct event_base *base;
  struct rt_http_config config;
  struct evconnlistener *listeners[LISTENERS_MAX];
  size_t listener_count;
  int port;
  bool draining;
  bool full;                  /* listeners are off until a connection goes or falls idle, or this is due: */
  struct event *accept_again; /* newcomers have waited long enough, or there may be a descriptor again */
  struct event *accept_soon;  /* a connection went or fell idle */
  evutil_socket_t parked;     /* taken out of the kernel's queue when there was no place any more; -1: none */
  TAILQ_HEAD(conns, conn) conns;
  size_t conn_count;
  struct conns refused; /* the longest there first */
  size_t refused_count;
  struct rt_buffer fixed; /* the fields of every answer, as they are sent */
  time_t date_of;
  char date[40];
};

int64_t conn_now_ms(void);
/* Takes the socket over; NULL if it can't be served (then it is closed). */
struct conn *conn_new(struct rt_http_server *server, evutil_socket_t fd);
/* Calls `gone`, closes, frees. Only from the loop's callbacks, server.c and conn_step. */
void conn_free(struct conn *conn);
/* Moves the connection on as far as it goes; may free it. */
void conn_step(struct conn *conn);
/* conn_step from the loop, soon. */
void conn_kick(struct conn *conn);
bool conn_is_idle(const struct conn *conn);
/* Tells a new one, at once, that there is no place: 503, and it ends. */
void conn_refuse(struct conn *conn);

/* server.c: a connection went. */
void server_forget(struct rt_http_server *server, struct conn *conn);
/* server.c: newcomers that wait are let in, for there is a place, or a connection that can make room. */
void server_may_accept(struct rt_http_server *server);

/* exchange.c: an exchange on this connection, with a trace id; freed by exchange_free. */
struct rt_http_exchange *exchange_new(struct conn *conn);
void exchange_free(struct rt_http_exchange *x);
/* Takes the trace id of a well-formed `traceparent` over. */
void exchange_adopt_trace(struct rt_http_exchange *x);

#endif
