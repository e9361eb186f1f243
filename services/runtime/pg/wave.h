/* A wave: the pipes of many requests sent to PostgreSQL in one go, and their results read as they come. ARCHITECTURE.md
 * "Workers". */
#ifndef RT_PG_WAVE_H
#define RT_PG_WAVE_H

#include "runtime/pg/conn.h"
#include "runtime/pg/pipe.h"

enum rt_wave_result {
  RT_WAVE_NOT_RUN, /* never sent: the connection was lost before */
  RT_WAVE_DONE,    /* its transaction committed (in memory: durability is the barrier's) */
  RT_WAVE_FAILED,  /* rolled back by an error of PostgreSQL: sqlstate */
  RT_WAVE_LOST,    /* the connection went away: whether it committed is unknown */
};

struct rt_wave_outcome {
  enum rt_wave_result result;
  char sqlstate[6];
  const struct rt_statement *statement; /* that failed; NULL at the commit */
};

enum rt_wave_sync {
  RT_WAVE_TOGETHER, /* reads: all in one transaction; if one fails, each is sent again by itself */
  RT_WAVE_EACH,     /* writes: a transaction a pipe */
};

/* An empty pipe in the arena. `owner`: for who appends the runtime's own rows (outbox, timers). */
struct rt_pipe *rt_pipe_new(struct rt_arena *arena, const struct rt_seal *seal, void *owner);
void *rt_pipe_owner(const struct rt_pipe *pipe);
size_t rt_pipe_size(const struct rt_pipe *pipe);
/* What became of it, after rt_wave_run. */
const struct rt_wave_outcome *rt_pipe_outcome(const struct rt_pipe *pipe);

/* Makes the transaction of this pipe wait at its commit until it is on disk. The first statement of the pipe stays the
 * first. */
void rt_pipe_commit_durably(struct rt_pipe *pipe);

/* Runs the pipes; every outcome is set, readers have run for those that are DONE and for no others. Beats while it
 * waits. A pipe without statements is DONE, also while the database is away. */
void rt_wave_run(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count, enum rt_wave_sync sync);

/* Everything that committed on this server before is on disk when it returns true. */
bool rt_wave_barrier(struct rt_conn *conn, struct rt_arena *arena);

#endif
