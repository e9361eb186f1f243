/* A thread's connection to PostgreSQL: always in pipeline mode, connected anew by itself. Never blocks without beating.
 */
#ifndef RT_PG_CONN_H
#define RT_PG_CONN_H

#include "runtime/base/status.h"
#include <stdint.h>

struct rt_conn;

/* Connects; `schema` becomes the search path. Fails with UNAVAILABLE when the server cannot be reached now. */
RT_MUST_CHECK bool rt_conn_new(const char *dsn, const char *schema, struct rt_conn **ret_conn, struct rt_error *error);
void rt_conn_destroy(struct rt_conn **conn);

/* Called at least every 250 ms while the connection waits for the server. NULL: nobody. */
void rt_conn_beat(struct rt_conn *conn, void (*beat)(void *context), void *context);

/* Beats if the last beat is 250 ms ago: for who computes for long without waiting (a password hash). */
void rt_conn_beat_now(struct rt_conn *conn);

/* True when it can be used. A connection that went away is noticed here, and made anew when its time has come (waits
 * grow from 100 ms to 2 s); otherwise false at once. */
bool rt_conn_ready(struct rt_conn *conn);

/* How often it was lost since it was made. */
uint64_t rt_conn_losses(const struct rt_conn *conn);

#endif
