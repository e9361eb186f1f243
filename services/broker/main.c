#include "broker/broker.h"
#include "broker/route.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct rt_setting settings[] = {
    {"BM_FRONT", "tcp://127.0.0.1:5555", "where clients connect", false},
    {"BM_BACK", "tcp://127.0.0.1:5556", "where workers connect", false},
    {"BM_KEYS_DIR", NULL, "folder with broker.secret and clients/", false},
    {"BM_QUEUE_LIMIT", "1000", "requests that may wait in one lane", false},
    {0},
};

static struct broker *running;

static void on_signal(int number) {
  if (number == SIGHUP) {
    broker_reload(running);
  } else {
    broker_stop(running);
  }
}

static void catch_signals(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGHUP, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
}

static bool start(const struct rt_config *config, struct rt_error *error) {
  int64_t limit = 0;
  if (!rt_config_number(config, "BM_QUEUE_LIMIT", 1, 1000000, &limit, error)) {
    return false;
  }
  struct broker_options options = {
      .front = rt_config_text(config, "BM_FRONT"),
      .back = rt_config_text(config, "BM_BACK"),
      .keys_directory = rt_config_text(config, "BM_KEYS_DIR"),
      .queue_limit = (size_t)limit,
  };
  return broker_new(&options, &running, error);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--help") == 0) {
    rt_config_help(settings);
    return 0;
  }
  rt_log_open("broker", RT_LOG_INFO);
  struct rt_error error = {0};
  struct rt_config *config = NULL;
  if (!rt_config_new(settings, argc > 1 ? argv[1] : NULL, &config, &error) || !start(config, &error)) {
    rt_log(RT_LOG_ERROR, "can't start", RT_TEXT("why", error.text));
    rt_config_destroy(&config);
    return 1;
  }
  catch_signals();
  rt_log(RT_LOG_INFO, "ready", RT_TEXT("front", rt_config_text(config, "BM_FRONT")));
  broker_run(running);
  rt_log(RT_LOG_INFO, "stopped", RT_TEXT("front", rt_config_text(config, "BM_FRONT")));
  broker_destroy(&running);
  rt_config_destroy(&config);
  return 0;
}
