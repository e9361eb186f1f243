/* A row that says who does a thing for the next seconds. It keeps two processes from doing the same work; that nothing
 * is done twice hangs on other rows. */
#ifndef RT_CALL_LEASE_H
#define RT_CALL_LEASE_H

#include "runtime/base/arena.h"
#include "runtime/base/id.h"
#include "runtime/pg/conn.h"

enum { RT_LEASE_MS = 5000 };

struct rt_lease {
  const char *name; /* "relay" */
  char holder[RT_ID_SIZE];
};

/* A holder nobody else is. */
void rt_lease_init(struct rt_lease *lease, const char *name);
/* Takes or prolongs it for RT_LEASE_MS; false: another holds it, or the database is away. The claim is on disk when
 * this returns true, and with it everything that was committed before. */
bool rt_lease_claim(const struct rt_lease *lease, struct rt_conn *conn, struct rt_arena *arena, int64_t now_us);
/* Lets the next one have it at once. */
void rt_lease_release(const struct rt_lease *lease, struct rt_conn *conn, struct rt_arena *arena);

#endif
