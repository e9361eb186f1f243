/* A service's process: what its tables say, put behind lanes, beside the relay and the timers. */
#include "runtime/call/service.h"

#include "bianmin/rules_table.h"
#include "runtime/base/log.h"
#include "runtime/call/delivery/relay.h"
#include "runtime/call/delivery/timers.h"
#include "runtime/call/engine/engine.h"
#include "runtime/call/settings.h"
#include "runtime/host/host.h"
#include "runtime/json/rules.h"
#include "runtime/wire/server.h"
#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LANES_MAX = 16, EVENT_DRAIN = 4, SCHEMA_TRIES = 20, SCHEMA_WAIT_MS = 250 };

/* One process serves one service. */
static const struct rt_service *the_service;

struct lane_context {
  struct rt_engine_parts parts;
};

struct running {
  struct rt_seal *seal;
  void *things;
  struct rt_keys keys;
  struct rt_relay *relay;
  struct rt_timers *timers;
  struct rt_server *server;
  struct rt_lane lanes[LANES_MAX];
  struct lane_context contexts[LANES_MAX];
  char event_lane[64];
};

static bool open_lane(void *context, void **ret_state, struct rt_error *error) {
  struct lane_context *lane = context;
  struct rt_engine *engine = NULL;
  if (!rt_engine_new(&lane->parts, &engine, error)) {
    return false;
  }
  *ret_state = engine;
  return true;
}

static void close_lane(void **state) {
  struct rt_engine *engine = *state;
  rt_engine_destroy(&engine);
  *state = NULL;
}

static void beat(void *context) {
  rt_beat_now(context);
}

static bool able_lane(void *state, struct rt_beat *rt_beat) {
  rt_engine_beat(state, beat, rt_beat);
  return rt_engine_able(state);
}

static void drain_lane(void *state, struct rt_beat *rt_beat, struct rt_arena *arena, const struct rt_incoming *requests,
                       size_t count, struct rt_outgoing *ret_outgoing) {
  rt_engine_beat(state, rt_beat == NULL ? NULL : beat, rt_beat);
  rt_engine_drain(state, arena, requests, count, ret_outgoing);
}

static struct rt_engine_parts parts(struct running *running, const struct rt_config *config, const char *lane) {
  return (struct rt_engine_parts){.service = the_service,
                                  .dsn = rt_config_text(config, "BM_DSN"),
                                  .seal = running->seal,
                                  .things = running->things,
                                  .lane = lane,
                                  .wake = rt_relay_wake,
                                  .wake_context = running->relay};
}

static void add_lane(struct running *running, const struct rt_config *config, size_t at, const char *name, int threads,
                     int drain_max) {
  assert(at < LANES_MAX);
  running->contexts[at].parts = parts(running, config, name);
  running->lanes[at] = (struct rt_lane){.name = name,
                                        .threads = threads,
                                        .drain_max = drain_max,
                                        .open = open_lane,
                                        .close = close_lane,
                                        .able = able_lane,
                                        .drain = drain_lane,
                                        .context = &running->contexts[at]};
}

/* The service's lanes, and one for events with a thread of its own. */
static bool make_lanes(struct running *running, const struct rt_config *config, size_t *ret_count,
                       struct rt_error *error) {
  size_t count = 0;
  for (const struct rt_lane_row *row = the_service->lanes; row->name != NULL; row++) {
    char setting[RT_SETTING_NAME];
    int64_t threads = 0;
    rt_lane_setting(row->name, setting);
    if (!rt_config_number(config, setting, 1, 64, &threads, error)) {
      return false;
    }
    add_lane(running, config, count++, row->name, (int)threads, row->drain_max);
  }
  snprintf(running->event_lane, sizeof running->event_lane, "%s.event", the_service->name);
  add_lane(running, config, count++, running->event_lane, 1, EVENT_DRAIN);
  *ret_count = count;
  return true;
}

/* A database that is on its way up is waited for a little; a schema nobody knows is not. */
static bool check_schema(const char *dsn, struct rt_error *error) {
  for (int try = 0;; try++) {
    if (rt_migrate_check(dsn, the_service->name, the_service->migrations, error)) {
      return true;
    }
    if (error->status != RT_UNAVAILABLE || try == SCHEMA_TRIES) {
      return false;
    }
    nanosleep(&(struct timespec){.tv_nsec = SCHEMA_WAIT_MS * 1000000L}, NULL);
  }
}

static bool open_things(struct running *running, const struct rt_config *config, struct rt_error *error) {
  if (sodium_init() < 0) {
    return rt_fail(error, RT_INTERNAL, "libsodium does not start");
  }
  rt_rules_use(bm_rules);
  return rt_seal_new(rt_config_text(config, "BM_SEAL_KEYS"), &running->seal, error) &&
         rt_keys_load(rt_config_text(config, "BM_KEYS_DIR"), the_service->name, &running->keys, error) &&
         check_schema(rt_config_text(config, "BM_DSN"), error) &&
         (the_service->open == NULL || the_service->open(config, running->seal, &running->things, error));
}

static bool open_threads(struct running *running, const struct rt_config *config, struct rt_error *error) {
  const char *brokers = rt_config_text(config, "BM_BROKERS");
  size_t count = 0;
  if (!rt_relay_new(the_service, rt_config_text(config, "BM_DSN"), running->seal, brokers, &running->keys,
                    &running->relay, error)) {
    return false;
  }
  struct rt_engine_parts timer_parts = parts(running, config, "timers");
  return rt_timers_new(&timer_parts, &running->timers, error) && make_lanes(running, config, &count, error) &&
         rt_server_new(brokers, &running->keys, running->lanes, count, &running->server, error);
}

/* Callers first, then those that act by themselves, then what all of them use. */
static void close_all(struct running *running, int patience_ms) {
  if (running->server != NULL) {
    rt_server_drain(running->server, patience_ms);
    rt_server_destroy(&running->server);
  }
  rt_timers_destroy(&running->timers);
  rt_relay_destroy(&running->relay);
  if (running->things != NULL && the_service->close != NULL) {
    the_service->close(&running->things);
  }
  rt_seal_destroy(&running->seal);
  free(running);
}

static bool start(struct rt_host *host, struct rt_error *error) {
  const struct rt_config *config = rt_host_config(host);
  struct running *running = calloc(1, sizeof *running);
  assert(running != NULL);
  if (!open_things(running, config, error) || !open_threads(running, config, error)) {
    close_all(running, 0);
    return false;
  }
  rt_host_set_things(host, running);
  return true;
}

static bool ready(struct rt_host *host) {
  const struct running *running = rt_host_things(host);
  return rt_server_ready(running->server) && rt_relay_ready(running->relay);
}

/* The relay may still wait for an answer, up to its call's 3 seconds. */
static void stop(struct rt_host *host, int patience_ms) {
  close_all(rt_host_things(host), patience_ms > 4000 ? patience_ms - 4000 : patience_ms / 2);
}

int rt_service_main(int argc, char **argv, const struct rt_service *service) {
  char name[64], summary[128];
  snprintf(name, sizeof name, "bm-%s", service->name);
  snprintf(summary, sizeof summary, "Serves the %s lanes of the county's brokers.", service->name);
  struct rt_lane_settings settings;
  rt_service_settings(service, &settings);
  the_service = service;
  const struct rt_host_spec spec = {
      .name = name, .summary = summary, .settings = settings.rows, .start = start, .ready = ready, .stop = stop};
  return rt_host_main(argc, argv, &spec);
}
