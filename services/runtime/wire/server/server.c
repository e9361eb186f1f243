#include "runtime/wire/server.h"

#include "runtime/base/clock.h"
#include "runtime/wire/server/worker.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static size_t count_threads(const struct rt_lane *lanes, size_t lane_count) {
  size_t threads = 0;
  for (size_t i = 0; i < lane_count; i++) {
    assert(lanes[i].threads > 0 && lanes[i].drain_max > 0 && lanes[i].drain_max <= RT_DRAIN_MAX);
    assert(strlen(lanes[i].name) <= RT_WIRE_LANE_MAX && lanes[i].drain != NULL);
    threads += (size_t)lanes[i].threads;
  }
  assert(threads > 0);
  return threads;
}

/* What top -H and a debugger show: the lane, as far as the kernel's 15 characters go. */
static void name_thread(pthread_t thread, const char *lane) {
  char name[16];
  snprintf(name, sizeof name, "%.15s", lane);
  pthread_setname_np(thread, name);
}

static bool start_threads(struct rt_server *server, const struct rt_lane *lanes, size_t lane_count,
                          struct rt_error *error) {
  size_t next = 0;
  for (size_t i = 0; i < lane_count; i++) {
    for (int thread = 0; thread < lanes[i].threads; thread++) {
      struct rt_worker *worker = &server->workers[next++];
      worker->server = server;
      worker->lane = lanes[i];
      int failed = pthread_create(&worker->thread, NULL, rt_worker_run, worker);
      if (failed != 0) {
        return rt_fail(error, RT_RESOURCE_EXHAUSTED, "thread of %s: %s", lanes[i].name, strerror(failed));
      }
      worker->started = true;
      name_thread(worker->thread, lanes[i].name);
    }
  }
  return true;
}

bool rt_server_new(const char *brokers, const struct rt_keys *keys, const struct rt_lane *lanes, size_t lane_count,
                   struct rt_server **ret_server, struct rt_error *error) {
  struct rt_server *server = calloc(1, sizeof *server);
  if (server == NULL) {
    abort();
  }
  if (!rt_brokers_read(brokers, server->brokers, &server->broker_count, error)) {
    free(server);
    return false;
  }
  server->context = rt_context_new(server->brokers, server->broker_count);
  server->keys = *keys;
  server->worker_count = count_threads(lanes, lane_count);
  server->workers = calloc(server->worker_count, sizeof server->workers[0]);
  server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (server->workers == NULL || server->wake < 0) {
    abort();
  }
  if (!start_threads(server, lanes, lane_count, error)) {
    rt_server_destroy(&server);
    return false;
  }
  *ret_server = server;
  return true;
}

bool rt_server_ready(const struct rt_server *server) {
  for (size_t i = 0; i < server->worker_count; i++) {
    if (!atomic_load(&server->workers[i].ready)) {
      return false;
    }
  }
  return true;
}

void rt_server_drain(struct rt_server *server, int patience_ms) {
  atomic_store(&server->patience_ms, rt_clock_monotonic_ms() + patience_ms);
  atomic_store(&server->draining, true);
  uint64_t one = 1;
  while (write(server->wake, &one, sizeof one) < 0 && errno == EINTR) {
  }
  for (size_t i = 0; i < server->worker_count; i++) {
    if (server->workers[i].started) {
      pthread_join(server->workers[i].thread, NULL);
      server->workers[i].started = false;
    }
  }
}

void rt_server_destroy(struct rt_server **server) {
  struct rt_server *gone = *server;
  if (gone == NULL) {
    return;
  }
  *server = NULL;
  rt_server_drain(gone, 0);
  zmq_ctx_term(gone->context);
  close(gone->wake);
  free(gone->workers);
  free(gone);
}
