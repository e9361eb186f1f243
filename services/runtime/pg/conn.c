/* Connecting and waiting. The settings of a session travel in the start packet, so a new connection is ready in one
 * round trip. */
#include "runtime/pg/conn_inside.h"

#include "runtime/base/clock.h"
#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEAT_MS = 250, CONNECT_MS = 1500, SILENT_MS = 1000, FIRST_RETRY_MS = 100, LAST_RETRY_MS = 2000 };

/* Commits wait for the barrier, not for the disk; both timeouts stay below the broker's 3 s. Plans are made once a
 * connection, often while a table is still empty (an outbox mostly is) and a scan looks cheap: every statement has its
 * index (tests/support/probes/plan.h), so the planner is told to take it. The server looks after its end of a cut
 * network as we do after ours, or its processes pile up. */
static const char session[] =
    "-c synchronous_commit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off "
    "-c jit=off -c statement_timeout=2s -c lock_timeout=1s "
    "-c idle_in_transaction_session_timeout=5s -c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 "
    "-c tcp_keepalives_count=2 -c tcp_user_timeout=4000 -c timezone=UTC "
    "-c client_min_messages=error -c search_path=";

/* Notices may hold people's data: nobody prints them. */
static void silent(void *context, const PGresult *result) {
  (void)context;
  (void)result;
}

static void beat(struct rt_conn *conn) {
  if (conn->beat != NULL) {
    conn->beat_at_ms = rt_clock_monotonic_ms();
    conn->beat(conn->beat_context);
  }
}

static bool wait_socket(struct rt_conn *conn, short events, int64_t until_ms) {
  struct pollfd fd = {.fd = PQsocket(conn->pg), .events = events};
  int64_t began_ms = rt_clock_monotonic_ms();
  while (fd.fd >= 0) {
    int64_t now_ms = rt_clock_monotonic_ms();
    int64_t left = until_ms - now_ms;
    conn->silent = now_ms - began_ms >= SILENT_MS;
    if (left <= 0) {
      return false;
    }
    int got = poll(&fd, 1, left < BEAT_MS ? (int)left : BEAT_MS);
    if (got > 0) {
      rt_conn_beat_now(conn); /* a server that answers every 200 ms never lets the poll run out */
      return true;
    }
    beat(conn);
  }
  return false;
}

bool rt_conn_wait(struct rt_conn *conn, bool or_write, int64_t until_ms) {
  return wait_socket(conn, or_write ? POLLIN | POLLOUT : POLLIN, until_ms);
}

/* A network that is cut is noticed in 1.5 s, 2 when nothing is sent: the other side's kernel acknowledges at once
 * however slow the server is, so what is not acknowledged for so long (a statement, or the question whether it is still
 * there after a second of silence) means that nobody is. */
static PGconn *start(const struct rt_conn *conn) {
  char options[512];
  snprintf(options, sizeof options, "%s%s", session, conn->schema);
  const char *const keys[] = {"dbname",
                              "options",
                              "application_name",
                              "client_encoding",
                              "tcp_user_timeout",
                              "keepalives_idle",
                              "keepalives_interval",
                              "keepalives_count",
                              NULL};
  const char *const values[] = {conn->dsn, options, conn->schema, "UTF8", "1500", "1", "1", "2", NULL};
  return PQconnectStartParams(keys, values, 1);
}

static bool finish(struct rt_conn *conn) {
  int64_t until = rt_clock_monotonic_ms() + CONNECT_MS;
  PostgresPollingStatusType step = PGRES_POLLING_WRITING;
  if (PQstatus(conn->pg) == CONNECTION_BAD) {
    return false;
  }
  while (step != PGRES_POLLING_OK) {
    if (step == PGRES_POLLING_FAILED || !wait_socket(conn, step == PGRES_POLLING_READING ? POLLIN : POLLOUT, until)) {
      return false;
    }
    step = PQconnectPoll(conn->pg);
  }
  PQsetNoticeReceiver(conn->pg, silent, NULL);
  return PQsetnonblocking(conn->pg, 1) == 0 && PQenterPipelineMode(conn->pg) == 1;
}

/* libpq's text names host, user and why; it holds no password. */
static bool connect_now(struct rt_conn *conn, struct rt_error *error) {
  conn->pg = start(conn);
  assert(conn->pg != NULL);
  if (finish(conn)) {
    conn->retry_wait_ms = FIRST_RETRY_MS;
    return true;
  }
  rt_fail(error, RT_UNAVAILABLE, "PostgreSQL: %s", PQerrorMessage(conn->pg));
  PQfinish(conn->pg);
  conn->pg = NULL;
  conn->retry_at_ms = rt_clock_monotonic_ms() + conn->retry_wait_ms;
  conn->retry_wait_ms = conn->retry_wait_ms * 2 > LAST_RETRY_MS ? LAST_RETRY_MS : conn->retry_wait_ms * 2;
  return false;
}

/* One that ended is made anew at once; one that died of silence is not, for the try would be as silent and hold up who
 * waits for an answer.
 *
 * A number block was taken by a commit that nobody waited for: a server that came back from a crash may give it away
 * again, so it dies with the connection. */
void rt_conn_lose(struct rt_conn *conn) {
  if (conn->pg == NULL) {
    return;
  }
  PQfinish(conn->pg);
  conn->pg = NULL;
  conn->losses++;
  conn->retry_at_ms = conn->silent ? rt_clock_monotonic_ms() + FIRST_RETRY_MS : 0;
  rt_prepared_clear(&conn->prepared);
  rt_number_blocks_clear(&conn->numbers);
}

/* Something to read on an idle connection is a notice, which is read away, or its end, which is reached by reading on.
 */
static bool still_there(struct rt_conn *conn) {
  struct pollfd fd = {.fd = PQsocket(conn->pg), .events = POLLIN};
  while (poll(&fd, 1, 0) > 0) {
    if (PQconsumeInput(conn->pg) == 0) {
      return false;
    }
  }
  return PQstatus(conn->pg) == CONNECTION_OK;
}

bool rt_conn_ready(struct rt_conn *conn) {
  if (conn->pg != NULL && !still_there(conn)) {
    rt_conn_lose(conn);
  }
  if (conn->pg == NULL && rt_clock_monotonic_ms() >= conn->retry_at_ms) {
    return connect_now(conn, NULL);
  }
  return conn->pg != NULL;
}

bool rt_conn_new(const char *dsn, const char *schema, struct rt_conn **ret_conn, struct rt_error *error) {
  struct rt_conn *conn = calloc(1, sizeof *conn);
  assert(conn != NULL);
  conn->dsn = strdup(dsn);
  conn->schema = strdup(schema);
  assert(conn->dsn != NULL && conn->schema != NULL);
  conn->retry_wait_ms = FIRST_RETRY_MS;
  if (!connect_now(conn, error)) {
    rt_conn_destroy(&conn);
    return false;
  }
  *ret_conn = conn;
  return true;
}

void rt_conn_destroy(struct rt_conn **conn) {
  if (*conn == NULL) {
    return;
  }
  rt_conn_lose(*conn);
  free((*conn)->dsn);
  free((*conn)->schema);
  free(*conn);
  *conn = NULL;
}

void rt_conn_beat(struct rt_conn *conn, void (*beat_fn)(void *context), void *context) {
  conn->beat = beat_fn;
  conn->beat_context = context;
}

void rt_conn_beat_now(struct rt_conn *conn) {
  if (rt_clock_monotonic_ms() - conn->beat_at_ms >= BEAT_MS) {
    beat(conn);
  }
}

uint64_t rt_conn_losses(const struct rt_conn *conn) {
  return conn->losses;
}
