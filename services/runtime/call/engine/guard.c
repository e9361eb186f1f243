/* Once, whatever is repeated: each kind of call has a row that is written in the transaction of its effect. */
#include "runtime/call/engine/answer.h"
#include "runtime/call/engine/job.h"
#include "runtime/call/steps/turns.h"

#include "runtime/pg/rows.h"
#include <stddef.h>
#include <string.h>

/* Reads of a whole drain: `n` says for which of the jobs a row is. They are laterals with a limit, so that each is
 * looked up in the index, whatever the planner believed of the table when the connection was new. */
static const struct rt_statement answers_load = {
    "rt_answers_load",
    "SELECT u.n, a.request_hash, a.answer FROM unnest($1, $2, $3) WITH ORDINALITY AS u (k, s, m, n), LATERAL"
    " (SELECT * FROM answers WHERE key = u.k AND scope = u.s AND method = u.m LIMIT 1) AS a"};
struct answer_row {
  const char *key;
  const char *scope;
  const char *method;
  struct rt_bytes hash;
  struct rt_bytes answer; /* sealed */
  int64_t at_us;
};

static const struct rt_column answer_columns[] = {
    {RT_PARAM_ID, offsetof(struct answer_row, key)},       {RT_PARAM_TEXT, offsetof(struct answer_row, scope)},
    {RT_PARAM_TEXT, offsetof(struct answer_row, method)},  {RT_PARAM_BYTES, offsetof(struct answer_row, hash)},
    {RT_PARAM_BYTES, offsetof(struct answer_row, answer)}, {RT_PARAM_TIME, offsetof(struct answer_row, at_us)},
};

#define ANSWERS_PUT "INSERT INTO answers (key, scope, method, request_hash, answer, at)"

static const struct rt_rows answer_rows = {
    .one = {"rt_answers_put", ANSWERS_PUT " VALUES ($1, $2, $3, $4, $5, $6)"},
    .many = {"rt_answers_put_many", ANSWERS_PUT " SELECT * FROM unnest($1, $2, $3, $4, $5, $6)"},
    .columns = answer_columns,
    .column_count = sizeof answer_columns / sizeof answer_columns[0],
    .row_size = sizeof(struct answer_row),
};

static const struct rt_statement taken_load = {
    "rt_taken_load", "SELECT u.n, t.last_seq FROM unnest($1, $2) WITH ORDINALITY AS u (a, b, n), LATERAL"
                     " (SELECT last_seq FROM taken WHERE sender = u.a AND stream = u.b LIMIT 1) AS t"};
/* In one order, so that two who take in the same streams wait for each other one way only. A stream's first event finds
 * no row; if another took it in meanwhile the key says so, and a plain insert costs less than one that looks before. */
static const struct rt_statement taken_begin = {
    "rt_taken_begin",
    "INSERT INTO taken (sender, stream, last_seq) SELECT a, b, c FROM unnest($1, $2, $3) AS u (a, b, c)"
    " ORDER BY a, b"};
static const struct rt_statement taken_put = {
    "rt_taken_put",
    "INSERT INTO taken AS t (sender, stream, last_seq) SELECT a, b, c FROM unnest($1, $2, $3) AS u (a, b, c)"
    " ORDER BY a, b ON CONFLICT (sender, stream) DO UPDATE SET last_seq = CASE"
    " WHEN t.last_seq = excluded.last_seq - 1 THEN excluded.last_seq ELSE rt_conflict() END"};
static const struct rt_statement timers_load = {"rt_timers_load",
                                                "SELECT u.n FROM unnest($1) WITH ORDINALITY AS u (i, n), LATERAL"
                                                " (SELECT 1 FROM timers WHERE id = u.i LIMIT 1) AS t"};
static const struct rt_statement timer_delete = {
    "rt_timer_delete", "WITH gone AS (DELETE FROM timers WHERE id = ANY ($1) RETURNING 1)"
                       " SELECT CASE WHEN (SELECT count(*) FROM gone) = $2 THEN 0 ELSE rt_conflict() END"};

/* Rows are of this list's jobs, counted from 1. */
struct guarded {
  struct rt_job **jobs;
  size_t count;
};

static struct rt_job *job_of(const struct guarded *guarded, const struct rt_row *row) {
  return guarded->jobs[rt_row_int(row, 0) - 1];
}

