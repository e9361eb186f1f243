/* The same connection for both ends. Each message is sent at once: left to itself the library gathers for a
 * millisecond, and with 100 outstanding that is a third slower. */
#ifndef BENCH_NATS_CONNECT_H
#define BENCH_NATS_CONNECT_H

#include <nats/nats.h>

static inline natsStatus nats_connect(natsConnection **connection, const char *url) {
  natsOptions *options = NULL;
  natsStatus status = natsOptions_Create(&options);
  if (status == NATS_OK) {
    natsOptions_SetURL(options, url);
    natsOptions_SetSendAsap(options, true);
    status = natsConnection_Connect(connection, options);
    natsOptions_Destroy(options);
  }
  return status;
}

#endif
