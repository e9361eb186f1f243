/* A connection: reading heads and bodies, the deadlines, and how it ends. conn_step is the one place where a connection
 * goes from one state to the next; callbacks of the loop only say that something may have changed. */
#include "runtime/http/conn.h"

#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const struct rt_http_refusal body_too_large = {413, "BODY_TOO_LARGE", "请求内容超过了允许的大小"};
static const struct rt_http_refusal bad_chunks = {400, "BAD_CHUNKED_BODY", "分块传输的请求内容格式不正确"};
static const struct rt_http_refusal no_place = {503, "OVERLOADED", "现在办理的人太多，请稍后重试"};
static const struct rt_http_refusal too_slow = {408, "TOO_SLOW", "请求没有在规定时间内发送完毕"};

int64_t conn_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct evbuffer *input(struct conn *conn) {
  return bufferevent_get_input(conn->bev);
}

static struct evbuffer *output(struct conn *conn) {
  return bufferevent_get_output(conn->bev);
}

bool conn_is_idle(const struct conn *conn) {
  return !conn->x && !conn->in_head && !conn->lingering;
}

void conn_kick(struct conn *conn) {
  event_active(conn->kick, 0, 0);
}

/* ---- deadlines ---- */

static int64_t extra_ms(const struct rt_http_config *config, uint64_t bytes) {
  return (int64_t)(bytes >> 16) * config->body_ms_each_64k;
}

/* When patience with the client ends; INT64_MAX while it is we who are at it. */
static int64_t deadline_ms(struct conn *conn) {
  const struct rt_http_config *config = &conn->server->config;
  struct rt_http_exchange *x = conn->x;
  if (conn->lingering) {
    return conn->since_ms + config->linger_ms;
  }
  if (!x) {
    return conn->since_ms + (conn->in_head || !conn->served ? config->head_ms : config->idle_ms);
  }
  if (x->answer != ANSWER_NONE && !x->whole) {
    return x->answered_ms + config->linger_ms;
  }
  if (x->answer != ANSWER_NONE) {
    size_t pending = evbuffer_get_length(output(conn));
    uint64_t taken = x->body_out > pending ? x->body_out - pending : 0;
    return pending > 0 ? x->answered_ms + config->body_ms + extra_ms(config, taken) : INT64_MAX;
  }
  return x->whole || x->paused ? INT64_MAX : x->body_from_ms + config->body_ms + extra_ms(config, x->body_in);
}

/* Makes sure that the timer fires no later than the deadline. It is never moved back: one that fires too early costs
 * less than one that is set anew for every request. */
static void arm(struct conn *conn) {
  int64_t at = deadline_ms(conn);
  if (at == INT64_MAX || (conn->armed_ms != 0 && conn->armed_ms <= at)) {
    return;
  }
  int64_t wait = at - conn_now_ms();
  wait = wait > 0 ? wait : 0;
  struct timeval tv = {.tv_sec = wait / 1000, .tv_usec = (wait % 1000) * 1000};
  conn->armed_ms = at;
  evtimer_add(conn->timer, &tv);
}

static void on_timer(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct conn *conn = arg;
  conn->armed_ms = 0;
  if (deadline_ms(conn) > conn_now_ms()) {
    arm(conn);
    return;
  }
  bool reading = conn->in_head || (conn->x && conn->x->answer == ANSWER_NONE);
  if (!reading) {
    conn_free(conn);
    return;
  }
  struct rt_http_exchange *x = conn->x ? conn->x : exchange_new(conn);
  conn->in_head = false;
  rt_http_refuse(x, &too_slow);
  conn_step(conn);
}

/* ---- reading ---- */

static void begin_exchange(struct conn *conn, const char *bytes, size_t len) {
  struct rt_http_exchange *x = exchange_new(conn);
  conn->in_head = false;
  memcpy(x->bytes, bytes, len);
  evbuffer_drain(input(conn), len);
  const struct rt_http_refusal *no = rt_http_head_parse(x->bytes, len, &x->head);
  if (no) {
    rt_http_refuse(x, no);
    return;
  }
  exchange_adopt_trace(x);
  x->head_only = rt_http_text_is(x->head.method, "HEAD");
  x->left = x->head.length;
  x->body_from_ms = conn_now_ms();
  const struct rt_http_handler *handler = &conn->server->config.handler;
  if (handler->head) {
    handler->head(conn->server->config.context, x);
  }
  if (x->answer == ANSWER_NONE && x->left > x->body_max && !x->head.chunked) {
    rt_http_refuse(x, &body_too_large);
  }
}

