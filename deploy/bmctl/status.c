/* bmctl status: each broker is asked by itself, for each speaks only for itself. */
#include "bianmin/broker.pb-c.h"
#include "deploy/bmctl/remote.h"
#include "runtime/base/cleanup.h"
#include "runtime/json/json.h"
#include "runtime/wire/client.h"

#include <stdio.h>
#include <string.h>

enum { PATIENCE_MS = 3000 };

static void print_text(const char *endpoint, const Bm__BrokerStatus *status) {
  const Bm__BrokerCounters *counts = status->counters;
  printf("broker %s\n", endpoint);
  printf("  %-24s %8s %8s %8s %8s\n", "lane", "workers", "queued", "held", "credits");
  for (size_t i = 0; i < status->n_lanes; i++) {
    const Bm__BrokerLane *lane = status->lanes[i];
    printf("  %-24s %8d %8d %8d %8d\n", lane->name, lane->workers, lane->queued, lane->held, lane->credits);
  }
  if (counts) {
    printf("  requests %s, jobs %s, replies %s, expired %s, full %s, unavailable %s, denied %s, lost workers %s, "
           "strangers %s\n",
           counts->requests, counts->jobs, counts->replies, counts->expired, counts->full, counts->unavailable,
           counts->denied, counts->lost_workers, counts->strangers);
  }
}

static int ask_one(struct bmctl *bmctl, const char *endpoint, const struct rt_keys *keys, struct rt_buffer *json) {
  static const Bm__BrokerStatusRequest request = BM__BROKER_STATUS_REQUEST__INIT;
  struct rt_client *client = NULL;
  struct rt_error error = {0};
  if (!rt_client_new(endpoint, keys, &client, &error)) {
    return bmctl_fail(bmctl, &error);
  }
  const struct bmctl_outgoing call = {
      .method = bmctl_method("broker.Status"), .request = &request.base, .again = true, .timeout_ms = PATIENCE_MS};
  ProtobufCMessage *reply = NULL;
  int code = bmctl_ask_through(bmctl, client, &call, &reply);
  rt_client_destroy(&client);
  if (code != BMCTL_DONE) {
    if (!bmctl->json) {
      fprintf(stderr, "bmctl: that was broker %s\n", endpoint);
    }
    return code;
  }
  bmctl_comma(json);
  rt_buffer_text(json, "{");
  bmctl_member(json, "broker", endpoint);
  bmctl_key(json, "status");
  rt_json_print(reply, json);
  rt_buffer_text(json, "}");
  if (!bmctl->json) {
    print_text(endpoint, (const Bm__BrokerStatus *)reply);
  }
  return BMCTL_DONE;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  struct rt_keys keys;
  struct rt_error error = {0};
  const char *brokers = NULL;
  if (argc > 1) {
    return bmctl_usage(bmctl, &bmctl_status, "unexpected argument %s", argv[1]);
  }
  if (!bmctl_identity(bmctl, &keys, &brokers, &error)) {
    (void)bmctl_fail(bmctl, &error);
    return BMCTL_USAGE;
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
  rt_buffer_text(&json, "[");
  int worst = BMCTL_DONE;
  size_t reached = 0;
  char *rest = rt_arena_text(bmctl->arena, brokers);
  for (char *endpoint = strtok_r(rest, ", ", &rest); endpoint; endpoint = strtok_r(NULL, ", ", &rest)) {
    int code = ask_one(bmctl, endpoint, &keys, &json);
    reached += code == BMCTL_DONE;
    worst = code > worst ? code : worst;
  }
  rt_buffer_text(&json, "]");
  if (bmctl->json) {
    bmctl_print_json(bmctl, &json);
  }
  return worst != BMCTL_DONE && reached > 0 ? BMCTL_FAILED : worst;
}

const struct bmctl_command bmctl_status = {
    .name = "status",
    .arguments = "",
    .summary = "Lanes, workers, queues and counts of every broker",
    .help = "Each broker of BM_BROKERS is asked by itself. Exit code 1 if some do not answer, 3 if none does.\n",
    .run = run};
