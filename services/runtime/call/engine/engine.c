/* One drain from requests to answers: admit, run, one barrier, answer. */
#include "runtime/call/engine/engine.h"

#include "runtime/base/clock.h"
#include "runtime/call/delivery/deliver.h"
#include "runtime/call/engine/admit.h"
#include "runtime/call/engine/answer.h"
#include "runtime/call/engine/run.h"
#include "runtime/metrics/metrics.h"
#include "runtime/pg/wave.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct rt_metric answers_total = {.kind = RT_METRIC_COUNTER,
                                         .name = "bm_rpc_answers_total",
                                         .help = "Requests answered",
                                         .labels = {"method", "status"}};
static struct rt_metric drains_total = {
    .kind = RT_METRIC_COUNTER, .name = "bm_drains_total", .help = "Drains worked off", .labels = {"lane"}};
static struct rt_metric drained_total = {
    .kind = RT_METRIC_COUNTER, .name = "bm_drain_requests_total", .help = "Requests in drains", .labels = {"lane"}};
static struct rt_metric drain_seconds = {
    .kind = RT_METRIC_DURATION, .name = "bm_drain_seconds", .help = "How long a drain took", .labels = {"lane"}};
static struct rt_metric barriers_total = {
    .kind = RT_METRIC_COUNTER, .name = "bm_barriers_total", .help = "Barriers before answers", .labels = {"lane"}};
static struct rt_metric reruns_total = {.kind = RT_METRIC_COUNTER,
                                        .name = "bm_reruns_total",
                                        .help = "Calls run again after a lost race",
                                        .labels = {"lane"}};

struct rt_engine {
  struct rt_engine_parts parts;
  struct rt_conn *conn;
  struct rt_engine_counts counts;
};

bool rt_engine_new(const struct rt_engine_parts *parts, struct rt_engine **ret_engine, struct rt_error *error) {
  struct rt_engine *engine = calloc(1, sizeof *engine);
  assert(engine != NULL);
  engine->parts = *parts;
  if (!rt_conn_new(parts->dsn, parts->service->name, &engine->conn, error)) {
    free(engine);
    return false;
  }
  *ret_engine = engine;
  return true;
}

void rt_engine_destroy(struct rt_engine **engine) {
  if (*engine != NULL) {
    rt_conn_destroy(&(*engine)->conn);
    free(*engine);
    *engine = NULL;
  }
}

const struct rt_engine_counts *rt_engine_counts(const struct rt_engine *engine) {
  return &engine->counts;
}

struct rt_conn *rt_engine_conn(struct rt_engine *engine) {
  return engine->conn;
}

void rt_engine_beat(struct rt_engine *engine, void (*beat)(void *context), void *context) {
  rt_conn_beat(engine->conn, beat, context);
}

static uint64_t destinations(const struct rt_service *service) {
  uint64_t bits = 0;
  for (size_t i = 0; service->sends_to != NULL && service->sends_to[i] != NULL; i++) {
    bits |= UINT64_C(1) << i;
  }
  return bits;
}

static bool same_key(const struct rt_job *a, const struct rt_job *b) {
  return a->key.id != NULL && b->key.id != NULL && a->call.method == b->call.method &&
         strcmp(a->key.id, b->key.id) == 0 && strcmp(a->key.scope, b->key.scope) == 0;
}

static bool is_delivery(const struct rt_job *job) {
  return job->handler == &rt_deliver;
}

/* Sorts a drain's jobs: the first of each key, the repeats of a key (run one by one afterwards), deliveries. */
struct sorted {
  struct rt_job *first[RT_DRAIN_MAX];
  struct rt_job *repeats[RT_DRAIN_MAX];
  struct rt_job *deliveries[RT_DRAIN_MAX];
  size_t first_count, repeat_count, delivery_count;
};

static void sort_one(struct sorted *sorted, struct rt_job *job) {
  if (job->done) {
    return;
  }
  if (is_delivery(job)) {
    sorted->deliveries[sorted->delivery_count++] = job;
    return;
  }
  for (size_t i = 0; i < sorted->first_count; i++) {
    if (same_key(sorted->first[i], job)) {
      sorted->repeats[sorted->repeat_count++] = job;
      return;
    }
  }
  sorted->first[sorted->first_count++] = job;
}

static void run_sorted(const struct rt_engine *engine, struct rt_run *run, const struct sorted *sorted) {
  run->may_commit_durably = sorted->repeat_count == 0 && sorted->delivery_count == 0;
  rt_run_jobs(run, sorted->first, sorted->first_count);
  for (size_t i = 0; i < sorted->repeat_count; i++) {
    rt_run_jobs(run, &sorted->repeats[i], 1);
  }
  if (sorted->delivery_count > 0) {
    run->may_commit_durably = sorted->first_count == 0;
    rt_deliver_run(run, engine->parts.service->takers, engine->parts.things, sorted->deliveries,
                   sorted->delivery_count);
  }
}

/* Before anyone is told: all that was committed since the drain began goes to disk. If the connection went away
 * meanwhile the server may have crashed and forgotten it, so nothing is known. */
