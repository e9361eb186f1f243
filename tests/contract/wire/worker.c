/* contract-worker KEYS IDENTITY BROKERS LANE THREADS: an echo worker that tests stop and kill. Drains on SIGTERM. */
#include "contract/wire/support.h"
#include "runtime/base/log.h"

#include <signal.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  struct rt_keys keys;
  struct rt_error error = {0};
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  if (argc != 6 || !rt_keys_load(argv[1], argv[2], &keys, &error)) {
    return 2;
  }
  rt_log_open("contract-worker", RT_LOG_WARN);
  struct rt_lane lanes[] = {
      {.name = argv[4], .threads = atoi(argv[5]), .drain_max = RT_DRAIN_MAX, .drain = echo_drain}};
  struct rt_server *server = NULL;
  if (!rt_server_new(argv[3], &keys, lanes, 1, &server, &error)) {
    return 2;
  }
  int number = 0;
  sigwait(&ends, &number);
  rt_server_drain(server, 5000);
  rt_server_destroy(&server);
  return 0;
}
