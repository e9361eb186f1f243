/* One thread owns the loop and everything on it. Whoever stops it writes a byte into a pipe; the loop then drains and
 * breaks when the last connection is gone or patience is at an end. */
#include "gateway/run.h"

#include "gateway/auth/resolve.h"
#include "gateway/gateway.h"
#include "gateway/http/handler.h"
#include "gateway/http/web.h"
#include "gateway/sse/live.h"
#include "runtime/base/clock.h"
#include "runtime/base/log.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PAPER_MAX = 20 * 1024 * 1024, SWEEP_S = 5, LOOK_MS = 20 };

struct gw_run {
  struct gw gw;
  struct rt_client *client;
  pthread_t thread;
  int told[2];
  struct event *on_told;
  struct event *on_look;
  int patience_ms; /* written before the byte is sent */
  int64_t end_ms;
};

/* What a crowd needed and left free, scattered over the heap, goes back to the kernel when the crowd has gone. */
static void give_back(struct gw *gw) {
  size_t connections = rt_http_server_connections(gw->server);
  if (connections >= gw->crowd / 2) {
    gw->crowd = connections > gw->crowd ? connections : gw->crowd;
  } else {
    malloc_trim(0);
    gw->crowd = connections;
  }
}

static void on_sweep(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct gw *gw = arg;
  gw_sessions_sweep(gw->sessions, rt_clock_monotonic_ms());
  give_back(gw);
  if (gw->turned_away > 0) {
    rt_log(RT_LOG_WARN, "turned away: too many at once", RT_NUMBER("requests", gw->turned_away));
    gw->turned_away = 0;
    event_active(gw->said, 0, 0);
  }
}

static void on_said(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what, (void)arg;
  rt_log_flush();
}

static void on_look(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct gw_run *run = arg;
  if (rt_http_server_connections(run->gw.server) == 0 || rt_clock_monotonic_ms() >= run->end_ms) {
    event_base_loopbreak(run->gw.base);
  }
}

static void on_told(evutil_socket_t fd, short what, void *arg) {
  (void)what;
  struct gw_run *run = arg;
  struct timeval every = {.tv_usec = LOOK_MS * 1000L};
  char byte;
  (void)!read(fd, &byte, 1);
  run->end_ms = rt_clock_monotonic_ms() + run->patience_ms;
  rt_http_server_drain(run->gw.server);
  run->gw.draining = true;
  gw_live_close(run->gw.live);
  event_add(run->on_look, &every);
  event_active(run->on_look, 0, 0);
}

static void *loop(void *arg) {
  struct gw_run *run = arg;
  rt_log_hold();
  event_base_dispatch(run->gw.base);
  rt_log_flush();
  return NULL;
}

static void free_event(struct event *event) {
  if (event) {
    event_free(event);
  }
}

/* Requests that an RPC still holds are told as the RPC goes, so it goes before the sessions. */
static void take_down(struct gw_run *run) {
  struct gw *gw = &run->gw;
  rt_http_server_destroy(&gw->server);
  gw_probe_destroy(&gw->probe);
  gw_rpc_destroy(&gw->rpc);
  rt_client_destroy(&run->client);
  gw_live_destroy(&gw->live);
  gw_sessions_destroy(&gw->sessions);
  gw_requests_free(gw);
  gw_web_destroy(&gw->web);
  free_event(gw->sweep);
  free_event(gw->said);
  free_event(run->on_told);
  free_event(run->on_look);
  if (gw->base) {
    event_base_free(gw->base);
  }
  close(run->told[0]);
  close(run->told[1]);
  free(run);
}

static bool make_loop(struct gw_run *run) {
  struct gw *gw = &run->gw;
  struct timeval every = {.tv_sec = SWEEP_S};
  if (pipe2(run->told, O_CLOEXEC | O_NONBLOCK) != 0) {
    run->told[0] = run->told[1] = -1;
    return false;
  }
  gw->base = event_base_new();
  if (!gw->base) {
    return false;
  }
  gw->sweep = event_new(gw->base, -1, EV_PERSIST, on_sweep, gw);
  run->on_told = event_new(gw->base, run->told[0], EV_READ | EV_PERSIST, on_told, run);
  run->on_look = event_new(gw->base, -1, EV_PERSIST, on_look, run);
  gw->said = event_new(gw->base, -1, 0, on_said, gw);
  return gw->sweep && gw->said && run->on_told && run->on_look && event_add(gw->sweep, &every) == 0 &&
         event_add(run->on_told, NULL) == 0;
}

/* Connections get half of them (runtime/http). Up to its hard limit a process may help itself. */
static void ask_for_descriptors(int connections) {
  struct rlimit files;
  rlim_t wanted = (rlim_t)connections * 2;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < wanted) {
    files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
  }
}

static bool make_server(struct gw_run *run, const struct gw_run_config *config) {
  struct gw *gw = &run->gw;
  const struct rt_http_config http = {
      .handler = gw_handler, .context = gw, .fixed = gw_fixed_fields, .connections_max = config->connections_max};
  ask_for_descriptors(config->connections_max);
  gw->server = rt_http_server_new(gw->base, &http);
  return gw->server && rt_http_server_listen(gw->server, config->listen);
}

/* Pages that can't be read are no reason for the API not to run. */
static void load_pages(struct gw *gw, const char *directory) {
  struct rt_error error = {0};
  if (!gw_web_new(directory ? directory : "", &gw->web, &error)) {
    rt_log(RT_LOG_ERROR, "no pages", RT_TEXT("why", error.text));
    error = (struct rt_error){0};
    bool none = gw_web_new("", &gw->web, &error);
    assert(none);
  }
}

bool gw_run_start(struct rt_host *host, struct rt_client **client, const struct gw_run_config *config,
                  struct gw_run **ret_run, struct rt_error *error) {
  struct gw_run *run = calloc(1, sizeof *run);
  assert(run);
  run->client = *client;
  *client = NULL;
  run->gw.host = host;
  run->gw.rpc_timeout_ms = config->rpc_timeout_ms;
  run->gw.paper_max = PAPER_MAX;
  run->gw.admission.limit = config->calls_max;
  run->gw.sessions = gw_sessions_new(gw_resolve, &run->gw);
  load_pages(&run->gw, config->web_dir);
  if (!make_loop(run) || !make_server(run, config)) {
    int why = errno;
    take_down(run);
    return rt_fail(error, RT_UNAVAILABLE, "cannot listen on %s: %s", config->listen, strerror(why));
  }
  run->gw.rpc = gw_rpc_new(run->gw.base, run->client);
  run->gw.live = gw_live_new(&run->gw, (size_t)config->connections_max / 2);
  run->gw.probe = gw_probe_new(&run->gw);
  if (pthread_create(&run->thread, NULL, loop, run) != 0) {
    take_down(run);
    return rt_fail(error, RT_UNAVAILABLE, "cannot start the loop's thread");
  }
  *ret_run = run;
  return true;
}

bool gw_run_ready(const struct gw_run *run) {
  return gw_probe_ready(run->gw.probe);
}

int gw_run_port(const struct gw_run *run) {
  return rt_http_server_port(run->gw.server);
}

void gw_run_stop(struct gw_run **run, int patience_ms) {
  if (!*run) {
    return;
  }
  (*run)->patience_ms = patience_ms;
  (void)!write((*run)->told[1], "", 1);
  pthread_join((*run)->thread, NULL);
  take_down(*run);
  *run = NULL;
}
