/* A pass loads, decides and saves a set of jobs in two waves. The first pass takes batch methods together; what lost
 * there, or was lost with a batch, goes through another where everyone has a transaction alone; who loses again goes
 * alone, 3 times at most. */
#include "runtime/call/engine/run.h"

#include "runtime/base/id.h"
#include "runtime/call/engine/admit.h"
#include "runtime/call/engine/answer.h"
#include <assert.h>
#include <string.h>
#include <time.h>

enum { TRIES_ALONE = 3, JITTER_US = 4000 };

/* Jobs that are saved in one transaction. */
struct saving {
  struct rt_saving owner;
  struct rt_pipe *pipe;
  struct rt_job **jobs;
  size_t count;
};

static bool writes(const struct rt_handler *handler) {
  return handler->save != NULL || handler->save_all != NULL;
}

/* The calls of `at` and, with `together`, of all behind it that have its handler; they share the pipe from now on. */
static size_t gather(struct rt_job *const *jobs, size_t count, size_t at, bool together, struct rt_pipe *pipe,
                     struct rt_call **ret_calls) {
  size_t used = 0;
  for (size_t i = at; i < (together ? count : at + 1); i++) {
    if (jobs[i]->handler == jobs[at]->handler) {
      jobs[i]->pipe = pipe;
      ret_calls[used++] = &jobs[i]->call;
    }
  }
  return used;
}

static void append_loads(struct rt_job *const *jobs, size_t count, size_t at, bool together, struct rt_pipe *pipe) {
  struct rt_handler const *handler = jobs[at]->handler;
  jobs[at]->pipe = pipe;
  if (handler->load_all != NULL) {
    struct rt_call **calls = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *calls);
    handler->load_all(calls, gather(jobs, count, at, together, pipe, calls), pipe);
  } else if (handler->load != NULL) {
    handler->load(&jobs[at]->call, pipe);
  }
}

/* Returns the pipe of the guards' reads. */
static const struct rt_pipe *load(struct rt_run *run, struct rt_job *const *jobs, size_t count, bool together) {
  struct rt_pipe **pipes = rt_arena_array(run->arena, count + 1, sizeof *pipes);
  size_t used = 0;
  pipes[used++] = rt_pipe_new(run->arena, run->seal, NULL);
  rt_guard_load(jobs, count, pipes[0]);
  for (size_t i = 0; i < count; i++) {
    rt_conn_beat_now(run->conn);
    jobs[i]->call.conn = run->conn;
    jobs[i]->pipe = NULL;
    if (!jobs[i]->fresh) {
      rt_job_begin(jobs[i]);
    }
    jobs[i]->fresh = false;
  }
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->pipe == NULL) {
      pipes[used] = rt_pipe_new(run->arena, run->seal, NULL);
      append_loads(jobs, count, i, together, pipes[used++]);
    }
  }
  rt_wave_run(run->conn, pipes, used, RT_WAVE_TOGETHER);
  return pipes[0];
}

static bool about_scope(const Bm__Answer *refusal) {
  return refusal != NULL && (refusal->status == RT_NOT_FOUND || refusal->status == RT_PERMISSION_DENIED);
}

static void pack_reply(struct rt_job *job) {
  struct rt_call *call = &job->call;
  if (call->method == NULL) {
    return;
  }
  if (job->handler->reply != NULL) {
    job->handler->reply(call);
  }
  if (call->reply == NULL) {
    call->reply = rt_message(call->arena, call->method->reply);
  }
  assert(call->reply->descriptor == call->method->reply);
  uint8_t *data = rt_arena_alloc(call->arena, protobuf_c_message_get_packed_size(call->reply) + 1);
  job->payload = (struct rt_bytes){data, protobuf_c_message_pack(call->reply, data)};
}

/* A refusal ends the job, unless it leaves a mark: then it is answered when that is saved. */
static void settle_refusal(struct rt_job *job) {
  if (!job->call.marks || job->handler->save == NULL) {
    rt_job_finish(job, job->call.refusal);
  }
}

