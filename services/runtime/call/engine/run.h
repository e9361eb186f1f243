/* Runs jobs to their end: loads, decisions, transactions, and the losers again. ARCHITECTURE.md "Workers". */
#ifndef RT_CALL_RUN_H
#define RT_CALL_RUN_H

#include "runtime/call/engine/job.h"

/* What a drain's runs share and learn. */
struct rt_run {
  struct rt_conn *conn;
  const struct rt_seal *seal;
  struct rt_arena *arena;
  uint64_t destinations;
  bool may_commit_durably; /* a drain of one transaction may wait for its own commit instead of taking the barrier */
  bool sent;               /* something for the relay was committed */
  uint64_t reruns;
};

/* Every job is done afterwards. Jobs must not share a key or a stream. */
void rt_run_jobs(struct rt_run *run, struct rt_job *const *jobs, size_t count);

#endif
