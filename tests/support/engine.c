#include "tests/support/engine.h"

#include "bianmin/common.pb-c.h"
#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct rt_seal *new_seal(void) {
  char path[] = "/tmp/bm-seal-XXXXXX";
  int fd = mkstemp(path);
  cr_assert_geq(fd, 0);
  close(fd);
  unlink(path);
  struct rt_error error = {0};
  struct rt_seal *seal = NULL;
  cr_assert(rt_seal_make_keys(path, &error), "%s", error.text);
  cr_assert(rt_seal_new(path, &seal, &error), "%s", error.text);
  unlink(path);
  return seal;
}

static void woken(void *context) {
  ((struct test_engine *)context)->woken++;
}

static const void *things_of[1];

struct rt_engine *test_engine_another(struct test_engine *test) {
  struct rt_engine_parts parts = {.service = test->service,
                                  .dsn = test_pg_dsn(test->pg),
                                  .seal = test->seal,
                                  .things = things_of[0],
                                  .lane = "test",
                                  .wake = woken,
                                  .wake_context = test};
  struct rt_error error = {0};
  struct rt_engine *engine = NULL;
  cr_assert(rt_engine_new(&parts, &engine, &error), "%s", error.text);
  return engine;
}

struct test_engine *test_engine_new(const struct rt_service *service, const void *things) {
  struct test_engine *test = calloc(1, sizeof *test);
  cr_assert_not_null(test);
  test->pg = test_pg_new(service->name, service->migrations);
  test->seal = new_seal();
  test->service = service;
  test->arena = rt_arena_new(0);
  things_of[0] = things;
  test->engine = test_engine_another(test);
  return test;
}

void test_engine_destroy(struct test_engine **test) {
  rt_engine_destroy(&(*test)->engine);
  rt_seal_destroy(&(*test)->seal);
  rt_arena_destroy(&(*test)->arena);
  test_pg_destroy(&(*test)->pg);
  free(*test);
  *test = NULL;
}

Bm__Subject *test_subject(struct test_engine *test, const char *account, int role) {
  Bm__Subject *subject = rt_message(test->arena, &bm__subject__descriptor);
  subject->account = rt_arena_text(test->arena, account);
  subject->name = subject->account;
  subject->roles = rt_arena_array(test->arena, 1, sizeof *subject->roles);
  subject->roles[0] = role;
  subject->n_roles = 1;
  return subject;
}

static struct rt_bytes pack(struct test_engine *test, const ProtobufCMessage *message) {
  uint8_t *data = rt_arena_alloc(test->arena, protobuf_c_message_get_packed_size(message) + 1);
  return (struct rt_bytes){data, protobuf_c_message_pack(message, data)};
}

static struct rt_incoming incoming(struct test_engine *test, const struct test_request *request) {
  Bm__Envelope *envelope = rt_message(test->arena, &bm__envelope__descriptor);
  envelope->method = rt_arena_text(test->arena, request->method);
  envelope->idempotency_key = rt_arena_text(test->arena, request->key);
  envelope->same = rt_arena_text(test->arena, request->same);
  if (request->subject != NULL) {
    struct rt_bytes packed = pack(test, &request->subject->base);
    envelope->subject = bm__subject__unpack(rt_arena_protobuf(test->arena), packed.size, packed.data);
  }
  return (struct rt_incoming){.envelope = envelope,
                              .payload = pack(test, request->message),
                              .caller = request->caller == NULL ? "gateway" : request->caller,
                              .deadline_ms =
                                  request->deadline_ms == 0 ? rt_clock_monotonic_ms() + 60000 : request->deadline_ms};
}

static const ProtobufCMessageDescriptor *reply_type(const struct test_engine *test, const char *method) {
  for (const struct rt_method *m = test->service->methods; m->name != NULL; m++) {
    if (strcmp(m->name, method) == 0) {
      return m->reply;
    }
  }
  return NULL;
}

/* Copies of all that lies in the drain's arena, which dies here as it does in a service. */
static struct test_answer answer_of(struct test_engine *test, const struct rt_outgoing *out, const char *method) {
  struct test_answer answer = {.status = RT_OK, .code = ""};
  if (out->answer != NULL) {
    struct rt_bytes packed = pack(test, &out->answer->base);
    answer.answer = bm__answer__unpack(rt_arena_protobuf(test->arena), packed.size, packed.data);
    answer.status = (enum rt_status)answer.answer->status;
    answer.code = answer.answer->code;
    cr_assert_eq(out->payload.size, 0);
    return answer;
  }
  answer.payload =
      (struct rt_bytes){rt_arena_copy(test->arena, out->payload.data, out->payload.size), out->payload.size};
  answer.reply = protobuf_c_message_unpack(reply_type(test, method), rt_arena_protobuf(test->arena),
                                           answer.payload.size, answer.payload.data);
  cr_assert_not_null(answer.reply);
  return answer;
}

