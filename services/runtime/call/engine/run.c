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

static void load(struct rt_run *run, struct rt_job *const *jobs, size_t count) {
  struct rt_pipe **pipes = rt_arena_array(run->arena, count, sizeof *pipes);
  for (size_t i = 0; i < count; i++) {
    rt_conn_beat_now(run->conn);
    jobs[i]->call.conn = run->conn;
    rt_job_begin(jobs[i]);
    jobs[i]->pipe = pipes[i] = rt_pipe_new(run->arena, run->seal, NULL);
    rt_guard_load(jobs[i], pipes[i]);
    if (jobs[i]->handler->load != NULL) {
      jobs[i]->handler->load(&jobs[i]->call, pipes[i]);
    }
  }
  rt_wave_run(run->conn, pipes, count, RT_WAVE_TOGETHER);
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

static void decide(struct rt_run *run, struct rt_job *const *jobs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const struct rt_wave_outcome *outcome = rt_pipe_outcome(jobs[i]->pipe);
    rt_conn_beat_now(run->conn);
    if (outcome->result == RT_WAVE_DONE) {
      settle(jobs[i], run->seal);
    } else {
      rt_job_finish(jobs[i], rt_answer_outcome(run->arena, outcome));
    }
  }
}

static struct saving *find_batch(struct saving *savings, size_t count, const struct rt_job *job, bool together) {
  for (size_t i = 0; together && job->handler->save_all != NULL && i < count; i++) {
    if (savings[i].jobs[0]->handler == job->handler) {
      return &savings[i];
    }
  }
  return NULL;
}

static size_t sort_savings(struct rt_run *run, struct rt_job *const *jobs, size_t count, bool together,
                           struct saving *ret_savings) {
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    if (jobs[i]->done) {
      continue;
    }
    struct saving *saving = find_batch(ret_savings, used, jobs[i], together);
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
  const struct rt_handler *handler = saving->jobs[0]->handler;
  rt_guard_save(saving->jobs, saving->count, saving->pipe);
  if (handler->save_all != NULL) {
    struct rt_call **calls = rt_arena_array(rt_pipe_arena(saving->pipe), saving->count, sizeof *calls);
    for (size_t i = 0; i < saving->count; i++) {
      calls[i] = &saving->jobs[i]->call;
    }
    handler->save_all(calls, saving->count, saving->pipe);
  } else {
    handler->save(&saving->jobs[0]->call, saving->pipe);
  }
  rt_guard_save_last(saving->jobs, saving->count, saving->pipe);
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
      job->lost = true;
      job->lost_with_batch = batch;
      job->lost_by = *outcome;
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
  load(run, jobs, count);
  decide(run, jobs, count);
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