static void read_answer(const struct rt_row *row, void *into) {
  struct rt_key *key = &job_of(into, row)->key;
  key->stored = true;
  key->stored_hash = rt_row_bytes(row, 1);
  key->stored_answer = rt_row_bytes(row, 2);
}

static void read_seq(const struct rt_row *row, void *into) {
  job_of(into, row)->last_seq = rt_row_int(row, 1);
}

static void read_there(const struct rt_row *row, void *into) {
  job_of(into, row)->timer_there = true;
}

void rt_job_finish(struct rt_job *job, Bm__Answer *answer) {
  job->done = true;
  job->answer = answer;
}

static bool is_keyed(const struct rt_job *job) {
  return job->key.id != NULL;
}

static bool is_event(const struct rt_job *job) {
  return job->call.event != NULL;
}

static bool is_timer(const struct rt_job *job) {
  return job->call.timer != NULL;
}

static struct guarded *guarded_by(struct rt_job *const *jobs, size_t count, bool (*is)(const struct rt_job *job),
                                  struct rt_arena *arena) {
  struct guarded *guarded = rt_arena_alloc(arena, sizeof *guarded);
  guarded->jobs = rt_arena_array(arena, count, sizeof(struct rt_job *));
  for (size_t i = 0; i < count; i++) {
    if (is(jobs[i])) {
      guarded->jobs[guarded->count++] = jobs[i];
    }
  }
  return guarded;
}

static void load_keys(struct guarded *keyed, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **ids = rt_arena_array(arena, keyed->count, sizeof *ids);
  const char **scopes = rt_arena_array(arena, keyed->count, sizeof *scopes);
  const char **methods = rt_arena_array(arena, keyed->count, sizeof *methods);
  for (size_t i = 0; i < keyed->count; i++) {
    keyed->jobs[i]->key.stored = false;
    ids[i] = keyed->jobs[i]->key.id;
    scopes[i] = keyed->jobs[i]->key.scope;
    methods[i] = keyed->jobs[i]->call.method->name;
  }
  if (keyed->count > 0) {
    rt_pipe_run(pipe, &answers_load, read_answer, keyed, RT_P_ARRAY(RT_PARAM_IDS, ids, keyed->count),
                RT_P_ARRAY(RT_PARAM_TEXTS, scopes, keyed->count), RT_P_ARRAY(RT_PARAM_TEXTS, methods, keyed->count));
  }
}

static void load_counts(struct guarded *events, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **senders = rt_arena_array(arena, events->count, sizeof *senders);
  const char **streams = rt_arena_array(arena, events->count, sizeof *streams);
  for (size_t i = 0; i < events->count; i++) {
    events->jobs[i]->last_seq = 0;
    senders[i] = events->jobs[i]->call.event->sender;
    streams[i] = events->jobs[i]->call.event->stream;
  }
  if (events->count > 0) {
    rt_pipe_run(pipe, &taken_load, read_seq, events, RT_P_ARRAY(RT_PARAM_TEXTS, senders, events->count),
                RT_P_ARRAY(RT_PARAM_TEXTS, streams, events->count));
  }
}

static void load_timers(struct guarded *timers, struct rt_pipe *pipe) {
  const char **ids = rt_arena_array(rt_pipe_arena(pipe), timers->count, sizeof *ids);
  for (size_t i = 0; i < timers->count; i++) {
    timers->jobs[i]->timer_there = false;
    ids[i] = timers->jobs[i]->call.timer->id;
  }
  if (timers->count > 0) {
    rt_pipe_run(pipe, &timers_load, read_there, timers, RT_P_ARRAY(RT_PARAM_IDS, ids, timers->count));
  }
}

void rt_guard_load(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  load_keys(guarded_by(jobs, count, is_keyed, arena), pipe);
  load_counts(guarded_by(jobs, count, is_event, arena), pipe);
  load_timers(guarded_by(jobs, count, is_timer, arena), pipe);
}

void rt_guard_check(struct rt_job *job) {
  const struct rt_event_head *event = job->call.event;
  if (event != NULL) {
    enum rt_turn turn = rt_turn_of(job->last_seq, event->seq);
    job->had = turn == RT_TURN_HAD;
    job->gap = turn == RT_TURN_GAP;
    if (job->had || job->gap) {
      /* What was had may have been taken by a commit that is not on disk yet: it is said after the barrier only. */
      job->repeats = job->had;
      rt_job_finish(job, NULL);
    }
  }
  if (job->call.timer != NULL && !job->timer_there) {
    rt_job_finish(job, NULL);
  }
}

