#include "broker/broker.h"
#include "runtime/host/host.h"

#include <pthread.h>
#include <stdlib.h>

static const struct rt_setting settings[] = {
    {"BM_FRONT", "tcp://127.0.0.1:5555", "where clients connect: tcp://host:port or ipc:///path/front", false},
    {"BM_BACK", "tcp://127.0.0.1:5556", "where workers connect: the next port, or ipc:///path/back", false},
    {"BM_QUEUE_LIMIT", "1000", "requests that may wait in one lane", false},
    RT_SETTING_KEYS_DIR,
    {0},
};

struct running {
  struct broker *broker;
  pthread_t thread;
};

static void *work(void *broker) {
  broker_run(broker);
  return NULL;
}

static bool read_options(const struct rt_config *config, struct broker_options *ret_options, struct rt_error *error) {
  int64_t limit = 0;
  if (!rt_config_number(config, "BM_QUEUE_LIMIT", 1, 1000000, &limit, error)) {
    return false;
  }
  *ret_options = (struct broker_options){
      .front = rt_config_text(config, "BM_FRONT"),
      .back = rt_config_text(config, "BM_BACK"),
      .keys_directory = rt_config_text(config, "BM_KEYS_DIR"),
      .queue_limit = (size_t)limit,
  };
  return true;
}

static bool start(struct rt_host *host, struct rt_error *error) {
  static struct running running;
  struct broker_options options;
  if (!read_options(rt_host_config(host), &options, error) || !broker_new(&options, &running.broker, error)) {
    return false;
  }
  if (pthread_create(&running.thread, NULL, work, running.broker) != 0) {
    broker_destroy(&running.broker);
    return rt_fail(error, RT_RESOURCE_EXHAUSTED, "no thread for the broker");
  }
  rt_host_set_things(host, &running);
  return true;
}

static void stop(struct rt_host *host, int patience_ms) {
  (void)patience_ms;
  struct running *running = rt_host_things(host);
  broker_stop(running->broker);
  pthread_join(running->thread, NULL);
  broker_destroy(&running->broker);
}

static const struct rt_host_spec spec = {
    .name = "bm-broker",
    .summary = "Carries requests from callers to the services that answer them.",
    .settings = settings,
    .start = start,
    .stop = stop,
};

int main(int argc, char **argv) {
  return rt_host_main(argc, argv, &spec);
}