void test_engine_drain(struct test_engine *test, struct rt_engine *engine, const struct test_request *requests,
                       size_t count, struct test_answer *ret_answers) {
  struct rt_incoming in[RT_DRAIN_MAX];
  struct rt_outgoing out[RT_DRAIN_MAX];
  cr_assert_leq(count, RT_DRAIN_MAX);
  for (size_t i = 0; i < count; i++) {
    in[i] = incoming(test, &requests[i]);
  }
  struct rt_arena *arena = rt_arena_new(0);
  rt_engine_drain(engine, arena, in, count, out);
  for (size_t i = 0; i < count; i++) {
    ret_answers[i] = answer_of(test, &out[i], requests[i].method);
  }
  rt_arena_destroy(&arena);
}

struct test_answer test_engine_call(struct test_engine *test, struct test_request request) {
  struct test_answer answer;
  test_engine_drain(test, test->engine, &request, 1, &answer);
  return answer;
}

int test_engine_event(struct test_engine *test, const char *sender, const char *stream, int64_t seq, const char *type,
                      const ProtobufCMessage *message) {
  struct rt_bytes payload = pack(test, message);
  Bm__EventRecord *record = rt_message(test->arena, &bm__event_record__descriptor);
  record->type = rt_arena_text(test->arena, type);
  record->stream = rt_arena_text(test->arena, stream);
  record->seq = seq;
  record->at_us = rt_clock_now_us();
  record->payload = (ProtobufCBinaryData){payload.size, rt_arena_copy(test->arena, payload.data, payload.size)};
  Bm__DeliverRequest *request = rt_message(test->arena, &bm__deliver_request__descriptor);
  request->events = &record;
  request->n_events = 1;
  struct test_answer answer = test_engine_call(
      test, (struct test_request){.method = rt_arena_printf(test->arena, "%s.Deliver", test->service->name),
                                  .message = &request->base,
                                  .caller = sender});
  return answer.status == RT_OK ? (int)((const Bm__DeliverReply *)answer.reply)->results[0] : -1;
}

static size_t due_timers(struct test_engine *test, int64_t now_us, struct rt_timer *ret_timers) {
  char limit[64], sql[512];
  snprintf(limit, sizeof limit, now_us == INT64_MAX ? "infinity" : "epoch");
  snprintf(sql, sizeof sql,
           "SELECT id, kind, subject, (extract(epoch FROM due) * 1000000)::bigint FROM %s.timers WHERE run_at <= "
           "'%s'::timestamptz + %lld * interval '1 microsecond' ORDER BY due, id LIMIT %d",
           test->service->name, limit, now_us == INT64_MAX ? 0LL : (long long)now_us, RT_DRAIN_MAX);
  PGconn *pg = PQconnectdb(test_pg_role_dsn(test->pg, "bm_test"));
  PGresult *rows = PQexec(pg, sql);
  cr_assert_eq(PQresultStatus(rows), PGRES_TUPLES_OK, "%s", PQerrorMessage(pg));
  size_t count = (size_t)PQntuples(rows);
  for (size_t i = 0; i < count; i++) {
    ret_timers[i] = (struct rt_timer){.id = rt_arena_text(test->arena, PQgetvalue(rows, (int)i, 0)),
                                      .kind = rt_arena_text(test->arena, PQgetvalue(rows, (int)i, 1)),
                                      .subject = rt_arena_text(test->arena, PQgetvalue(rows, (int)i, 2)),
                                      .due_us = strtoll(PQgetvalue(rows, (int)i, 3), NULL, 10)};
  }
  PQclear(rows);
  PQfinish(pg);
  return count;
}

size_t test_engine_timers(struct test_engine *test, int64_t now_us) {
  struct rt_timer timers[RT_DRAIN_MAX];
  bool fired[RT_DRAIN_MAX];
  size_t count = due_timers(test, now_us, timers), done = 0;
  struct rt_arena *arena = rt_arena_new(0);
  rt_engine_fire(test->engine, arena, timers, count, fired);
  rt_arena_destroy(&arena);
  for (size_t i = 0; i < count; i++) {
    done += fired[i];
  }
  return done;
}

const char *test_key(struct test_engine *test, int number) {
  return rt_arena_printf(test->arena, "01890000-0000-7000-8000-%012d", number);
}
