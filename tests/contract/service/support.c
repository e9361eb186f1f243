#include "tests/contract/service/support.h"

#include "bianmin/common.pb-c.h"
#include "bianmin/options.pb-c.h"
#include "runtime/call/call.h"
#include "runtime/seal/seal.h"
#include "tests/store/sample/service.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

void county_open(struct county *county) {
  memset(county, 0, sizeof *county);
  place_make(&county->place);
  county->broker = broker_start(&county->place, 1, NULL);
  county->pg = test_pg_new("review", sample_service.migrations);
  snprintf(county->seal_keys, sizeof county->seal_keys, "%s/seal", county->place.folder);
  struct rt_error error = {0};
  cr_assert(rt_seal_make_keys(county->seal_keys, &error), "%s", error.text);
  county->client = client_make(&county->place, "gateway");
}

void county_close(struct county *county) {
  rt_client_destroy(&county->client);
  process_signal(county->broker.pid, SIGTERM);
  test_pg_destroy(&county->pg);
  place_remove(&county->place);
}

pid_t county_service(const struct county *county) {
  char keys[160];
  snprintf(keys, sizeof keys, "%s/review", county->place.keys);
  setenv("BM_KEYS_DIR", keys, 1);
  setenv("BM_BROKERS", county->place.brokers, 1);
  setenv("BM_DSN", test_pg_dsn(county->pg), 1);
  setenv("BM_SEAL_KEYS", county->seal_keys, 1);
  setenv("BM_LOG_LEVEL", "error", 1);
  pid_t pid = 0;
  char *arguments[] = {CONTRACT_SERVICE, NULL};
  cr_assert_eq(posix_spawn(&pid, arguments[0], NULL, NULL, arguments, environ), 0);
  return pid;
}

struct adding {
  Bm__Envelope envelope;
  Bm__Subject subject;
  char key[64];
  int32_t role;
  uint8_t payload[128];
  size_t size;
};

static struct rt_outgoing_call add_call(struct adding *adding, const char *method, const char *thing, int key) {
  bm__envelope__init(&adding->envelope);
  bm__subject__init(&adding->subject);
  adding->role = BM__ROLE__ENUM__CLERK;
  adding->subject.roles = &adding->role;
  adding->subject.n_roles = 1;
  snprintf(adding->key, sizeof adding->key, "01890000-0000-7000-8000-%012d", key);
  adding->envelope.method = (char *)(uintptr_t)method;
  adding->envelope.idempotency_key = adding->key;
  static char account[] = "zhang";
  adding->subject.account = account;
  adding->envelope.subject = &adding->subject;
  Sample__Add add = SAMPLE__ADD__INIT;
  add.thing = (char *)(uintptr_t)thing;
  add.amount = 1;
  adding->size = sample__add__pack(&add, adding->payload);
  return (struct rt_outgoing_call){.lane = strcmp(method, "review.Add") == 0 ? "review.write" : "review.read",
                                   .envelope = &adding->envelope,
                                   .payload = {adding->payload, adding->size},
                                   .timeout_ms = 5000,
                                   .repeatable = true};
}

static int call_now(struct county *county, const char *method, const char *thing, int key, int *ret_total) {
  struct adding adding;
  struct rt_outgoing_call call = add_call(&adding, method, thing, key);
  struct rt_arena *arena = rt_arena_new(0);
  Bm__Answer *answer = NULL;
  struct rt_bytes payload = {NULL, 0};
  rt_client_call(county->client, &call, arena, &answer, &payload);
  int status = answer == NULL ? 0 : answer->status;
  if (status == RT_OK && ret_total != NULL) {
    Sample__Added *added = sample__added__unpack(rt_arena_protobuf(arena), payload.size, payload.data);
    cr_assert_not_null(added);
    *ret_total = added->total;
  }
  rt_arena_destroy(&arena);
  return status;
}

int county_add(struct county *county, const char *thing, int key, int *ret_total) {
  return call_now(county, "review.Add", thing, key, ret_total);
}