/* Refusals of scope, then the key's stored answer, then all other refusals, then the decision. */
static void settle(struct rt_job *job, const struct rt_seal *seal) {
  struct rt_call *call = &job->call;
  rt_guard_check(job);
  if (job->done) {
    return;
  }
  if (job->handler->decide != NULL && call->faults.count == 0) {
    job->handler->decide(call);
  }
  if (about_scope(call->refusal)) {
    settle_refusal(job);
    return;
  }
  rt_guard_repeat(job, seal);
  if (job->done) {
    return;
  }
  if (call->faults.count > 0) {
    rt_job_finish(job, rt_answer_faults(call->arena, &call->faults));
  } else if (call->refusal != NULL) {
    settle_refusal(job);
  } else {
    pack_reply(job);
    job->done = !writes(job->handler);
  }
}

static void lose(struct rt_job *job, const struct rt_wave_outcome *outcome, bool with_batch) {
  job->lost = true;
  job->lost_with_batch = with_batch;
  job->lost_by = *outcome;
}

/* Reads of many that failed may have failed for one of them: all of them go on alone. */
static void decide(struct rt_run *run, const struct rt_pipe *guards, struct rt_job *const *jobs, size_t count,
                   bool together) {
  for (size_t i = 0; i < count; i++) {
    const struct rt_wave_outcome *outcome = rt_pipe_outcome(jobs[i]->pipe);
    rt_conn_beat_now(run->conn);
    if (rt_pipe_outcome(guards)->result != RT_WAVE_DONE) {
      rt_job_finish(jobs[i], rt_answer_outcome(run->arena, rt_pipe_outcome(guards)));
    } else if (outcome->result == RT_WAVE_DONE) {
      settle(jobs[i], run->seal);
    } else if (outcome->result == RT_WAVE_FAILED && together && jobs[i]->handler->load_all != NULL) {
      lose(jobs[i], outcome, true);
    } else {
      rt_job_finish(jobs[i], rt_answer_outcome(run->arena, outcome));
    }
  }
}

/* Calls of a batch method share a transaction, and so do all events that are taken in together. */
static bool shares(const struct rt_job *a, const struct rt_job *b) {
  return a->call.event != NULL ? b->call.event != NULL : a->handler == b->handler && a->handler->save_all != NULL;
}

static struct saving *find_shared(struct saving *savings, size_t count, const struct rt_job *job) {
  for (size_t i = 0; i < count; i++) {
    if (shares(savings[i].jobs[0], job)) {
      return &savings[i];
    }
  }
  return NULL;
}

static size_t sort_savings(struct rt_run *run, struct rt_job *const *jobs, size_t count, bool together,
                           struct saving *ret_savings) {
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->done || jobs[i]->lost) {
      continue;
    }
    struct saving *saving = together ? find_shared(ret_savings, used, jobs[i]) : NULL;
    if (saving == NULL) {
      saving = &ret_savings[used++];
      saving->owner = (struct rt_saving){.destinations = run->destinations, .now_us = jobs[i]->call.now_us};
      saving->pipe = rt_pipe_new(run->arena, run->seal, &saving->owner);
      saving->jobs = rt_arena_array(run->arena, count, sizeof(struct rt_job *));
    }
    saving->jobs[saving->count++] = jobs[i];
  }
  return used;
}

static void append_saves(struct saving *saving) {
  struct rt_job *const *jobs = saving->jobs;
  struct rt_call **calls = rt_arena_array(rt_pipe_arena(saving->pipe), saving->count, sizeof *calls);
  rt_guard_save(jobs, saving->count, saving->pipe);
  for (size_t i = 0; i < saving->count; i++) {
    const struct rt_handler *handler = jobs[i]->handler;
    if (handler->save_all == NULL) {
      handler->save(&jobs[i]->call, saving->pipe);
    } else if (jobs[i]->pipe != saving->pipe) {
      handler->save_all(calls, gather(jobs, saving->count, i, true, saving->pipe, calls), saving->pipe);
    }
  }
  rt_guard_save_last(jobs, saving->count, saving->pipe);
}

/* Worth another try: the race was lost to another, and what it left is to be looked at. */
static bool lost_race(const struct rt_wave_outcome *outcome) {
  return strcmp(outcome->sqlstate, "40001") == 0 || strcmp(outcome->sqlstate, "40P01") == 0 ||
         strcmp(outcome->sqlstate, "23505") == 0;
}

static Bm__Answer *save_failure(struct rt_run *run, const struct rt_wave_outcome *outcome) {
  if (outcome->result == RT_WAVE_FAILED && strcmp(outcome->sqlstate, "55P03") == 0 &&
      rt_guard_is_key(outcome->statement)) {
    return rt_answer_new(run->arena, RT_ABORTED, "KEY_IN_USE", "同一请求正在办理，请稍候再查询结果");
  }
  return rt_answer_outcome(run->arena, outcome);
}

