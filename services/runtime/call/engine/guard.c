/* Once, whatever is repeated: each kind of call has a row that is written in the transaction of its effect. */
#include "runtime/call/engine/answer.h"
#include "runtime/call/engine/job.h"
#include "runtime/call/steps/turns.h"

#include <string.h>

static const struct rt_statement answer_load = {
    "rt_answer_load", "SELECT request_hash, answer FROM answers WHERE key = $1 AND scope = $2 AND method = $3"};
static const struct rt_statement answers_put = {
    "rt_answers_put", "INSERT INTO answers (key, scope, method, request_hash, answer, at)"
                      " SELECT k, s, m, h, a, $6 FROM unnest($1, $2, $3, $4, $5) AS u (k, s, m, h, a)"};
static const struct rt_statement taken_load = {"rt_taken_load",
                                               "SELECT last_seq FROM taken WHERE sender = $1 AND stream = $2"};
static const struct rt_statement taken_put = {
    "rt_taken_put",
    "INSERT INTO taken AS t (sender, stream, last_seq) SELECT a, b, c FROM unnest($1, $2, $3) AS u (a, b, c)"
    " ON CONFLICT (sender, stream) DO UPDATE SET last_seq = CASE"
    " WHEN t.last_seq = excluded.last_seq - 1 THEN excluded.last_seq ELSE rt_conflict() END"};
static const struct rt_statement timer_load = {"rt_timer_load", "SELECT 1 FROM timers WHERE id = $1"};
static const struct rt_statement timer_delete = {
    "rt_timer_delete", "WITH gone AS (DELETE FROM timers WHERE id = ANY ($1) RETURNING 1)"
                       " SELECT CASE WHEN (SELECT count(*) FROM gone) = $2 THEN 0 ELSE rt_conflict() END"};

static void read_answer(const struct rt_row *row, void *into) {
  struct rt_key *key = into;
  key->stored = true;
  key->stored_hash = rt_row_bytes(row, 0);
  key->stored_answer = rt_row_bytes(row, 1);
}

static void read_seq(const struct rt_row *row, void *into) {
  *(int64_t *)into = rt_row_int(row, 0);
}

static void read_there(const struct rt_row *row, void *into) {
  (void)row;
  *(bool *)into = true;
}

void rt_job_finish(struct rt_job *job, Bm__Answer *answer) {
  job->done = true;
  job->answer = answer;
}

void rt_guard_load(struct rt_job *job, struct rt_pipe *pipe) {
  const struct rt_event_head *event = job->call.event;
  if (job->key.id != NULL) {
    job->key.stored = false;
    rt_pipe_run(pipe, &answer_load, read_answer, &job->key, RT_P_ID(job->key.id), RT_P_TEXT(job->key.scope),
                RT_P_TEXT(job->call.method->name));
  }
  if (event != NULL) {
    job->last_seq = 0;
    rt_pipe_run(pipe, &taken_load, read_seq, &job->last_seq, RT_P_TEXT(event->sender), RT_P_TEXT(event->stream));
  }
  if (job->call.timer != NULL) {
    job->timer_there = false;
    rt_pipe_run(pipe, &timer_load, read_there, &job->timer_there, RT_P_ID(job->call.timer->id));
  }
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
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **ids = rt_arena_array(arena, count, sizeof *ids);
  const char **scopes = rt_arena_array(arena, count, sizeof *scopes);
  const char **methods = rt_arena_array(arena, count, sizeof *methods);
  struct rt_bytes *hashes = rt_arena_array(arena, count, sizeof *hashes);
  struct rt_bytes *answers = rt_arena_array(arena, count, sizeof *answers);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->key.id == NULL || jobs[i]->call.refusal != NULL) {
      continue; /* only success is stored */
    }
    ids[used] = jobs[i]->key.id;
    scopes[used] = jobs[i]->key.scope;
    methods[used] = jobs[i]->call.method->name;
    hashes[used] = (struct rt_bytes){jobs[i]->key.hash, RT_HASH_SIZE};
    answers[used] =
        rt_seal_close(rt_pipe_seal(pipe), arena, answer_place(jobs[i]), jobs[i]->payload.data, jobs[i]->payload.size);
    used++;
  }
  if (used > 0) {
    rt_pipe_run(pipe, &answers_put, NULL, NULL, RT_P_ARRAY(RT_PARAM_IDS, ids, used),
                RT_P_ARRAY(RT_PARAM_TEXTS, scopes, used), RT_P_ARRAY(RT_PARAM_TEXTS, methods, used),
                RT_P_ARRAY(RT_PARAM_BYTESES, hashes, used), RT_P_ARRAY(RT_PARAM_BYTESES, answers, used),
                RT_P_TIME(jobs[0]->call.now_us));
  }
}

static void save_counts(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **senders = rt_arena_array(arena, count, sizeof *senders);
  const char **streams = rt_arena_array(arena, count, sizeof *streams);
  int64_t *seqs = rt_arena_array(arena, count, sizeof *seqs);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    const struct rt_event_head *event = jobs[i]->call.event;
    if (event != NULL) {
      senders[used] = event->sender;
      streams[used] = event->stream;
      seqs[used++] = event->seq;
    }
  }
  if (used > 0) {
    rt_pipe_run(pipe, &taken_put, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, senders, used),
                RT_P_ARRAY(RT_PARAM_TEXTS, streams, used), RT_P_ARRAY(RT_PARAM_INTS, seqs, used));
  }
}

void rt_guard_save(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe) {
  save_keys(jobs, count, pipe);
  save_counts(jobs, count, pipe);
}

void rt_guard_save_last(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe) {
  const char **ids = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *ids);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->call.timer != NULL) {
      ids[used++] = jobs[i]->call.timer->id;
    }
  }
  if (used > 0) {
    rt_pipe_run(pipe, &timer_delete, NULL, NULL, RT_P_ARRAY(RT_PARAM_IDS, ids, used), RT_P_INT(used));
  }
}

bool rt_guard_is_key(const struct rt_statement *statement) {
  return statement == &answers_put;
}
