#include "broker/shell.h"

#include "runtime/metrics/metrics.h"

#include <stddef.h>

static struct rt_metric messages = {.kind = RT_METRIC_COUNTER,
                                    .name = "bm_broker_requests_total",
                                    .help = "Requests by what became of them",
                                    .labels = {"fate"}};
static struct rt_metric lost = {
    .kind = RT_METRIC_COUNTER, .name = "bm_broker_lost_workers_total", .help = "Workers that left without saying so"};
static struct rt_metric lane_figures = {.kind = RT_METRIC_GAUGE,
                                        .name = "bm_broker_lane",
                                        .help = "A lane's workers, requests queued and held, credits left",
                                        .labels = {"lane", "what"}};

static const struct {
  const char *fate;
  size_t offset;
} fates[] = {
    {"came", offsetof(struct broker_counters, requests)},
    {"dispatched", offsetof(struct broker_counters, jobs)},
    {"answered", offsetof(struct broker_counters, replies)},
    {"expired", offsetof(struct broker_counters, expired)},
    {"full", offsetof(struct broker_counters, full)},
    {"unavailable", offsetof(struct broker_counters, unavailable)},
    {"denied", offsetof(struct broker_counters, denied)},
};

static int64_t count_at(const struct broker_counters *counters, size_t offset) {
  return *(const int64_t *)(const void *)((const char *)counters + offset);
}

void broker_show(struct broker *broker) {
  const struct broker_counters *now = broker_counters(broker->state);
  for (size_t i = 0; i < sizeof fates / sizeof fates[0]; i++) {
    int64_t more = count_at(now, fates[i].offset) - count_at(&broker->shown, fates[i].offset);
    rt_metric_add(&messages, fates[i].fate, NULL, more);
  }
  rt_metric_add(&lost, NULL, NULL, now->lost_workers - broker->shown.lost_workers);
  broker->shown = *now;
  struct broker_lane_view lanes[BROKER_LANES_MAX];
  size_t count = broker_lanes(broker->state, lanes, BROKER_LANES_MAX);
  for (size_t i = 0; i < count; i++) {
    rt_metric_set(&lane_figures, lanes[i].name, "workers", lanes[i].workers);
    rt_metric_set(&lane_figures, lanes[i].name, "queued", lanes[i].queued);
    rt_metric_set(&lane_figures, lanes[i].name, "held", lanes[i].held);
    rt_metric_set(&lane_figures, lanes[i].name, "credits", lanes[i].credits);
  }
}