/* A batch that failed for one of its jobs did nothing: all of them go on alone. */
static void conclude(struct rt_run *run, const struct saving *saving, bool durable) {
  const struct rt_wave_outcome *outcome = rt_pipe_outcome(saving->pipe);
  bool batch = saving->count > 1;
  bool again = outcome->result == RT_WAVE_FAILED && (batch || lost_race(outcome));
  for (size_t i = 0; i < saving->count; i++) {
    struct rt_job *job = saving->jobs[i];
    if (outcome->result == RT_WAVE_DONE) {
      job->wrote = !durable && rt_pipe_size(saving->pipe) > 0;
      rt_job_finish(job, job->call.refusal);
    } else if (again) {
      lose(job, outcome, batch);
    } else {
      rt_job_finish(job, save_failure(run, outcome));
    }
  }
  run->sent = run->sent || (outcome->result == RT_WAVE_DONE && saving->owner.sent);
}

static bool any_repeats(struct rt_job *const *jobs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->repeats) {
      return true;
    }
  }
  return false;
}

static void save(struct rt_run *run, struct rt_job *const *jobs, size_t count, bool together) {
  struct saving *savings = rt_arena_array(run->arena, count, sizeof *savings);
  struct rt_pipe **pipes = rt_arena_array(run->arena, count, sizeof *pipes);
  size_t used = sort_savings(run, jobs, count, together, savings);
  bool durable = used == 1 && run->may_commit_durably && !any_repeats(jobs, count);
  for (size_t i = 0; i < used; i++) {
    append_saves(&savings[i]);
    if (durable && rt_pipe_size(savings[i].pipe) > 0) {
      rt_pipe_commit_durably(savings[i].pipe);
    }
    pipes[i] = savings[i].pipe;
  }
  rt_wave_run(run->conn, pipes, used, RT_WAVE_EACH);
  for (size_t i = 0; i < used; i++) {
    conclude(run, &savings[i], durable);
  }
}

/* Returns how many of them lost; those are moved to the front. */
static size_t pass(struct rt_run *run, struct rt_job **jobs, size_t count, bool together) {
  decide(run, load(run, jobs, count, together), jobs, count, together);
  save(run, jobs, count, together);
  run->may_commit_durably = false;
  size_t lost = 0;
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->lost) {
      jobs[lost++] = jobs[i];
    }
  }
  return lost;
}

static void wait_a_little(int try) {
  uint16_t random = 0;
  rt_random(&random, sizeof random);
  struct timespec pause = {.tv_nsec = (long)(random % JITTER_US) * 1000L * (1L << try)};
  nanosleep(&pause, NULL);
}

/* After the last try the failure stands; a unique index that is still in the way is a bug of the rule. */
static void run_alone(struct rt_run *run, struct rt_job *job) {
  for (int try = 0; try < TRIES_ALONE && !job->done; try++) {
    run->reruns++;
    wait_a_little(try);
    pass(run, &job, 1, false);
  }
  if (!job->done) {
    rt_job_finish(job, rt_answer_outcome(run->arena, &job->lost_by));
  }
}

/* Those of a failed batch first in the list; returns how many. */
static size_t batch_first(struct rt_job **jobs, size_t count) {
  size_t front = 0;
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->lost_with_batch) {
      struct rt_job *job = jobs[i];
      jobs[i] = jobs[front];
      jobs[front++] = job;
    }
  }
  return front;
}

void rt_run_jobs(struct rt_run *run, struct rt_job *const *jobs, size_t count) {
  struct rt_job **open = rt_arena_array(run->arena, count + 1, sizeof(struct rt_job *));
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    if (!jobs[i]->done) {
      open[left++] = jobs[i];
    }
  }
  if (left == 0) {
    return;
  }
  left = pass(run, open, left, true);
  size_t batched = batch_first(open, left);
  for (size_t i = batched; i < left; i++) {
    run_alone(run, open[i]);
  }
  if (batched > 0) {
    run->reruns += batched;
    batched = pass(run, open, batched, false);
  }
  for (size_t i = 0; i < batched; i++) {
    run_alone(run, open[i]);
  }
}
