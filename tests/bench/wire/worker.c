/* bench-wire-worker KEYS BROKERS THREADS DRAIN_MAX: serves intake.echo by the real worker loop until SIGTERM. DRAIN_MAX
 * 1 is the broken variant that the bench must show as bad: one credit a worker, so that every job waits for the answer
 * to the one before. */
#include "runtime/base/log.h"
#include "runtime/wire/server.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void echo(void *state, struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *requests,
                 size_t count, struct rt_outgoing *ret_outgoing) {
  (void)state;
  (void)beat;
  (void)arena;
  for (size_t i = 0; i < count; i++) {
    ret_outgoing[i].payload = requests[i].payload;
  }
}

int main(int argc, char **argv) {
  struct rt_keys keys;
  struct rt_error error = {0};
  struct rt_server *server = NULL;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  rt_log_open("bench-wire-worker", RT_LOG_WARN);
  if (argc != 5 || !rt_keys_load(argv[1], "intake", &keys, &error)) {
    fprintf(stderr, "bench-wire-worker: %s\n", error.text);
    return 2;
  }
  struct rt_lane lane = {.name = "intake.echo", .threads = atoi(argv[3]), .drain_max = atoi(argv[4]), .drain = echo};
  if (!rt_server_new(argv[2], &keys, &lane, 1, &server, &error)) {
    fprintf(stderr, "bench-wire-worker: %s\n", error.text);
    return 2;
  }
  int number = 0;
  sigwait(&ends, &number);
  rt_server_drain(server, 1000);
  rt_server_destroy(&server);
  return 0;
}
