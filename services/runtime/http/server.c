/* Listening, the limit of connections, draining. */
#include "runtime/http/conn.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
  BACKLOG = 4096,         /* the kernel takes no more than its somaxconn */
  NEW_MS = 50,            /* a connection this young may be about to ask */
  NO_DESCRIPTOR_MS = 100, /* after there was no descriptor */
};

static int or_default(int value, int fallback) {
  return value > 0 ? value : fallback;
}

static void stop_listening(struct rt_http_server *server) {
  for (size_t i = 0; i < server->listener_count; i++) {
    evconnlistener_free(server->listeners[i]);
  }
  server->listener_count = 0;
}

static void close_parked(struct rt_http_server *server) {
  if (server->parked >= 0) {
    close(server->parked);
    server->parked = -1;
  }
}

void rt_http_server_destroy(struct rt_http_server **server) {
  if (!*server) {
    return;
  }
  stop_listening(*server);
  while (!TAILQ_EMPTY(&(*server)->conns)) {
    conn_free(TAILQ_FIRST(&(*server)->conns));
  }
  while (!TAILQ_EMPTY(&(*server)->refused)) {
    conn_free(TAILQ_FIRST(&(*server)->refused));
  }
  event_free((*server)->accept_again);
  event_free((*server)->accept_soon);
  close_parked(*server);
  rt_buffer_free(&(*server)->fixed);
  free(*server);
  *server = NULL;
}

static void set_listening(struct rt_http_server *server, bool on) {
  server->full = !on;
  for (size_t i = 0; i < server->listener_count; i++) {
    if (on) {
      evconnlistener_enable(server->listeners[i]);
    } else {
      evconnlistener_disable(server->listeners[i]);
    }
  }
}

void server_may_accept(struct rt_http_server *server) {
  if (server->full && !server->draining) {
    event_active(server->accept_soon, 0, 0);
  }
}

void server_forget(struct rt_http_server *server, struct conn *conn) {
  if (conn->refused) {
    TAILQ_REMOVE(&server->refused, conn, link);
    server->refused_count--;
    return;
  }
  TAILQ_REMOVE(&server->conns, conn, link);
  server->conn_count--;
  server_may_accept(server);
}

/* Bytes of a request may lie in the socket before the loop has read them. */
static bool has_asked(const struct conn *conn) {
  int waiting = 0;
  return ioctl(bufferevent_getfd(conn->bev), FIONREAD, &waiting) == 0 && waiting > 0;
}

/* Whether `a` is the one to part with rather than `b`: first who came and said nothing, then who waits between two
 * requests, then who came just now and may be about to ask; of each kind the longest idle. */
static bool goes_before(const struct conn *a, const struct conn *b, int64_t now_ms) {
  int rank_a = a->served ? 1 : now_ms - a->since_ms > NEW_MS ? 0 : 2;
  int rank_b = b->served ? 1 : now_ms - b->since_ms > NEW_MS ? 0 : 2;
  return rank_a != rank_b ? rank_a < rank_b : a->since_ms < b->since_ms;
}

/* Closes an idle connection other than the newcomer (may be NULL); false if all others are at work. */
static bool part_with_one(struct rt_http_server *server, const struct conn *newcomer) {
  int64_t now_ms = conn_now_ms();
  struct conn *conn = NULL;
  struct conn *first = NULL;
  TAILQ_FOREACH(conn, &server->conns, link) {
    bool idle = conn_is_idle(conn) && conn != newcomer;
    if (idle && (!first || goes_before(conn, first, now_ms)) && !has_asked(conn)) {
      first = conn;
    }
  }
  if (first) {
    conn_free(first);
  }
  return first;
}

static bool is_full(const struct rt_http_server *server) {
  return server->conn_count >= (size_t)server->config.connections_max;
}

/* Newcomers wait in the kernel's queue; a time that runs already is not put off. */
static void let_wait(struct rt_http_server *server, int ms) {
  struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000L};
  set_listening(server, false);
  if (!evtimer_pending(server->accept_again, NULL)) {
    evtimer_add(server->accept_again, &wait);
  }
}

/* At the limit an idle connection makes room; while all are at work newcomers wait. */
static void make_room(struct rt_http_server *server, const struct conn *newcomer) {
  while (is_full(server)) {
    if (!part_with_one(server, newcomer)) {
      let_wait(server, server->config.full_ms);
      return;
    }
  }
}

