/* The gateway put together, on a loop of its own thread. */
#ifndef GW_RUN_H
#define GW_RUN_H

#include "runtime/base/status.h"

#include <stdbool.h>

struct gw;
struct gw_run;
struct rt_client;
struct rt_host;

struct gw_run_config {
  const char *listen; /* "host:port" or the path of a unix socket */
  int connections_max;
  int calls_max; /* under way to one lane */
  int rpc_timeout_ms;
  const char *web_dir; /* the built pages; "": none */
};

/* Listens and starts the thread. Borrows `host`; takes the client over, also on failure. */
RT_MUST_CHECK bool gw_run_start(struct rt_host *host, struct rt_client **client, const struct gw_run_config *config,
                                struct gw_run **ret_run, struct rt_error *error);
/* Answers come from a service again. Thread-safe. */
bool gw_run_ready(const struct gw_run *run);
/* TCP port it listens on. */
int gw_run_port(const struct gw_run *run);
/* No new connections, answers what is asked for at most `patience_ms`, ends the thread, frees all. */
void gw_run_stop(struct gw_run **run, int patience_ms);

#endif
