#include "runtime/host/health.h"
#include "runtime/base/cleanup.h"
#include "runtime/http/server.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { CONNECTIONS = 16, PATH_ROOM = 64 };

struct rt_health {
  struct rt_host *host;
  struct event_base *base;
  struct rt_http_server *server;
  struct event *end;
  int end_fd; /* written to from outside: the loop is used by its own thread alone */
  pthread_t thread;
  bool running;
};

static const struct rt_http_refusal no_such_path = {404, "NOT_FOUND", "只有 /livez、/readyz 和 /metrics"};
static const struct rt_http_refusal no_such_method = {405, "METHOD_NOT_ALLOWED", "只接受 GET"};

static void answer(void *context, struct rt_http_exchange *x) {
  struct rt_health *health = context;
  struct rt_http_text method = rt_http_head(x)->method;
  struct rt_http_text target = rt_http_head(x)->target;
  if (!rt_http_text_is(method, "GET") && !rt_http_text_is(method, "HEAD")) {
    rt_http_refuse(x, &no_such_method);
    return;
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer body = {0};
  struct rt_host_answer it = {0};
  char path[PATH_ROOM] = "";
  memcpy(path, target.at, target.len < sizeof path ? target.len : 0);
  if (rt_host_answer(health->host, path, &it, &body)) {
    rt_http_answer(x, it.status, it.type, body.data, body.used);
  } else {
    rt_http_refuse(x, &no_such_path);
  }
}

static void on_end(evutil_socket_t fd, short what, void *context) {
  (void)fd;
  (void)what;
  event_base_loopbreak(context);
}

static void *run(void *context) {
  event_base_dispatch(context);
  return NULL;
}

static bool open_all(struct rt_health *health, const char *address, struct rt_error *error) {
  const struct rt_http_config config = {
      .handler = {.whole = answer}, .context = health, .connections_max = CONNECTIONS};
  health->base = event_base_new();
  health->server = health->base ? rt_http_server_new(health->base, &config) : NULL;
  health->end_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (!health->server || health->end_fd < 0) {
    return rt_fail(error, RT_INTERNAL, "health: no event loop");
  }
  const char *place = strncmp(address, "unix:", 5) == 0 ? address + 5 : address;
  if (!rt_http_server_listen(health->server, place)) {
    return rt_fail(error, RT_UNAVAILABLE, "BM_HEALTH: cannot listen on %s: %s", address, strerror(errno));
  }
  health->end = event_new(health->base, health->end_fd, EV_READ, on_end, health->base);
  if (!health->end || event_add(health->end, NULL) != 0) {
    return rt_fail(error, RT_INTERNAL, "health: no event");
  }
  health->running = pthread_create(&health->thread, NULL, run, health->base) == 0;
  return health->running || rt_fail(error, RT_INTERNAL, "health: no thread");
}

bool rt_health_new(struct rt_host *host, const char *address, struct rt_health **ret_health, struct rt_error *error) {
  struct rt_health *health = calloc(1, sizeof *health);
  assert(health);
  health->host = host;
  health->end_fd = -1;
  if (!open_all(health, address, error)) {
    rt_health_destroy(&health);
    return false;
  }
  *ret_health = health;
  return true;
}

void rt_health_destroy(struct rt_health **health) {
  struct rt_health *it = *health;
  if (!it) {
    return;
  }
  if (it->running) {
    const uint64_t one = 1;
    ssize_t wrote = write(it->end_fd, &one, sizeof one);
    assert(wrote == (ssize_t)sizeof one);
    pthread_join(it->thread, NULL);
  }
  if (it->end) {
    event_free(it->end);
  }
  rt_http_server_destroy(&it->server);
  if (it->base) {
    event_base_free(it->base);
  }
  if (it->end_fd >= 0) {
    close(it->end_fd);
  }
  free(it);
  *health = NULL;
}