static struct rt_seal_place answer_place(const struct rt_job *job) {
  const char *row = rt_arena_printf(job->call.arena, "%s %s %s", job->key.id, job->call.method->name, job->key.scope);
  return (struct rt_seal_place){"answers", "answer", row};
}

void rt_guard_repeat(struct rt_job *job, const struct rt_seal *seal) {
  struct rt_key *key = &job->key;
  struct rt_arena *arena = job->call.arena;
  if (key->id == NULL || !key->stored) {
    return;
  }
  if (key->stored_hash.size != RT_HASH_SIZE || memcmp(key->stored_hash.data, key->hash, RT_HASH_SIZE) != 0) {
    rt_job_finish(job, rt_answer_new(arena, RT_ALREADY_EXISTS, "KEY_REUSED",
                                     "该幂等键已用于另一份内容，请换一个新的 Idempotency-Key"));
    return;
  }
  struct rt_error error = {0};
  bool opened = rt_seal_open(seal, arena, answer_place(job), key->stored_answer, &job->payload, &error);
  job->repeats = opened;
  rt_job_finish(job, opened ? NULL : rt_answer_internal(arena));
}

static void save_keys(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe) {
  struct answer_row *rows = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *rows);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    const struct rt_job *job = jobs[i];
    if (job->key.id == NULL || job->call.refusal != NULL) {
      continue; /* only success is stored */
    }
    rows[used++] = (struct answer_row){.key = job->key.id,
                                       .scope = job->key.scope,
                                       .method = job->call.method->name,
                                       .hash = {job->key.hash, RT_HASH_SIZE},
                                       .answer = rt_seal_close(rt_pipe_seal(pipe), rt_pipe_arena(pipe),
                                                               answer_place(job), job->payload.data, job->payload.size),
                                       .at_us = job->call.now_us};
  }
  rt_pipe_rows(pipe, &answer_rows, rows, used);
}

/* The counts of those events that begin their stream, or of those that go on with one. */
static void save_some_counts(const struct guarded *events, bool beginning, const struct rt_statement *statement,
                             struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **senders = rt_arena_array(arena, events->count, sizeof *senders);
  const char **streams = rt_arena_array(arena, events->count, sizeof *streams);
  int64_t *seqs = rt_arena_array(arena, events->count, sizeof *seqs);
  size_t used = 0;
  for (size_t i = 0; i < events->count; i++) {
    const struct rt_event_head *event = events->jobs[i]->call.event;
    if ((events->jobs[i]->last_seq == 0) != beginning) {
      continue;
    }
    senders[used] = event->sender;
    streams[used] = event->stream;
    seqs[used++] = event->seq;
  }
  if (used > 0) {
    rt_pipe_run(pipe, statement, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, senders, used),
                RT_P_ARRAY(RT_PARAM_TEXTS, streams, used), RT_P_ARRAY(RT_PARAM_INTS, seqs, used));
  }
}

static void save_counts(const struct guarded *events, struct rt_pipe *pipe) {
  save_some_counts(events, true, &taken_begin, pipe);
  save_some_counts(events, false, &taken_put, pipe);
}

void rt_guard_save(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe) {
  save_keys(jobs, count, pipe);
  save_counts(guarded_by(jobs, count, is_event, rt_pipe_arena(pipe)), pipe);
}

void rt_guard_save_last(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe) {
  const struct guarded *timers = guarded_by(jobs, count, is_timer, rt_pipe_arena(pipe));
  const char **ids = rt_arena_array(rt_pipe_arena(pipe), timers->count, sizeof *ids);
  for (size_t i = 0; i < timers->count; i++) {
    ids[i] = timers->jobs[i]->call.timer->id;
  }
  if (timers->count > 0) {
    rt_pipe_run(pipe, &timer_delete, NULL, NULL, RT_P_ARRAY(RT_PARAM_IDS, ids, timers->count), RT_P_INT(timers->count));
  }
}

bool rt_guard_is_key(const struct rt_statement *statement) {
  return statement == &answer_rows.one || statement == &answer_rows.many;
}
