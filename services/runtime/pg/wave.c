/* Sending and reading. Everything is put into libpq's buffer first and flushed while results are read, so neither side
 * ever waits for the other on a full socket. Results are kept until their transaction is known to be good; only then do
 * readers run. */
#include "runtime/pg/conn_inside.h"
#include "runtime/pg/pipe_inside.h"
#include "runtime/pg/values/param.h"
#include "runtime/pg/values/row.h"

#include "runtime/base/clock.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* A server that says nothing for longer than statement_timeout is as good as gone. */
enum { SILENCE_MS = 4000 };

static const struct rt_statement barrier = {
    "rt_barrier", "SELECT set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'b', '')"};

/* The next result, flushing and beating meanwhile; `*ret_result` NULL is libpq's end of a statement. False: the
 * connection is gone. */
static bool next_result(struct rt_conn *conn, PGresult **ret_result) {
  int64_t until = rt_clock_monotonic_ms() + SILENCE_MS;
  int unsent = PQflush(conn->pg);
  while (unsent >= 0 && PQisBusy(conn->pg)) {
    if (!rt_conn_wait(conn, unsent > 0, until) || PQconsumeInput(conn->pg) == 0) {
      return false;
    }
    unsent = PQflush(conn->pg);
  }
  if (unsent < 0) {
    return false;
  }
  *ret_result = PQgetResult(conn->pg);
  return PQstatus(conn->pg) == CONNECTION_OK;
}

static bool good(const PGresult *result) {
  ExecStatusType status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static void take_state(const PGresult *result, char ret_state[6]) {
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  snprintf(ret_state, 6, "%s", state == NULL ? "XX000" : state);
}

/* The server is going away, or is a standby that cannot write, or our plans are of another time: only a new connection
 * helps. */
static bool hopeless(const char *state) {
  return strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0 || strcmp(state, "25006") == 0 ||
         strcmp(state, "0A000") == 0 || strcmp(state, "25P03") == 0;
}

/* The one result of a statement and the end behind it. */
static bool statement_result(struct rt_conn *conn, PGresult **ret_result) {
  PGresult *end = NULL;
  if (!next_result(conn, ret_result) || *ret_result == NULL) {
    return false;
  }
  if (!next_result(conn, &end)) {
    PQclear(end); /* the server's last words */
    return false;
  }
  assert(end == NULL);
  return true;
}

/* Reads up to the end of a transaction; an error that came with its commit is put in `ret_state`. */
static bool sync_result(struct rt_conn *conn, char ret_state[6]) {
  for (;;) {
    PGresult *result = NULL;
    if (!next_result(conn, &result)) {
      PQclear(result);
      return false;
    }
    ExecStatusType status = result == NULL ? PGRES_EMPTY_QUERY : PQresultStatus(result);
    if (status == PGRES_FATAL_ERROR) {
      take_state(result, ret_state);
    }
    PQclear(result);
    if (status == PGRES_PIPELINE_SYNC) {
      return true;
    }
  }
}

static void forget_results(struct rt_pipe *pipe) {
  for (size_t i = 0; i < pipe->count; i++) {
    PQclear(pipe->entries[i].result);
    pipe->entries[i].result = NULL;
  }
}

static void fail(struct rt_pipe *pipe, const char *state, const struct rt_statement *statement) {
  pipe->outcome.result = RT_WAVE_FAILED;
  pipe->outcome.statement = statement;
  snprintf(pipe->outcome.sqlstate, sizeof pipe->outcome.sqlstate, "%s", state);
}

static bool send_entry(struct rt_conn *conn, const struct rt_pipe_entry *entry) {
  int formats[64];
  assert(entry->count <= sizeof formats / sizeof formats[0]);
  for (size_t i = 0; i < entry->count; i++) {
    formats[i] = 1;
  }
  return PQsendQueryPrepared(conn->pg, entry->prepared->name, (int)entry->count, entry->values, entry->lengths, formats,
                             1) == 1;
}

static bool send_pipe(struct rt_conn *conn, struct rt_pipe *pipe) {
  pipe->outcome.result = RT_WAVE_LOST;
  for (size_t i = 0; i < pipe->count; i++) {
    if (!send_entry(conn, &pipe->entries[i])) {
      return false;
    }
  }
  return true;
}

/* The results of a pipe's statements; the first error is its outcome for now, and the statements behind it are skipped
 * by the server. */
static bool read_pipe(struct rt_conn *conn, struct rt_pipe *pipe) {
  for (size_t i = 0; i < pipe->count; i++) {
    struct rt_pipe_entry *entry = &pipe->entries[i];
    if (!statement_result(conn, &entry->result)) {
      return false;
    }
    if (PQresultStatus(entry->result) == PGRES_FATAL_ERROR && pipe->outcome.result != RT_WAVE_FAILED) {
      char state[6];
      take_state(entry->result, state);
      if (hopeless(state)) {
        return false;
      }
      fail(pipe, state, entry->statement);
    }
  }
  return true;
}

static bool whole(const struct rt_pipe *pipe) {
  for (size_t i = 0; i < pipe->count; i++) {
    if (!good(pipe->entries[i].result)) {
      return false;
    }
  }
  return true;
}

/* A transaction a pipe. */
static bool run_each(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!send_pipe(conn, pipes[i]) || PQpipelineSync(conn->pg) == 0) {
      return false;
    }
  }
  for (size_t i = 0; i < count; i++) {
    char at_commit[6] = "";
    if (!read_pipe(conn, pipes[i]) || !sync_result(conn, at_commit)) {
      return false;
    }
    if (pipes[i]->outcome.result != RT_WAVE_FAILED && (at_commit[0] != '\0' || !whole(pipes[i]))) {
      fail(pipes[i], at_commit[0] == '\0' ? "XX000" : at_commit, NULL);
    }
    if (pipes[i]->outcome.result != RT_WAVE_FAILED) {
      pipes[i]->outcome.result = RT_WAVE_DONE;
    }
  }
  return true;
}