/* true: something came of it and the next step may follow. */
static bool read_head(struct conn *conn) {
  size_t len = evbuffer_get_length(input(conn));
  if (len == 0) {
    return false;
  }
  if (!conn->in_head) {
    conn->in_head = true;
    conn->since_ms = conn_now_ms();
    conn->scanned = 0;
  }
  len = len < RT_HTTP_HEAD_MAX ? len : RT_HTTP_HEAD_MAX;
  const char *bytes = (const char *)evbuffer_pullup(input(conn), (ev_ssize_t)len);
  size_t end = 0;
  const struct rt_http_refusal *no = rt_http_head_find(bytes, len, conn->scanned, &end);
  conn->scanned = len;
  if (no) {
    rt_http_refuse(exchange_new(conn), no);
    conn->in_head = false;
    return true;
  }
  if (end > 0) {
    begin_exchange(conn, bytes, end);
  }
  return end > 0;
}

static void whole(struct conn *conn) {
  conn->x->whole = true;
  conn->server->config.handler.whole(conn->server->config.context, conn->x);
}

static void take_body(struct conn *conn, struct rt_http_text data) {
  struct rt_http_exchange *x = conn->x;
  const struct rt_http_handler *handler = &conn->server->config.handler;
  x->body_in += data.len;
  if (x->body_in > x->body_max) {
    rt_http_refuse(x, &body_too_large);
  } else if (handler->body && data.len > 0) {
    handler->body(conn->server->config.context, x, data.at, data.len);
  }
}

static void read_chunk(struct conn *conn, const char *bytes, size_t len) {
  struct rt_http_text data = {bytes, 0};
  size_t eaten = 0;
  switch (rt_http_chunks_next(&conn->x->chunks, bytes, len, &eaten, &data)) {
  case RT_HTTP_CHUNK_DATA:
    take_body(conn, data);
    break;
  case RT_HTTP_CHUNK_END:
    whole(conn);
    break;
  case RT_HTTP_CHUNK_BAD:
    rt_http_refuse(conn->x, &bad_chunks);
    break;
  case RT_HTTP_CHUNK_MORE:
    break;
  }
  evbuffer_drain(input(conn), eaten);
}

/* The client waits for our word before it sends a body: it gets it when the handler wants to read. */
static void say_continue(struct conn *conn) {
  struct rt_http_exchange *x = conn->x;
  if (x->head.expect_continue && x->body_in == 0) {
    x->head.expect_continue = false;
    evbuffer_add_printf(output(conn), "HTTP/1.1 100 Continue\r\n\r\n");
  }
}

static bool read_body(struct conn *conn) {
  struct rt_http_exchange *x = conn->x;
  if (!x->head.chunked && x->left == 0) {
    whole(conn);
    return true;
  }
  struct evbuffer_iovec piece;
  if (evbuffer_peek(input(conn), -1, NULL, &piece, 1) < 1 || piece.iov_len == 0) {
    say_continue(conn);
    return false;
  }
  if (x->head.chunked) {
    read_chunk(conn, piece.iov_base, piece.iov_len);
    return true;
  }
  size_t len = piece.iov_len < x->left ? piece.iov_len : (size_t)x->left;
  x->left -= len;
  take_body(conn, (struct rt_http_text){piece.iov_base, len});
  evbuffer_drain(input(conn), len);
  return true;
}

/* ---- ending ---- */

static void end_exchange(struct conn *conn) {
  struct rt_http_exchange *x = conn->x;
  const struct rt_http_handler *handler = &conn->server->config.handler;
  bool close = x->close || conn->server->draining;
  if (handler->gone) {
    handler->gone(conn->server->config.context, x);
  }
  conn->x = NULL;
  exchange_free(x);
  conn->since_ms = conn_now_ms();
  conn->lingering = close;
  if (close) {
    shutdown(bufferevent_getfd(conn->bev), SHUT_WR);
  } else {
    server_may_accept(conn->server);
  }
}

static void drop_input(struct conn *conn) {
  evbuffer_drain(input(conn), evbuffer_get_length(input(conn)));
}

static void say_room(struct conn *conn) {
  const struct rt_http_handler *handler = &conn->server->config.handler;
  if (conn->x && conn->x->answer == ANSWER_STREAM && handler->room &&
      evbuffer_get_length(output(conn)) <= RT_HTTP_ROOM / 2) {
    handler->room(conn->server->config.context, conn->x);
  }
}

