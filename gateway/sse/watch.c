#include "gateway/sse/watch.h"

#include "gateway/http/check.h"
#include "runtime/base/clock.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct gw_watches {
  struct gw *gw;
  void (*news)(void *context, struct gw_watch *watch);
  void *context;
  TAILQ_HEAD(list, gw_watch) all; /* the longest not read first */
  size_t count;
  int asking;
};

struct gw_watches *gw_watches_new(struct gw *gw, void (*news)(void *context, struct gw_watch *watch), void *context) {
  struct gw_watches *watches = calloc(1, sizeof *watches);
  assert(watches);
  watches->gw = gw;
  watches->news = news;
  watches->context = context;
  TAILQ_INIT(&watches->all);
  return watches;
}

static void watch_free(struct gw_watch *watch) {
  TAILQ_REMOVE(&watch->watches->all, watch, link);
  watch->watches->count--;
  rt_buffer_free(&watch->subject);
  free(watch);
}

void gw_watches_destroy(struct gw_watches **watches) {
  if (!*watches) {
    return;
  }
  assert(TAILQ_EMPTY(&(*watches)->all));
  free(*watches);
  *watches = NULL;
}

/* The subject as far as the list depends on it. */
static void pack_scope(const struct gw_topic *topic, const Bm__Subject *subject, struct rt_buffer *out) {
  Bm__Subject scope = *subject;
  scope.name = scope.unit_name = scope.session = (char[]){""};
  scope.account = topic->by_account ? subject->account : (char[]){""};
  uint8_t *bytes = (uint8_t *)rt_buffer_reserve(out, bm__subject__get_packed_size(&scope) + 1);
  out->used = bm__subject__pack(&scope, bytes);
}

struct gw_watch *gw_watch_join(struct gw_watches *watches, const struct gw_topic *topic, const Bm__Subject *subject) {
  struct rt_buffer scope = {NULL, 0, 0};
  struct gw_watch *watch = NULL;
  pack_scope(topic, subject, &scope);
  TAILQ_FOREACH(watch, &watches->all, link) {
    if (watch->topic == topic && watch->subject.used == scope.used &&
        memcmp(watch->subject.data, scope.data, scope.used) == 0) {
      rt_buffer_free(&scope);
      watch->listeners++;
      return watch;
    }
  }
  watch = calloc(1, sizeof *watch);
  assert(watch);
  *watch = (struct gw_watch){
      .watches = watches, .topic = topic, .route = gw_topic_route(topic), .subject = scope, .listeners = 1};
  TAILQ_INSERT_TAIL(&watches->all, watch, link); /* who comes anew comes after those who wait */
  watches->count++;
  return watch;
}

void gw_watch_leave(struct gw_watch *watch) {
  assert(watch->listeners > 0);
  if (--watch->listeners == 0 && !watch->asking) {
    watch_free(watch);
  }
}

static void digest_of(struct rt_bytes payload, char ret_digest[GW_DIGEST]) {
  unsigned char hash[crypto_generichash_BYTES_MIN];
  crypto_generichash(hash, sizeof hash, payload.data, payload.size, NULL, 0);
  sodium_bin2hex(ret_digest, GW_DIGEST, hash, (GW_DIGEST - 1) / 2);
}

/* What could not be read is as it was, until it can. */
static void on_read(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct gw_watch *watch = context;
  struct gw_watches *watches = watch->watches;
  char digest[GW_DIGEST];
  watch->asking = false;
  watches->asking--;
  if (watch->listeners == 0) {
    watch_free(watch);
    return;
  }
  if (!gw_answer_ok(answer)) {
    return;
  }
  digest_of(payload, digest);
  if (strcmp(digest, watch->digest) != 0) {
    memcpy(watch->digest, digest, sizeof digest);
    watches->news(watches->context, watch);
  }
}

/* The read as the route would make it: the request without a parameter packs to nothing. */
static void ask(struct gw_watch *watch) {
  struct gw *gw = watch->watches->gw;
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  Bm__Subject *subject = bm__subject__unpack(NULL, watch->subject.used, (const uint8_t *)watch->subject.data);
  assert(subject);
  envelope.method = (char *)watch->topic->method;
  envelope.subject = subject;
  envelope.attempt = 1;
  const struct rt_outgoing_call call = {.lane = watch->route->lane,
                                        .envelope = &envelope,
                                        .payload = {(const uint8_t *)"", 0},
                                        .timeout_ms = gw->rpc_timeout_ms,
                                        .repeatable = true};
  watch->asking = true;
  watch->watches->asking++;
  gw_rpc_start(gw->rpc, &call, on_read, watch);
  bm__subject__free_unpacked(subject, NULL);
}

void gw_watches_tick(struct gw_watches *watches, int64_t now_ms) {
  int begun = 0;
  struct gw_watch *last = TAILQ_LAST(&watches->all, list);
  struct gw_watch *watch = TAILQ_FIRST(&watches->all);
  while (watch && begun < GW_POLLS_A_TICK && watches->asking < GW_POLLS_MAX) {
    struct gw_watch *next = watch == last ? NULL : TAILQ_NEXT(watch, link);
    if (!watch->asking && watch->listeners > 0 && watch->next_ms <= now_ms) {
      watch->next_ms = now_ms + watch->topic->every_ms;
      TAILQ_REMOVE(&watches->all, watch, link);
      TAILQ_INSERT_TAIL(&watches->all, watch, link);
      ask(watch);
      begun++;
    }
    watch = next;
  }
}

size_t gw_watches_count(const struct gw_watches *watches) {
  return watches->count;
}
