/* What all connections hold together: bodies that are not whole, answers that are not fetched, requests behind them.
 * Past the bound who has been at it longest makes room; never one that waits for us. */
#include "runtime/http/conn.h"

static const struct rt_http_refusal no_room = {503, "OVERLOADED", "现在办理的人太多，请稍后重试"};

enum { LOOK_AGAIN_MS = 10 };

/* A handler that takes larger bodies than the rest hands them on: it keeps no more of one than of an answer in pieces.
 */
static size_t held_body(const struct conn *conn) {
  const struct rt_http_exchange *x = conn->x;
  uint64_t most = x && x->body_max > conn->server->config.body_max ? RT_HTTP_ROOM : UINT64_MAX;
  return !x ? 0 : (size_t)(x->body_in < most ? x->body_in : most);
}

static size_t held(const struct conn *conn) {
  size_t pending = evbuffer_get_length(bufferevent_get_output(conn->bev));
  size_t lent = conn->x ? conn->x->lent : 0;
  return evbuffer_get_length(bufferevent_get_input(conn->bev)) + held_body(conn) +
         (pending > lent ? pending - lent : 0);
}

static bool waits_for_us(const struct conn *conn) {
  return conn->x && conn->x->whole && conn->x->answer == ANSWER_NONE;
}

static int64_t since_ms(const struct conn *conn) {
  const struct rt_http_exchange *x = conn->x;
  return !x ? conn->since_ms : x->answer == ANSWER_NONE ? x->began_ms : x->answered_ms;
}

/* Of those that hold their share: with all connections held at less than half of it, the bound is not reached. */
static struct conn *longest_at_it(struct rt_http_server *server) {
  const size_t share = server->config.held_max / (size_t)server->config.connections_max / 2;
  struct conn *first = NULL;
  struct conn *conn = NULL;
  TAILQ_FOREACH(conn, &server->conns, link) {
    if (conn->held > share && !waits_for_us(conn) && (!first || since_ms(conn) < since_ms(first))) {
      first = conn;
    }
  }
  return first;
}

/* Is told as far as its socket takes it, and goes at once, for the handler keeps what it has until then. */
static void part_with(struct conn *conn) {
  if (conn->x && conn->x->answer == ANSWER_NONE) {
    rt_http_field(conn->x, "Retry-After", "1");
    rt_http_refuse(conn->x, &no_room);
    conn_send_out(conn);
  }
  conn_free(conn);
}

void conn_weigh(struct conn *conn) {
  struct rt_http_server *server = conn->server;
  size_t now = held(conn);
  server->held += now - conn->held;
  conn->held = now;
}

void server_bound(struct rt_http_server *server) {
  if (server->held <= server->config.held_max || conn_now_ms() < server->look_ms) {
    return;
  }
  while (server->held > server->config.held_max) {
    struct conn *conn = longest_at_it(server);
    if (!conn) {
      server->look_ms = conn_now_ms() + LOOK_AGAIN_MS; /* all of it waits for us */
      return;
    }
    part_with(conn);
  }
}
