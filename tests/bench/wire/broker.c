/* bench-wire-broker-plain KEYS FRONT BACK: the broker as it is, behind the doors of plain.c, until SIGTERM. */
#include "broker/broker.h"

#include "runtime/base/log.h"

#include <signal.h>
#include <stdio.h>

static struct broker *broker;

static void stop(int number) {
  (void)number;
  broker_stop(broker);
}

int main(int argc, char **argv) {
  struct rt_error error = {0};
  rt_log_open("bench-wire-broker", RT_LOG_WARN);
  struct broker_options options = {.queue_limit = 1000};
  if (argc != 4) {
    return 2;
  }
  options.keys_directory = argv[1];
  options.front = argv[2];
  options.back = argv[3];
  if (!broker_new(&options, &broker, &error)) {
    fprintf(stderr, "bench-wire-broker: %s\n", error.text);
    return 2;
  }
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  broker_run(broker);
  broker_destroy(&broker);
  return 0;
}
