/* A call on its way through the engine, and what guards it: a request's idempotency key, an event's count, a timer's
 * row. */
#ifndef RT_CALL_JOB_H
#define RT_CALL_JOB_H

#include "runtime/call/call.h"
#include "runtime/pg/wave.h"

enum { RT_HASH_SIZE = 32 };

/* The idempotency key of a keyed request and the answer that is stored under it, if any. */
struct rt_key {
  const char *id; /* NULL: not keyed */
  const char *scope;
  uint8_t hash[RT_HASH_SIZE]; /* of the request's bytes */
  bool stored;
  struct rt_bytes stored_hash;
  struct rt_bytes stored_answer; /* sealed */
};

struct rt_job {
  struct rt_call call;
  const struct rt_handler *handler;
  struct rt_key key;
  int64_t last_seq; /* an event: of its stream, as loaded */
  bool timer_there; /* a timer: its row is still there, as loaded */

  /* How it stands. */
  bool fresh; /* begun when it was admitted, and not loaded since */
  bool done;
  bool lost; /* its transaction lost a race, or failed with a batch: to be run again */
  bool lost_with_batch;
  struct rt_wave_outcome lost_by;
  bool wrote;              /* its commit is in memory: not to be answered before the barrier */
  bool repeats;            /* its answer is a stored one: likewise */
  bool had, gap;           /* an event that was taken in before, or comes too early */
  Bm__Answer *answer;      /* NULL when done: OK */
  struct rt_bytes payload; /* the packed reply */
  struct rt_pipe *pipe;    /* of the wave under way */
};

/* What rt_pipe_owner gives in `save`: what the runtime's own rows need to know. */
struct rt_saving {
  uint64_t destinations; /* a bit for each service events go to */
  int64_t now_us;
  bool sent; /* set: there is something for the relay */
};

/* Ends the job with an answer (NULL: OK). */
void rt_job_finish(struct rt_job *job, Bm__Answer *answer);

/* The guards' reads of all jobs, set-based; they come before the handlers' own. */
void rt_guard_load(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe);
/* After the loads: ends jobs that need not be decided (an event that was had, a timer that is gone). */
void rt_guard_check(struct rt_job *job);
/* After decide, when there was no refusal of scope: ends a job whose key has an answer. */
void rt_guard_repeat(struct rt_job *job, const struct rt_seal *seal);
/* The guards' rows of all jobs of one transaction, set-based: keys and counts ahead of the handler's writes. */
void rt_guard_save(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe);
/* A timer's row goes last: cases are locked before timers everywhere, so that two never wait for each other. */
void rt_guard_save_last(struct rt_job *const *jobs, size_t count, struct rt_pipe *pipe);
/* The statement is the one that writes key rows. */
bool rt_guard_is_key(const struct rt_statement *statement);

#endif
