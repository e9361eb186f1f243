#include "runtime/call/delivery/outgoing_rows.h"

#include "runtime/base/id.h"
#include "runtime/pg/wave.h"
#include <stdlib.h>
#include <string.h>

/* A row is offered only to those who are not still waiting for an earlier row of its stream. By state and due time,
 * never `id > last`. Rows for none but those that are away ($2 leaves them out) are passed over at a glance: there may
 * be many of them. */
static const struct rt_statement due = {
    "rt_outbox_due",
    "SELECT stream, seq, type, at, payload, destinations, open, attempts, waits FROM (SELECT o.*,"
    " o.destinations & $2 & ~coalesce((SELECT bit_or(e.destinations) FROM outbox AS e WHERE e.stream = o.stream"
    " AND e.seq < o.seq AND e.due > $1), 0) AS open FROM outbox AS o WHERE o.due <= $1 AND o.destinations & $2 <> 0) "
    "AS o"
    " WHERE open <> 0 ORDER BY due, stream, seq LIMIT $3"};
static const struct rt_statement delete_taken = {
    "rt_outbox_delete", "DELETE FROM outbox AS o USING unnest($1, $2, $3) AS u (stream, seq, cleared)"
                        " WHERE o.stream = u.stream AND o.seq = u.seq AND o.destinations & ~u.cleared = 0"};
static const struct rt_statement update_rest = {
    "rt_outbox_update",
    "UPDATE outbox AS o SET destinations = o.destinations & ~u.cleared, attempts = u.attempts, waits = u.waits,"
    " due = u.due, error = u.error FROM unnest($1, $2, $3, $4, $5, $6, $7)"
    " AS u (stream, seq, cleared, attempts, waits, due, error) WHERE o.stream = u.stream AND o.seq = u.seq"};
