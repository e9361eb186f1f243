/* A connection from inside, for the wave and the numbers only. */
#ifndef RT_PG_CONN_INSIDE_H
#define RT_PG_CONN_INSIDE_H

#include "runtime/pg/conn.h"
#include "runtime/pg/numbers.h"
#include "runtime/pg/statement.h"
#include <libpq-fe.h>

struct rt_conn {
  PGconn *pg; /* NULL: away */
  char *dsn;
  char *schema;
  void (*beat)(void *context);
  void *beat_context;
  int64_t beat_at_ms; /* of the last one */
  bool silent;        /* the last wait saw nothing for long */
  int64_t retry_at_ms;
  int retry_wait_ms;
  uint64_t losses;
  struct rt_prepared_set prepared;
  struct rt_number_blocks numbers;
};

/* Waits, beating, until the socket can be read (or, if asked, written). False: broken, or `until_ms` (monotonic) is
 * past. */
bool rt_conn_wait(struct rt_conn *conn, bool or_write, int64_t until_ms);
/* Closes it; what it had prepared and its number blocks are forgotten. */
void rt_conn_lose(struct rt_conn *conn);

#endif
