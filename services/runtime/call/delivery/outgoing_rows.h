/* The outbox's rows as one round of the relay sees them. */
#ifndef RT_CALL_OUTGOING_ROWS_H
#define RT_CALL_OUTGOING_ROWS_H

#include "runtime/call/delivery/outgoing.h"
#include "runtime/call/steps/fate.h"

struct rt_outbox_row {
  const char *stream;
  int64_t seq;
  const char *type;
  int64_t at_us;
  struct rt_bytes payload; /* sealed */
  struct rt_fate fate;
  const char *error; /* of its failure in this round, or "" */
};

struct rt_outbox_rows {
  struct rt_outbox_row list[RT_RELAY_ROWS];
  size_t count;
};

/* What is due for the destinations of `mask`, each stream from its first row that waits for nothing; false: database
 * away. */
bool rt_outbox_due(struct rt_conn *conn, struct rt_arena *arena, int64_t now_us, int64_t mask,
                   struct rt_outbox_rows *ret_rows);
/* Deletes what all have, moves the dead, sets the others' next due time. */
void rt_outbox_mark(const struct rt_outgoing_queue *queue, struct rt_conn *conn, struct rt_arena *arena, int64_t now_us,
                    const struct rt_outbox_rows *rows);

#endif
