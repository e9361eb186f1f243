/* bm-gateway: HTTP in, one RPC out. Tables and one call. */
#include "bianmin/rules_table.h"
#include "gateway/run.h"
#include "runtime/host/host.h"
#include "runtime/json/rules.h"
#include "runtime/wire/client.h"

#include <sodium.h>
#include <stddef.h>

static const struct rt_setting settings[] = {
    RT_SETTING_BROKERS,
    RT_SETTING_KEYS_DIR,
    {"BM_LISTEN", "127.0.0.1:8080", "where to listen: host:port, or the path of a unix socket", false},
    {"BM_CONNECTIONS", "5000", "most connections at once", false},
    {"BM_CALLS", "300", "most calls under way to one lane; more are answered 503 at once", false},
    {"BM_RPC_TIMEOUT_MS", "5000", "how long a call to a service may take with all its attempts", false},
    {"BM_WEB_DIR", "", "the built pages to serve (gateway/web/build); empty: none", false},
    {NULL, NULL, NULL, false},
};

static bool read_config(const struct rt_config *config, struct gw_run_config *ret, struct rt_error *error) {
  int64_t connections = 0;
  int64_t calls = 0;
  int64_t timeout_ms = 0;
  if (!rt_config_number(config, "BM_CONNECTIONS", 1, 20000, &connections, error) ||
      !rt_config_number(config, "BM_CALLS", 1, 20000, &calls, error) ||
      !rt_config_number(config, "BM_RPC_TIMEOUT_MS", 100, 60000, &timeout_ms, error)) {
    return false;
  }
  *ret = (struct gw_run_config){.listen = rt_config_text(config, "BM_LISTEN"),
                                .connections_max = (int)connections,
                                .calls_max = (int)calls,
                                .rpc_timeout_ms = (int)timeout_ms,
                                .web_dir = rt_config_text(config, "BM_WEB_DIR")};
  return true;
}

static bool start(struct rt_host *host, struct rt_error *error) {
  const struct rt_config *config = rt_host_config(host);
  struct gw_run_config run_config;
  struct rt_keys keys;
  struct rt_client *client = NULL;
  struct gw_run *run = NULL;
  if (sodium_init() < 0) {
    return rt_fail(error, RT_INTERNAL, "libsodium does not start");
  }
  rt_rules_use(bm_rules);
  if (!read_config(config, &run_config, error) ||
      !rt_keys_load(rt_config_text(config, "BM_KEYS_DIR"), "gateway", &keys, error) ||
      !rt_client_new(rt_config_text(config, "BM_BROKERS"), &keys, &client, error) ||
      !gw_run_start(host, &client, &run_config, &run, error)) {
    return false;
  }
  rt_host_set_things(host, run);
  return true;
}

static bool ready(struct rt_host *host) {
  return gw_run_ready(rt_host_things(host));
}

static void stop(struct rt_host *host, int patience_ms) {
  struct gw_run *run = rt_host_things(host);
  gw_run_stop(&run, patience_ms);
}

static const struct rt_host_spec spec = {.name = "bm-gateway",
                                         .summary = "HTTP/JSON for people and systems, one RPC a request",
                                         .settings = settings,
                                         .start = start,
                                         .ready = ready,
                                         .stop = stop};

int main(int argc, char **argv) {
  return rt_host_main(argc, argv, &spec);
}