/* All in one transaction; `*ret_good`: none failed, all are DONE. */
static bool run_together(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count, bool *ret_good) {
  *ret_good = true;
  for (size_t i = 0; i < count; i++) {
    if (!send_pipe(conn, pipes[i])) {
      return false;
    }
  }
  if (PQpipelineSync(conn->pg) == 0) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (!read_pipe(conn, pipes[i])) {
      return false;
    }
    *ret_good = *ret_good && whole(pipes[i]);
  }
  char at_commit[6] = "";
  if (!sync_result(conn, at_commit)) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    pipes[i]->outcome.result = RT_WAVE_DONE;
  }
  return true;
}

static bool prepare_one(struct rt_conn *conn, const struct rt_prepared *row) {
  Oid types[64];
  assert(row->count <= sizeof types / sizeof types[0]);
  for (size_t i = 0; i < row->count; i++) {
    types[i] = rt_param_type(row->kinds[i]);
  }
  return PQsendPrepare(conn->pg, row->name, row->statement->text, (int)row->count, types) == 1 &&
         PQpipelineSync(conn->pg) == 1;
}

static bool read_prepared(struct rt_conn *conn, struct rt_prepared *row) {
  PGresult *result = NULL;
  char at_sync[6] = "";
  bool here = statement_result(conn, &result);
  if (here) {
    row->ready = good(result);
    if (row->ready && rt_prepared_seen != NULL) {
      rt_prepared_seen(row);
    }
    if (!row->ready) {
      take_state(result, row->sqlstate);
      here = !hopeless(row->sqlstate);
    }
  }
  PQclear(result);
  return here && sync_result(conn, at_sync);
}

/* Prepares what the pipes need and the connection has not; each in a segment of its own, so that one that fails takes
 * nobody along. */
