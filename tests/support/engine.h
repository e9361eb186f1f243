/* Drives a service's handlers in process: real PostgreSQL, real protobuf, no sockets. What a drain gets and answers is
 * plain data. */
#ifndef TESTS_SUPPORT_ENGINE_H
#define TESTS_SUPPORT_ENGINE_H

#include "runtime/call/engine/engine.h"
#include "tests/support/pg.h"

#include <stdatomic.h>

struct test_engine {
  struct test_pg *pg;
  struct rt_seal *seal;
  struct rt_engine *engine;
  struct rt_arena *arena; /* of all requests and answers, until destroy */
  const struct rt_service *service;
  atomic_int woken; /* how often the relay would have been woken */
};

/* A fresh database with the service's migrations, new keys, an engine. `things` becomes call->service (NULL: none). */
struct test_engine *test_engine_new(const struct rt_service *service, const void *things);
void test_engine_destroy(struct test_engine **test);
/* Another engine on the same database, as another thread or process would have it; the caller destroys it. */
struct rt_engine *test_engine_another(struct test_engine *test);

/* A subject with one role (bm.Role) for the gateway to speak for. */
Bm__Subject *test_subject(struct test_engine *test, const char *account, int role);

/* One request. Zeroed fields: caller "gateway", nobody signed in, no key. */
struct test_request {
  const char *method;
  const ProtobufCMessage *message;
  const char *key;
  const Bm__Subject *subject;
  const char *caller;
  const char *same;    /* what a repeat must equal instead of the payload (envelope.proto) */
  int64_t deadline_ms; /* monotonic; 0: far */
};

struct test_answer {
  enum rt_status status;
  const char *code;         /* "" when OK */
  const Bm__Answer *answer; /* NULL when OK */
  struct rt_bytes payload;
  const ProtobufCMessage *reply; /* unpacked as the method's reply; NULL unless OK */
};

void test_engine_drain(struct test_engine *test, struct rt_engine *engine, const struct test_request *requests,
                       size_t count, struct test_answer *ret_answers);
/* A drain of one, with the test's own engine. */
struct test_answer test_engine_call(struct test_engine *test, struct test_request request);

/* Delivers one event as `sender`; Bm__DeliverResult__Enum, or -1 when the whole request was refused. */
int test_engine_event(struct test_engine *test, const char *sender, const char *stream, int64_t seq, const char *type,
                      const ProtobufCMessage *message);

/* Fires every timer that is due at `now_us` (INT64_MAX: all there are); returns how many. */
size_t test_engine_timers(struct test_engine *test, int64_t now_us);

/* A new key for each call: a UUID with that number. */
const char *test_key(struct test_engine *test, int number);

#endif
