/* bench-nats-server URL: answers requests to "echo" with what came, until SIGTERM. The broker between is nats-server.
 */
#include "nats_connect.h"

#include <signal.h>
#include <stdio.h>

static void echo(natsConnection *connection, natsSubscription *subscription, natsMsg *message, void *unused) {
  (void)subscription;
  (void)unused;
  natsConnection_Publish(connection, natsMsg_GetReply(message), natsMsg_GetData(message),
                         natsMsg_GetDataLength(message));
  natsMsg_Destroy(message);
}

int main(int argc, char **argv) {
  natsConnection *connection = NULL;
  natsSubscription *subscription = NULL;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  if (argc != 2 || nats_connect(&connection, argv[1]) != NATS_OK ||
      natsConnection_Subscribe(&subscription, connection, "echo", echo, NULL) != NATS_OK ||
      natsConnection_Flush(connection) != NATS_OK) {
    fprintf(stderr, "bench-nats-server: no connection\n");
    return 2;
  }
  int number = 0;
  sigwait(&ends, &number);
  natsSubscription_Destroy(subscription);
  natsConnection_Destroy(connection);
  nats_Close();
  return 0;
}