static bool prepare(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count) {
  struct rt_prepared *missing[256];
  size_t missing_count = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < pipes[i]->count; j++) {
      struct rt_pipe_entry *entry = &pipes[i]->entries[j];
      entry->prepared = rt_prepared_find(&conn->prepared, entry->statement, entry->kinds, entry->count);
      bool listed = entry->prepared->ready;
      for (size_t k = 0; k < missing_count && !listed; k++) {
        listed = missing[k] == entry->prepared;
      }
      if (!listed && missing_count < sizeof missing / sizeof missing[0]) {
        missing[missing_count++] = entry->prepared;
        if (!prepare_one(conn, entry->prepared)) {
          return false;
        }
      }
    }
  }
  for (size_t k = 0; k < missing_count; k++) {
    if (!read_prepared(conn, missing[k])) {
      return false;
    }
  }
  return true;
}

/* Only pipes whose statements are all prepared are sent. */
static bool all_prepared(struct rt_pipe *pipe) {
  for (size_t i = 0; i < pipe->count; i++) {
    const struct rt_prepared *prepared = pipe->entries[i].prepared;
    if (!prepared->ready) {
      fail(pipe, prepared->sqlstate[0] == '\0' ? "XX000" : prepared->sqlstate, prepared->statement);
      return false;
    }
  }
  return true;
}

static bool run_all(struct rt_conn *conn, struct rt_pipe **pipes, size_t count, enum rt_wave_sync sync) {
  if (!prepare(conn, pipes, count)) {
    return false;
  }
  size_t ready = 0;
  for (size_t i = 0; i < count; i++) {
    if (all_prepared(pipes[i])) {
      pipes[ready++] = pipes[i];
    }
  }
  if (sync == RT_WAVE_EACH || ready <= 1) {
    return run_each(conn, pipes, ready);
  }
  bool all_good = false;
  if (!run_together(conn, pipes, ready, &all_good)) {
    return false;
  }
  if (all_good) {
    return true;
  }
  for (size_t i = 0; i < ready; i++) {
    forget_results(pipes[i]);
  }
  return run_each(conn, pipes, ready);
}

static void run_readers(struct rt_pipe *pipe) {
  for (size_t i = 0; i < pipe->count && pipe->outcome.result == RT_WAVE_DONE; i++) {
    struct rt_pipe_entry *entry = &pipe->entries[i];
    int rows = entry->reader == NULL ? 0 : PQntuples(entry->result);
    for (int r = 0; r < rows; r++) {
      struct rt_row row = {.result = entry->result, .index = r, .arena = pipe->arena};
      entry->reader(&row, entry->into);
    }
  }
  forget_results(pipe);
}

/* After a loss what had committed stays DONE and what had failed FAILED; all that was sent beside is unknown. */
void rt_wave_run(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count, enum rt_wave_sync sync) {
  bool idle = true;
  for (size_t i = 0; i < count; i++) {
    bool nothing = pipes[i]->count == 0 && pipes[i]->wish_count == 0;
    pipes[i]->outcome = (struct rt_wave_outcome){.result = nothing ? RT_WAVE_DONE : RT_WAVE_NOT_RUN};
    idle = idle && nothing;
  }
  if (idle || !rt_conn_ready(conn)) {
    return;
  }
  rt_numbers_fetch(conn, pipes, count);
  struct rt_pipe **live = rt_arena_array(pipes[0]->arena, count, sizeof *live);
  size_t live_count = 0;
  for (size_t i = 0; i < count; i++) {
    if (pipes[i]->outcome.result == RT_WAVE_NOT_RUN && pipes[i]->count == 0) {
      pipes[i]->outcome.result = RT_WAVE_DONE;
    } else if (pipes[i]->outcome.result == RT_WAVE_NOT_RUN) {
      live[live_count++] = pipes[i];
    }
  }
  if (live_count > 0 && rt_conn_ready(conn) && !run_all(conn, live, live_count, sync)) {
    rt_conn_lose(conn);
  }
  for (size_t i = 0; i < count; i++) {
    run_readers(pipes[i]);
  }
}

bool rt_wave_barrier(struct rt_conn *conn, struct rt_arena *arena) {
  struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
  rt_pipe_add(pipe, &barrier, NULL, 0, NULL, NULL);
  rt_wave_run(conn, &pipe, 1, RT_WAVE_EACH);
  return pipe->outcome.result == RT_WAVE_DONE;
}