void county_wait(struct county *county) {
  for (int i = 0; i < 150; i++) {
    if (call_now(county, "review.Compute", "a", 0, NULL) == RT_OK) {
      return;
    }
    poll(NULL, 0, 100);
  }
  cr_assert(false, "the service does not answer");
}

static void answered(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  (void)payload;
  *(int *)context = answer == NULL ? 0 : answer->status;
}

void county_add_later(struct county *county, const char *thing, int key, int *ret_status) {
  struct adding adding;
  struct rt_outgoing_call call = add_call(&adding, "review.Add", thing, key);
  *ret_status = -1;
  rt_client_start(county->client, &call, answered, ret_status);
  rt_client_step(county->client);
}

void county_step(struct county *county) {
  struct pollfd polled[8];
  int fds[8];
  size_t count = rt_client_fds(county->client, fds, 8);
  for (size_t i = 0; i < count; i++) {
    polled[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
  }
  poll(polled, count, 20);
  rt_client_step(county->client);
}

/* What intake keeps: the last number of each stream. */
static pthread_mutex_t taking = PTHREAD_MUTEX_INITIALIZER;
static struct {
  char stream[32];
  int64_t last;
} taken[256];
static size_t taken_count;
static struct county_events events;

static int64_t *last_of(const char *stream) {
  for (size_t i = 0; i < taken_count; i++) {
    if (strcmp(taken[i].stream, stream) == 0) {
      return &taken[i].last;
    }
  }
  cr_assert_lt(taken_count, 256);
  snprintf(taken[taken_count].stream, sizeof taken[0].stream, "%s", stream);
  return &taken[taken_count++].last;
}

static int take(const Bm__EventRecord *event) {
  int64_t *last = last_of(event->stream);
  events.offered++;
  if (event->seq != *last + 1) {
    return event->seq <= *last ? BM__DELIVER_RESULT__ENUM__HAD : BM__DELIVER_RESULT__ENUM__GAP;
  }
  *last = event->seq;
  events.fresh++;
  return BM__DELIVER_RESULT__ENUM__TAKEN;
}

static void take_drain(void *state, struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *requests,
                       size_t count, struct rt_outgoing *ret_outgoing) {
  (void)state;
  (void)beat;
  pthread_mutex_lock(&taking);
  for (size_t i = 0; i < count; i++) {
    Bm__DeliverRequest *request =
        bm__deliver_request__unpack(rt_arena_protobuf(arena), requests[i].payload.size, requests[i].payload.data);
    Bm__DeliverReply *reply = rt_message(arena, &bm__deliver_reply__descriptor);
    reply->results = rt_arena_array(arena, request->n_events, sizeof *reply->results);
    reply->texts = rt_arena_array(arena, request->n_events, sizeof *reply->texts);
    reply->n_results = reply->n_texts = request->n_events;
    for (size_t j = 0; j < request->n_events; j++) {
      reply->results[j] = (enum _Bm__DeliverResult__Enum)take(request->events[j]);
      reply->texts[j] = rt_arena_text(arena, "");
    }
    uint8_t *data = rt_arena_alloc(arena, bm__deliver_reply__get_packed_size(reply) + 1);
    ret_outgoing[i] = (struct rt_outgoing){.payload = {data, bm__deliver_reply__pack(reply, data)}};
  }
  pthread_mutex_unlock(&taking);
}

struct rt_server *county_intake(const struct county *county) {
  struct rt_keys keys = place_keys(&county->place, "intake");
  struct rt_lane lane = {.name = "intake.event", .threads = 1, .drain_max = 4, .drain = take_drain};
  struct rt_server *server = NULL;
  struct rt_error error = {0};
  cr_assert(rt_server_new(county->place.brokers, &keys, &lane, 1, &server, &error), "%s", error.text);
  return server;
}

struct county_events county_events(void) {
  pthread_mutex_lock(&taking);
  struct county_events now = events;
  pthread_mutex_unlock(&taking);
  return now;
}