static const struct rt_statement bury = {"rt_dead_letters_put",
                                         "INSERT INTO dead_letters (id, destination, destination_bit, stream, seq, "
                                         "type, at, payload, attempts, error, died_at)"
                                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

static void read_due(const struct rt_row *row, void *into) {
  struct rt_outbox_rows *rows = into;
  struct rt_outbox_row *out = &rows->list[rows->count++];
  *out = (struct rt_outbox_row){.stream = rt_row_text(row, 0),
                                .seq = rt_row_int(row, 1),
                                .type = rt_row_text(row, 2),
                                .at_us = rt_row_time(row, 3),
                                .payload = rt_row_bytes(row, 4),
                                .fate = {.destinations = rt_row_int(row, 5),
                                         .open = rt_row_int(row, 6),
                                         .attempts = rt_row_int(row, 7),
                                         .waits = rt_row_int(row, 8)},
                                .error = ""};
}

/* A stream's rows in its order, whatever their due times became. */
static int by_stream(const void *left, const void *right) {
  const struct rt_outbox_row *a = left, *b = right;
  int order = strcmp(a->stream, b->stream);
  return order != 0 ? order : (a->seq > b->seq) - (a->seq < b->seq);
}

bool rt_outbox_due(struct rt_conn *conn, struct rt_arena *arena, int64_t now_us, int64_t mask,
                   struct rt_outbox_rows *ret_rows) {
  struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
  rt_pipe_run(pipe, &due, read_due, ret_rows, RT_P_TIME(now_us), RT_P_INT(mask), RT_P_INT(RT_RELAY_ROWS));
  rt_wave_run(conn, &pipe, 1, RT_WAVE_EACH);
  qsort(ret_rows->list, ret_rows->count, sizeof ret_rows->list[0], by_stream);
  return rt_pipe_outcome(pipe)->result == RT_WAVE_DONE;
}

struct columns {
  const char **streams, **errors;
  int64_t *seqs, *cleared, *attempts, *waits, *dues;
  size_t count;
};

static struct columns new_columns(struct rt_arena *arena) {
  return (struct columns){.streams = rt_arena_array(arena, RT_RELAY_ROWS, sizeof(char *)),
                          .errors = rt_arena_array(arena, RT_RELAY_ROWS, sizeof(char *)),
                          .seqs = rt_arena_array(arena, RT_RELAY_ROWS, sizeof(int64_t)),
                          .cleared = rt_arena_array(arena, RT_RELAY_ROWS, sizeof(int64_t)),
                          .attempts = rt_arena_array(arena, RT_RELAY_ROWS, sizeof(int64_t)),
                          .waits = rt_arena_array(arena, RT_RELAY_ROWS, sizeof(int64_t)),
                          .dues = rt_arena_array(arena, RT_RELAY_ROWS, sizeof(int64_t))};
}

static void put(struct columns *c, const struct rt_outbox_row *row, int64_t due_us) {
  c->streams[c->count] = row->stream;
  c->errors[c->count] = row->error;
  c->seqs[c->count] = row->seq;
  c->cleared[c->count] = row->fate.cleared;
  c->attempts[c->count] = row->fate.attempts + row->fate.failed;
  c->waits[c->count] = row->fate.waits + row->fate.waiting;
  c->dues[c->count] = due_us;
  c->count++;
}

static void bury_row(const struct rt_outgoing_queue *queue, struct rt_pipe *pipe, const struct rt_outbox_row *row,
                     int64_t now_us) {
  for (size_t i = 0; queue->service->sends_to[i] != NULL; i++) {
    if ((row->fate.dead >> i & 1) == 0) {
      continue;
    }
    char *id = rt_arena_alloc(rt_pipe_arena(pipe), RT_ID_SIZE);
    rt_id_new(now_us, id);
    rt_pipe_run(pipe, &bury, NULL, NULL, RT_P_ID(id), RT_P_TEXT(queue->service->sends_to[i]), RT_P_INT(INT64_C(1) << i),
                RT_P_TEXT(row->stream), RT_P_INT(row->seq), RT_P_TEXT(row->type), RT_P_TIME(row->at_us),
                RT_P_BYTES(row->payload), RT_P_INT(row->fate.attempts + 1), RT_P_TEXT(row->error), RT_P_TIME(now_us));
  }
}

/* The deletion last: another relay may have cleared the other bits meanwhile, and who comes second finds none left. */
static void mark_some(struct rt_pipe *pipe, const struct columns *gone, const struct columns *rest) {
  if (rest->count > 0) {
    rt_pipe_run(
        pipe, &update_rest, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, rest->streams, rest->count),
        RT_P_ARRAY(RT_PARAM_INTS, rest->seqs, rest->count), RT_P_ARRAY(RT_PARAM_INTS, rest->cleared, rest->count),
        RT_P_ARRAY(RT_PARAM_INTS, rest->attempts, rest->count), RT_P_ARRAY(RT_PARAM_INTS, rest->waits, rest->count),
        RT_P_ARRAY(RT_PARAM_TIMES, rest->dues, rest->count), RT_P_ARRAY(RT_PARAM_TEXTS, rest->errors, rest->count));
  }
  if (gone->count > 0) {
    rt_pipe_run(pipe, &delete_taken, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, gone->streams, gone->count),
                RT_P_ARRAY(RT_PARAM_INTS, gone->seqs, gone->count),
                RT_P_ARRAY(RT_PARAM_INTS, gone->cleared, gone->count));
  }
}

void rt_outbox_mark(const struct rt_outgoing_queue *queue, struct rt_conn *conn, struct rt_arena *arena, int64_t now_us,
                    const struct rt_outbox_rows *rows) {
  struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
  struct columns gone = new_columns(arena), rest = new_columns(arena);
  for (size_t i = 0; i < rows->count; i++) {
    const struct rt_outbox_row *row = &rows->list[i];
    int64_t due_us = now_us;
    enum rt_mark mark = rt_fate_mark(&row->fate, now_us, queue->first_wait_ms, &due_us);
    if (mark == RT_MARK_GONE) {
      put(&gone, row, due_us);
    } else if (mark == RT_MARK_AGAIN) {
      put(&rest, row, due_us);
      if (row->fate.cleared != 0) {
        put(&gone, row, due_us);
      }
    }
    bury_row(queue, pipe, row, now_us);
  }
  mark_some(pipe, &gone, &rest);
  rt_wave_run(conn, &pipe, 1, RT_WAVE_EACH);
}