static bool make_durable(struct rt_engine *engine, struct rt_run *run, struct rt_job *jobs, size_t count,
                         uint64_t losses) {
  bool needed = false;
  for (size_t i = 0; i < count; i++) {
    needed = needed || jobs[i].wrote || jobs[i].repeats;
  }
  if (!needed) {
    return true;
  }
  engine->counts.barriers++;
  rt_metric_add(&barriers_total, engine->parts.lane, NULL, 1);
  if (rt_conn_losses(engine->conn) == losses && rt_wave_barrier(engine->conn, run->arena) &&
      rt_conn_losses(engine->conn) == losses) {
    return true;
  }
  for (size_t i = 0; i < count; i++) {
    if (jobs[i].wrote || jobs[i].repeats) {
      rt_job_finish(&jobs[i], rt_answer_away(run->arena, RT_CODE_DATABASE_AWAY));
    }
  }
  return false;
}

static void tell(struct rt_engine *engine, const struct rt_run *run, size_t count, int64_t began_us) {
  const char *lane = engine->parts.lane;
  engine->counts.drains++;
  engine->counts.reruns += run->reruns;
  rt_metric_add(&drains_total, lane, NULL, 1);
  rt_metric_add(&drained_total, lane, NULL, (int64_t)count);
  rt_metric_add(&reruns_total, lane, NULL, (int64_t)run->reruns);
  rt_metric_took_us(&drain_seconds, lane, NULL, rt_clock_now_us() - began_us);
  if (run->sent && engine->parts.wake != NULL) {
    engine->parts.wake(engine->parts.wake_context);
  }
}

static void put_answer(const struct rt_job *job, struct rt_outgoing *ret_outgoing) {
  assert(job->done);
  *ret_outgoing = (struct rt_outgoing){.answer = job->answer};
  if (job->answer == NULL) {
    ret_outgoing->payload = job->payload;
  }
  enum rt_status status = job->answer == NULL ? RT_OK : (enum rt_status)job->answer->status;
  rt_metric_add(&answers_total, job->call.method == NULL ? "unknown" : job->call.method->name, rt_status_name(status),
                1);
}

static struct rt_run new_run(const struct rt_engine *engine, struct rt_arena *arena) {
  return (struct rt_run){.conn = engine->conn,
                         .seal = engine->parts.seal,
                         .arena = arena,
                         .destinations = destinations(engine->parts.service)};
}

bool rt_engine_able(struct rt_engine *engine) {
  return rt_conn_ready(engine->conn);
}

void rt_engine_drain(struct rt_engine *engine, struct rt_arena *arena, const struct rt_incoming *requests, size_t count,
                     struct rt_outgoing *ret_outgoing) {
  assert(count <= RT_DRAIN_MAX);
  struct rt_admission admission = {.methods = engine->parts.service->methods,
                                   .things = engine->parts.things,
                                   .arena = arena,
                                   .now_us = rt_clock_now_us()};
  uint64_t losses = rt_conn_losses(engine->conn);
  struct rt_job *jobs = rt_arena_array(arena, count, sizeof *jobs);
  struct rt_run run = new_run(engine, arena);
  struct sorted sorted = {.first_count = 0};
  if (rt_conn_ready(engine->conn)) {
    losses = rt_conn_losses(engine->conn);
  }
  for (size_t i = 0; i < count; i++) {
    rt_conn_beat_now(engine->conn);
    rt_admit(&admission, &requests[i], &jobs[i]);
    sort_one(&sorted, &jobs[i]);
  }
  run_sorted(engine, &run, &sorted);
  make_durable(engine, &run, jobs, count, losses);
  for (size_t i = 0; i < count; i++) {
    put_answer(&jobs[i], &ret_outgoing[i]);
  }
  tell(engine, &run, count, admission.now_us);
}

static const struct rt_handler *timer_handler(const struct rt_service *service, const char *kind) {
  for (const struct rt_timer_kind *t = service->timers; t != NULL && t->kind != NULL; t++) {
    if (strcmp(t->kind, kind) == 0) {
      return t->handler;
    }
  }
  return NULL;
}

static void start_timer(const struct rt_engine *engine, struct rt_arena *arena, const struct rt_timer *timer,
                        int64_t now_us, struct rt_job *job) {
  job->call = (struct rt_call){.arena = arena,
                               .now_us = now_us,
                               .caller = engine->parts.service->name,
                               .timer = timer,
                               .service = engine->parts.things};
  job->handler = timer_handler(engine->parts.service, timer->kind);
  if (job->handler == NULL) {
    rt_job_finish(job, rt_answer_internal(arena));
  }
}

void rt_engine_fire(struct rt_engine *engine, struct rt_arena *arena, const struct rt_timer *timers, size_t count,
                    bool *ret_fired) {
  int64_t now_us = rt_clock_now_us();
  struct rt_job *jobs = rt_arena_array(arena, count, sizeof *jobs);
  struct rt_job **list = rt_arena_array(arena, count, sizeof *list);
  struct rt_run run = new_run(engine, arena);
  for (size_t i = 0; i < count; i++) {
    start_timer(engine, arena, &timers[i], now_us, &jobs[i]);
    list[i] = &jobs[i];
  }
  rt_run_jobs(&run, list, count);
  for (size_t i = 0; i < count; i++) {
    ret_fired[i] = jobs[i].answer == NULL;
  }
  tell(engine, &run, count, now_us);
}
