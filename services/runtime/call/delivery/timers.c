#include "runtime/call/delivery/timers.h"

#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "runtime/call/delivery/loop.h"
#include "runtime/pg/wave.h"
#include <assert.h>
#include <stdlib.h>

enum { POLL_MS = 500, SWEEP_MS = 600000, SWEEP_ROWS = 500, FIRST_WAIT_MS = 1000, LAST_WAIT_MS = 300000 };
#define KEEP_US (INT64_C(7) * 24 * 3600 * 1000000)

static const struct rt_statement due = {
    "rt_timers_due", "SELECT id, kind, subject, due, attempts FROM timers WHERE run_at <= $1 ORDER BY run_at LIMIT $2"};
static const struct rt_statement put_off = {"rt_timers_put_off",
                                            "UPDATE timers AS t SET attempts = t.attempts + 1, run_at = u.run_at"
                                            " FROM unnest($1, $2) AS u (id, run_at) WHERE t.id = u.id"};
static const struct rt_statement sweep = {
    "rt_answers_sweep", "WITH gone AS (DELETE FROM answers WHERE (key, scope, method) IN (SELECT key, scope, method"
                        " FROM answers WHERE at < $1 ORDER BY at LIMIT $2) RETURNING 1) SELECT count(*) FROM gone"};

struct rt_timers {
  struct rt_engine_parts parts;
  struct rt_engine *engine; /* NULL: the database was not reached yet */
  struct rt_arena *arena;
  struct rt_lease lease;
  struct rt_loop *loop;
  int64_t sweep_at_ms;
};

struct rows {
  struct rt_timer list[RT_DRAIN_MAX];
  int64_t attempts[RT_DRAIN_MAX];
  size_t count;
};

static void read_due(const struct rt_row *row, void *into) {
  struct rows *rows = into;
  rows->list[rows->count] = (struct rt_timer){.id = rt_row_text(row, 0),
                                              .kind = rt_row_text(row, 1),
                                              .subject = rt_row_text(row, 2),
                                              .due_us = rt_row_time(row, 3)};
  rows->attempts[rows->count++] = rt_row_int(row, 4);
}

static int64_t wait_us(int64_t attempts) {
  int64_t wait = (int64_t)FIRST_WAIT_MS << (attempts > 20 ? 20 : attempts);
  return (wait > LAST_WAIT_MS ? LAST_WAIT_MS : wait) * 1000;
}

static void put_off_rest(struct rt_engine *engine, struct rt_arena *arena, const struct rows *rows, const bool *fired,
                         int64_t now_us) {
  const char **ids = rt_arena_array(arena, rows->count, sizeof *ids);
  int64_t *times = rt_arena_array(arena, rows->count, sizeof *times);
  size_t used = 0;
  for (size_t i = 0; i < rows->count; i++) {
    if (!fired[i]) {
      rt_log(RT_LOG_WARN, "timer put off", RT_TEXT("kind", rows->list[i].kind),
             RT_NUMBER("attempts", rows->attempts[i] + 1));
      ids[used] = rows->list[i].id;
      times[used++] = now_us + wait_us(rows->attempts[i]);
    }
  }
  if (used > 0) {
    struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
    rt_pipe_run(pipe, &put_off, NULL, NULL, RT_P_ARRAY(RT_PARAM_IDS, ids, used),
                RT_P_ARRAY(RT_PARAM_TIMES, times, used));
    rt_wave_run(rt_engine_conn(engine), &pipe, 1, RT_WAVE_EACH);
  }
}

size_t rt_timers_round(struct rt_engine *engine, const struct rt_lease *lease, struct rt_arena *arena, int64_t now_us) {
  struct rows *rows = rt_arena_alloc(arena, sizeof *rows);
  bool fired[RT_DRAIN_MAX] = {false};
  struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
  rt_pipe_run(pipe, &due, read_due, rows, RT_P_TIME(now_us), RT_P_INT(RT_DRAIN_MAX));
  rt_wave_run(rt_engine_conn(engine), &pipe, 1, RT_WAVE_EACH);
  if (rows->count == 0 || !rt_lease_claim(lease, rt_engine_conn(engine), arena, now_us)) {
    return 0;
  }
  rt_engine_fire(engine, arena, rows->list, rows->count, fired);
  put_off_rest(engine, arena, rows, fired, now_us);
  return rows->count;
}

static void read_count(const struct rt_row *row, void *into) {
  *(int64_t *)into = rt_row_int(row, 0);
}

void rt_timers_sweep(struct rt_engine *engine, struct rt_arena *arena, int64_t now_us) {
  int64_t gone = SWEEP_ROWS;
  while (gone == SWEEP_ROWS) {
    gone = 0;
    struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
    rt_pipe_run(pipe, &sweep, read_count, &gone, RT_P_TIME(now_us - KEEP_US), RT_P_INT(SWEEP_ROWS));
    rt_wave_run(rt_engine_conn(engine), &pipe, 1, RT_WAVE_EACH);
  }
}

static bool turn(void *context) {
  struct rt_timers *timers = context;
  struct rt_error error = {0};
  if (timers->engine == NULL && !rt_engine_new(&timers->parts, &timers->engine, &error)) {
    return false;
  }
  if (!rt_conn_ready(rt_engine_conn(timers->engine))) {
    return false;
  }
  rt_arena_reset(timers->arena);
  if (rt_clock_monotonic_ms() >= timers->sweep_at_ms) {
    timers->sweep_at_ms = rt_clock_monotonic_ms() + SWEEP_MS;
    rt_timers_sweep(timers->engine, timers->arena, rt_clock_now_us());
  }
  return rt_timers_round(timers->engine, &timers->lease, timers->arena, rt_clock_now_us()) == RT_DRAIN_MAX;
}

bool rt_timers_new(const struct rt_engine_parts *parts, struct rt_timers **ret_timers, struct rt_error *error) {
  struct rt_timers *timers = calloc(1, sizeof *timers);
  assert(timers != NULL);
  timers->parts = *parts;
  timers->arena = rt_arena_new(0);
  rt_lease_init(&timers->lease, "timers");
  if (!rt_loop_start(POLL_MS, POLL_MS, turn, timers, &timers->loop, error)) {
    rt_timers_destroy(&timers);
    return false;
  }
  *ret_timers = timers;
  return true;
}

void rt_timers_destroy(struct rt_timers **timers) {
  if (*timers == NULL) {
    return;
  }
  rt_loop_stop(&(*timers)->loop);
  if ((*timers)->engine != NULL && rt_conn_ready(rt_engine_conn((*timers)->engine))) {
    rt_lease_release(&(*timers)->lease, rt_engine_conn((*timers)->engine), (*timers)->arena);
  }
  rt_engine_destroy(&(*timers)->engine);
  rt_arena_destroy(&(*timers)->arena);
  free(*timers);
  *timers = NULL;
}