/* What is to be sent leaves at once, without a turn of the loop; only what the socket does not take waits until it
 * does, and an error shows there too. */
static void send_out(struct conn *conn) {
  struct evbuffer *out = output(conn);
  if (evbuffer_get_length(out) == 0 || bufferevent_get_enabled(conn->bev) & EV_WRITE) {
    return;
  }
  evbuffer_unfreeze(out, 1);
  (void)evbuffer_write(out, bufferevent_getfd(conn->bev));
  evbuffer_freeze(out, 1);
  if (evbuffer_get_length(out) > 0) {
    bufferevent_enable(conn->bev, EV_WRITE);
  }
  say_room(conn);
}

/* One move; false when there is nothing more to do until something happens. */
static bool move(struct conn *conn) {
  struct rt_http_exchange *x = conn->x;
  if (conn->doomed) {
    return false;
  }
  if (conn->lingering) {
    drop_input(conn);
    return false;
  }
  if (!x) {
    return read_head(conn);
  }
  send_out(conn);
  if (x->answer == ANSWER_DONE && evbuffer_get_length(output(conn)) == 0) {
    end_exchange(conn);
    return true;
  }
  if (x->answer != ANSWER_NONE && !x->whole) {
    drop_input(conn);
    return false;
  }
  return !x->whole && !x->paused && read_body(conn);
}

void conn_step(struct conn *conn) {
  while (move(conn)) {
  }
  if (!conn->doomed && conn->x) {
    send_out(conn); /* also 100 Continue */
  }
  struct rt_http_exchange *x = conn->x;
  bool waiting_for_more = !x || (!x->whole && !x->paused && x->answer == ANSWER_NONE);
  bool nobody_listens = x && x->endless;
  if (conn->doomed || (conn->eof && (waiting_for_more || nobody_listens))) {
    conn_free(conn);
    return;
  }
  arm(conn);
}

static void on_read(struct bufferevent *bev, void *arg) {
  (void)bev;
  conn_step(arg);
}

static void on_write(struct bufferevent *bev, void *arg) {
  struct conn *conn = arg;
  if (evbuffer_get_length(output(conn)) == 0) {
    bufferevent_disable(bev, EV_WRITE);
  }
  say_room(conn);
  conn_step(conn);
}

static void on_event(struct bufferevent *bev, short what, void *arg) {
  (void)bev;
  struct conn *conn = arg;
  if (what & BEV_EVENT_EOF) {
    conn->eof = true;
  }
  if (what & BEV_EVENT_ERROR) {
    conn->doomed = true;
  }
  conn_step(conn);
}

static void on_kick(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  conn_step(arg);
}

/* ---- birth and death ---- */

struct conn *conn_new(struct rt_http_server *server, evutil_socket_t fd) {
  struct conn *conn = calloc(1, sizeof *conn);
  assert(conn);
  int on = 1;
  (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* fails on a unix socket, where it is not needed */
  conn->server = server;
  conn->since_ms = conn_now_ms();
  conn->bev = bufferevent_socket_new(server->base, fd, BEV_OPT_CLOSE_ON_FREE);
  conn->kick = event_new(server->base, -1, 0, on_kick, conn);
  conn->timer = evtimer_new(server->base, on_timer, conn);
  assert(conn->bev && conn->kick && conn->timer);
  bufferevent_setcb(conn->bev, on_read, on_write, on_event, conn);
  bufferevent_setwatermark(conn->bev, EV_READ, 0, INPUT_HIGH);
  bufferevent_setwatermark(conn->bev, EV_WRITE, RT_HTTP_ROOM / 2, 0);
  bufferevent_disable(conn->bev, EV_WRITE); /* new ones have it enabled */
  bufferevent_enable(conn->bev, EV_READ);
  arm(conn);
  return conn;
}

void conn_refuse(struct conn *conn) {
  struct rt_http_exchange *x = exchange_new(conn);
  conn->refused = true;
  rt_http_field(x, "Retry-After", "1");
  rt_http_refuse(x, &no_place);
  conn_step(conn);
}

void conn_free(struct conn *conn) {
  struct rt_http_server *server = conn->server;
  if (conn->x) {
    if (server->config.handler.gone) {
      server->config.handler.gone(server->config.context, conn->x);
    }
    exchange_free(conn->x);
  }
  event_free(conn->kick);
  event_free(conn->timer);
  bufferevent_free(conn->bev);
  server_forget(server, conn);
  free(conn);
}