static struct conn *take_in(struct rt_http_server *server, evutil_socket_t fd) {
  struct conn *conn = conn_new(server, fd);
  TAILQ_INSERT_TAIL(&server->conns, conn, link);
  server->conn_count++;
  return conn;
}

/* It reads its answer and goes, or is cut off; a crowd of these has half as many descriptors as those with a place. */
static void turn_away(struct rt_http_server *server, evutil_socket_t fd) {
  struct conn *conn = conn_new(server, fd);
  if (server->refused_count >= (size_t)(server->config.connections_max + 1) / 2) {
    conn_free(TAILQ_FIRST(&server->refused));
  }
  TAILQ_INSERT_TAIL(&server->refused, conn, link);
  server->refused_count++;
  conn_refuse(conn);
}

/* The connection that was to make room may have asked since the listener was let go on; then the newcomer is the first
 * of those that wait. */
static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address, int len,
                      void *arg) {
  (void)listener;
  struct rt_http_server *server = arg;
  (void)address;
  (void)len;
  if (is_full(server) && !part_with_one(server, NULL)) {
    server->parked = fd;
    let_wait(server, server->config.full_ms);
  } else {
    make_room(server, take_in(server, fd));
  }
}

/* There may be a place now: for who is parked, then for those in the kernel's queue. */
static void on_accept_soon(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct rt_http_server *server = arg;
  if (!server->full || server->draining || (is_full(server) && !part_with_one(server, NULL))) {
    return;
  }
  set_listening(server, true);
  if (server->parked >= 0) {
    evutil_socket_t first = server->parked;
    server->parked = -1;
    make_room(server, take_in(server, first));
  }
}

/* The kernel wants a descriptor before it looks whether there is a newcomer for it. */
static bool somebody_waits(int listener) {
  struct pollfd asked = {.fd = listener, .events = POLLIN};
  return poll(&asked, 1, 0) > 0;
}

/* No descriptor is left, or no memory for one: an idle connection gives its own, else newcomers wait for a while. The
 * listener would call again at once and for ever. */
static void on_no_accept(struct evconnlistener *listener, void *arg) {
  struct rt_http_server *server = arg;
  if (somebody_waits(evconnlistener_get_fd(listener)) && !part_with_one(server, NULL)) {
    let_wait(server, NO_DESCRIPTOR_MS);
  }
}

static bool let_in_or_turn_away(struct rt_http_server *server, evutil_socket_t fd, bool all_at_work) {
  all_at_work = all_at_work || (is_full(server) && !part_with_one(server, NULL));
  if (all_at_work) {
    turn_away(server, fd);
  } else {
    take_in(server, fd);
  }
  return all_at_work;
}

