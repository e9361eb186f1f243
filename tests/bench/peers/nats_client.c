/* bench-nats-client URL OUTSTANDING BYTES WARM_MS WINDOW_MS [NAME=PID]...
 * Keeps OUTSTANDING requests under way by one inbox and says how it went (measure.h). */
#include "nats_connect.h"
#include "wire/measure.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS = 6 };

struct bench {
  natsConnection *connection;
  struct measure *measure;
  const char *inbox;
  char *payload;
  int size;
  int64_t *began_ns; /* by number of the flight */
  sem_t over;
};

static void launch(struct bench *bench, int number) {
  char reply[128];
  snprintf(reply, sizeof reply, "%s.%d", bench->inbox, number);
  bench->began_ns[number] = measure_now_ns();
  natsConnection_PublishRequest(bench->connection, "echo", reply, bench->payload, bench->size);
}

static void landed(natsConnection *connection, natsSubscription *subscription, natsMsg *message, void *context) {
  struct bench *bench = context;
  (void)connection;
  (void)subscription;
  int number = atoi(strrchr(natsMsg_GetSubject(message), '.') + 1);
  bool more = natsMsg_GetDataLength(message) == bench->size && measure_take(bench->measure, bench->began_ns[number]);
  natsMsg_Destroy(message);
  if (more) {
    launch(bench, number);
  } else {
    sem_post(&bench->over);
  }
}

int main(int argc, char **argv) {
  struct bench bench = {0};
  natsInbox *inbox = NULL;
  natsSubscription *subscription = NULL;
  char all[128];
  if (argc < ARGUMENTS || nats_connect(&bench.connection, argv[1]) != NATS_OK || natsInbox_Create(&inbox) != NATS_OK) {
    fprintf(stderr, "bench-nats-client: no connection\n");
    return 2;
  }
  int outstanding = atoi(argv[2]);
  bench.size = atoi(argv[3]);
  bench.payload = calloc(1, (size_t)bench.size + 1);
  bench.began_ns = calloc((size_t)outstanding, sizeof bench.began_ns[0]);
  bench.inbox = (const char *)inbox;
  bench.measure = measure_new(atoi(argv[4]), atoi(argv[5]), argv + ARGUMENTS, (size_t)(argc - ARGUMENTS));
  sem_init(&bench.over, 0, 0);
  snprintf(all, sizeof all, "%s.*", bench.inbox);
  if (bench.payload == NULL || bench.began_ns == NULL ||
      natsConnection_Subscribe(&subscription, bench.connection, all, landed, &bench) != NATS_OK) {
    return 2;
  }
  for (int i = 0; i < outstanding; i++) {
    launch(&bench, i);
  }
  sem_wait(&bench.over);
  measure_print(bench.measure);
  fflush(stdout);
  _Exit(0); /* the requests still under way are of no interest */
}
