/* In place of the broker and the services: rt_client_* and rt_host_answer as the gateway links them, answered by the
 * test. */
#ifndef TEST_GATEWAY_FAKES_H
#define TEST_GATEWAY_FAKES_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/buffer.h"
#include "runtime/wire/client.h"

#include <stdbool.h>

/* One call as the gateway started it. */
struct fake_call {
  const Bm__Envelope *envelope;
  const char *lane;
  struct rt_bytes payload;
  bool repeatable;
  int timeout_ms;
};

/* What it is answered: a status, and a message for RT_OK. Called on the gateway's loop. `after_ms`: how much later. */
struct fake_answer {
  int status;
  const char *code;
  const char *message;
  const char *field; /* one violation, or NULL */
  int after_ms;
  uint8_t payload[256 * 1024];
  size_t size;
};

typedef void (*fake_service)(const struct fake_call *call, struct fake_answer *ret);

void fake_use(fake_service service);
struct rt_client *fake_client(void);
/* Packs `message` as the answer's payload. */
void fake_pack(struct fake_answer *answer, const ProtobufCMessage *message);
/* Calls of this method so far. */
int fake_count(const char *method);
/* The most calls of this method that were under way at one time. */
int fake_most(const char *method);

#endif
