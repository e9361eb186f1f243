/* Short ways to ask the sample service, for its tests. */
#ifndef TESTS_STORE_SAMPLE_TEST_H
#define TESTS_STORE_SAMPLE_TEST_H

#include "bianmin/options.pb-c.h"
#include "tests/store/sample/service.h"
#include "tests/support/engine.h"

static inline ProtobufCMessage *sample_add(struct test_engine *test, const char *thing, int amount, const char *mode) {
  Sample__Add *add = rt_message(test->arena, &sample__add__descriptor);
  add->thing = rt_arena_text(test->arena, thing);
  add->mode = rt_arena_text(test->arena, mode);
  add->amount = amount;
  return &add->base;
}

/* As clerk "zhang", with key number `key`. */
static inline struct test_request sample_request(struct test_engine *test, const char *method, int key,
                                                 const char *thing, int amount, const char *mode) {
  return (struct test_request){.method = method,
                               .message = sample_add(test, thing, amount, mode),
                               .key = test_key(test, key),
                               .subject = test_subject(test, "zhang", BM__ROLE__ENUM__CLERK)};
}

static inline struct test_answer sample_call(struct test_engine *test, const char *method, int key, const char *thing,
                                             int amount, const char *mode) {
  return test_engine_call(test, sample_request(test, method, key, thing, amount, mode));
}

static inline int sample_total(struct test_answer answer) {
  return answer.reply == NULL ? -1 : ((const Sample__Added *)answer.reply)->total;
}

#endif