/* All that wait are let in as far as there is room; the others hear that there is none. False: no descriptor. */
static bool empty_queue(struct rt_http_server *server, int listener) {
  bool all_at_work = false;
  int fd = server->parked;
  server->parked = -1;
  for (; fd >= 0 || (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0; fd = -1) {
    all_at_work = let_in_or_turn_away(server, fd, all_at_work);
  }
  return (errno != EMFILE && errno != ENFILE) || !somebody_waits(listener);
}

static void on_accept_again(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct rt_http_server *server = arg;
  bool descriptors = true;
  for (size_t i = 0; i < server->listener_count; i++) {
    descriptors = empty_queue(server, evconnlistener_get_fd(server->listeners[i])) && descriptors;
  }
  if (!descriptors) {
    let_wait(server, NO_DESCRIPTOR_MS);
  } else if (is_full(server) && !part_with_one(server, NULL)) {
    let_wait(server, server->config.full_ms);
  } else {
    set_listening(server, true);
  }
}

/* Half of what the process may open, at most: the rest of it needs descriptors too. */
static int connections_max(int wanted) {
  struct rlimit files;
  bool known = getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY;
  return known && files.rlim_cur / 2 < (rlim_t)wanted ? (int)(files.rlim_cur / 2) : wanted;
}

struct rt_http_server *rt_http_server_new(struct event_base *base, const struct rt_http_config *config) {
  assert(config->handler.whole);
  struct rt_http_server *server = calloc(1, sizeof *server);
  struct event *accept_again = server ? evtimer_new(base, on_accept_again, server) : NULL;
  struct event *accept_soon = accept_again ? event_new(base, -1, 0, on_accept_soon, server) : NULL;
  if (!accept_soon) {
    if (accept_again) {
      event_free(accept_again);
    }
    free(server);
    return NULL;
  }
  server->accept_again = accept_again;
  server->accept_soon = accept_soon;
  server->parked = -1;
  server->base = base;
  server->config = *config;
  server->config.body_max = config->body_max ? config->body_max : 65536;
  server->config.connections_max = connections_max(or_default(config->connections_max, 500));
  server->config.head_ms = or_default(config->head_ms, 10000);
  server->config.body_ms = or_default(config->body_ms, 30000);
  server->config.body_ms_each_64k = or_default(config->body_ms_each_64k, 1000);
  server->config.idle_ms = or_default(config->idle_ms, 60000);
  server->config.linger_ms = or_default(config->linger_ms, 2000);
  server->config.full_ms = or_default(config->full_ms, 20);
  for (const struct rt_http_fixed_field *f = config->fixed; f && f->name; f++) {
    rt_buffer_printf(&server->fixed, "%s: %s\r\n", f->name, f->value);
  }
  TAILQ_INIT(&server->conns);
  TAILQ_INIT(&server->refused);
  return server;
}

static bool listen_on(struct rt_http_server *server, const struct sockaddr *address, int len) {
  if (server->listener_count == LISTENERS_MAX) {
    errno = ENOSPC;
    return false;
  }
  unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE;
  struct evconnlistener *listener =
      evconnlistener_new_bind(server->base, on_accept, server, flags, BACKLOG, address, len);
  if (!listener) {
    return false;
  }
  evconnlistener_set_error_cb(listener, on_no_accept);
  server->listeners[server->listener_count++] = listener;
  return true;
}

static bool listen_unix(struct rt_http_server *server, const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t size = strlen(path) + 1;
  if (size > sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return false;
  }
  memcpy(address.sun_path, path, size);
  (void)unlink(path);
  return listen_on(server, (struct sockaddr *)&address, sizeof address) && chmod(path, 0660) == 0;
}

static int port_of(struct evconnlistener *listener) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } address = {.v6 = {.sin6_family = AF_UNSPEC}};
  socklen_t len = sizeof address;
  if (getsockname(evconnlistener_get_fd(listener), &address.any, &len) != 0) {
    return 0;
  }
  return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

/* libevent's own parser takes no port 0, so the port is read here. */
static bool parse_address(const char *text, struct sockaddr_storage *ret_address, int *ret_len) {
  char host[128];
  char *end = NULL;
  const char *colon = strrchr(text, ':');
  size_t len = colon ? (size_t)(colon - text) : sizeof host;
  if (len >= sizeof host) {
    return false;
  }
  memcpy(host, text, len);
  host[len] = '\0';
  long port = strtol(colon + 1, &end, 10);
  *ret_len = sizeof *ret_address;
  if (*end || end == colon + 1 || port < 0 || port > 65535 ||
      evutil_parse_sockaddr_port(host, (struct sockaddr *)ret_address, ret_len) != 0) {
    return false;
  }
  in_port_t *at = ret_address->ss_family == AF_INET6 ? &((struct sockaddr_in6 *)ret_address)->sin6_port
                                                     : &((struct sockaddr_in *)ret_address)->sin_port;
  *at = htons((in_port_t)port);
  return true;
}

bool rt_http_server_listen(struct rt_http_server *server, const char *address) {
  if (*address == '/') {
    return listen_unix(server, address);
  }
  struct sockaddr_storage storage;
  int len = 0;
  if (!parse_address(address, &storage, &len)) {
    errno = EINVAL;
    return false;
  }
  if (!listen_on(server, (struct sockaddr *)&storage, len)) {
    return false;
  }
  if (server->port == 0) {
    server->port = port_of(server->listeners[server->listener_count - 1]);
  }
  return true;
}

int rt_http_server_port(const struct rt_http_server *server) {
  return server->port;
}

void rt_http_server_drain(struct rt_http_server *server) {
  server->draining = true;
  stop_listening(server);
  evtimer_del(server->accept_again);
  close_parked(server);
  struct conn *conn = TAILQ_FIRST(&server->conns);
  while (conn) {
    struct conn *next = TAILQ_NEXT(conn, link);
    if (conn_is_idle(conn)) {
      conn_free(conn);
    }
    conn = next;
  }
}

size_t rt_http_server_connections(const struct rt_http_server *server) {
  return server->conn_count;
}
