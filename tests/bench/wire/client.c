/* bench-wire-client KEYS BROKERS OUTSTANDING BYTES WARM_MS WINDOW_MS [NAME=PID]...
 * Keeps OUTSTANDING calls of BYTES each under way to the lane intake.echo and says how it went (measure.h). */
#include "runtime/wire/client.h"
#include "runtime/wire/frames.h"
#include "wire/measure.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 10000, ARGUMENTS = 7 };

struct bench {
  struct rt_client *client;
  struct measure *measure;
  struct rt_outgoing_call call;
  bool over;
  int failed;
};

struct flight {
  struct bench *bench;
  int64_t began_ns;
};

static void launch(struct flight *flight);

static void landed(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct flight *flight = context;
  struct bench *bench = flight->bench;
  if (answer->status != 0 || payload.size != bench->call.payload.size) {
    bench->failed += answer->status != RT_CANCELLED;
    bench->over = true;
  } else if (!measure_take(bench->measure, flight->began_ns)) {
    bench->over = true;
  }
  if (!bench->over) {
    launch(flight);
  }
}

static void launch(struct flight *flight) {
  flight->began_ns = measure_now_ns();
  rt_client_start(flight->bench->client, &flight->bench->call, landed, flight);
}

static void run(struct bench *bench, int outstanding) {
  struct flight *flights = calloc((size_t)outstanding, sizeof flights[0]);
  if (flights == NULL) {
    abort();
  }
  for (int i = 0; i < outstanding; i++) {
    flights[i].bench = bench;
    launch(&flights[i]);
  }
  struct pollfd watch = {.events = POLLIN};
  (void)rt_client_fds(bench->client, &watch.fd, 1);
  rt_client_step(bench->client);
  while (!bench->over) {
    (void)poll(&watch, 1, rt_client_wait_ms(bench->client));
    rt_client_step(bench->client);
  }
  rt_client_destroy(&bench->client);
  free(flights);
}

int main(int argc, char **argv) {
  struct rt_keys keys;
  struct rt_error error = {0};
  struct bench bench = {0};
  static uint8_t payload[RT_WIRE_PAYLOAD_MAX];
  if (argc < ARGUMENTS || !rt_keys_load(argv[1], "gateway", &keys, &error) ||
      !rt_client_new(argv[2], &keys, &bench.client, &error)) {
    fprintf(stderr, "bench-wire-client: %s\n", error.text);
    return 2;
  }
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = (char *)(uintptr_t) "intake.Echo";
  size_t size = (size_t)atoi(argv[4]);
  bench.call = (struct rt_outgoing_call){.lane = "intake.echo",
                                         .envelope = &envelope,
                                         .payload = {payload, size < sizeof payload ? size : sizeof payload},
                                         .timeout_ms = TIMEOUT_MS};
  bench.measure = measure_new(atoi(argv[5]), atoi(argv[6]), argv + ARGUMENTS, (size_t)(argc - ARGUMENTS));
  run(&bench, atoi(argv[3]));
  if (bench.failed > 0) {
    fprintf(stderr, "bench-wire-client: a call failed\n");
    return 1;
  }
  measure_print(bench.measure);
  measure_free(bench.measure);
  return 0;
}
