/* A service's main: tables and one call. */
#ifndef RT_CALL_SERVICE_H
#define RT_CALL_SERVICE_H

#include "runtime/base/config.h"
#include "runtime/call/call.h"
#include "runtime/pg/migrate.h"

struct rt_lane_row {
  const char *name; /* "intake.write" */
  int threads;      /* default; BM_<LANE>_THREADS */
  int drain_max;
};

struct rt_service {
  const char *name;                   /* "intake": schema, key identity, lane prefix */
  const struct rt_method *methods;    /* generated; ended by a NULL name */
  const struct rt_taker *takers;      /* generated; ended by a NULL event */
  const struct rt_timer_kind *timers; /* ended by a NULL kind; NULL: none */
  const struct rt_lane_row *lanes;    /* ended by a NULL name; lane "<name>.event" comes by itself */
  const struct rt_migration
      *migrations; /* made by bm_sql; the service starts on no other schema. NULL: none of its own */
  /* Services that take this one's events; ended by NULL. Outbox rows name them by place in this list: only append to
   * it. */
  const char *const *sends_to;
  /* Beside the common ones (BM_BROKERS BM_KEYS_DIR BM_DSN BM_SEAL_KEYS BM_HEALTH …). */
  const struct rt_setting *settings;
  /* Makes the service's own read-only things (calls get them as call->service). May be NULL. */
  bool (*open)(const struct rt_config *config, const struct rt_seal *seal, void **ret_things, struct rt_error *error);
  void (*close)(void **things);
};

/* Runs the process until it is told to stop: lanes, event lane, relay, timers, health. Returns the exit code. */
int rt_service_main(int argc, char **argv, const struct rt_service *service);

#endif
