/* Rows that leave with the act's own transaction: events for the relay, timers. */
#include "runtime/call/delivery/outbox.h"

#include "runtime/base/id.h"
#include "runtime/call/engine/job.h"
#include "runtime/pg/rows.h"
#include <assert.h>
#include <stddef.h>

struct outbox_row {
  const char *stream;
  int64_t seq;
  const char *type;
  int64_t at_us;
  struct rt_bytes payload; /* sealed */
  int64_t destinations;
  int64_t due_us;
};

static const struct rt_column outbox_columns[] = {
    {RT_PARAM_TEXT, offsetof(struct outbox_row, stream)},   {RT_PARAM_INT, offsetof(struct outbox_row, seq)},
    {RT_PARAM_TEXT, offsetof(struct outbox_row, type)},     {RT_PARAM_TIME, offsetof(struct outbox_row, at_us)},
    {RT_PARAM_BYTES, offsetof(struct outbox_row, payload)}, {RT_PARAM_INT, offsetof(struct outbox_row, destinations)},
    {RT_PARAM_TIME, offsetof(struct outbox_row, due_us)},
};

#define OUTBOX_PUT "INSERT INTO outbox (stream, seq, type, at, payload, destinations, due)"

static const struct rt_rows outbox_rows = {
    .one = {"rt_outbox_put", OUTBOX_PUT " VALUES ($1, $2, $3, $4, $5, $6, $7)"},
    .many = {"rt_outbox_put_many", OUTBOX_PUT " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)"},
    .columns = outbox_columns,
    .column_count = sizeof outbox_columns / sizeof outbox_columns[0],
    .row_size = sizeof(struct outbox_row),
};

static const struct rt_statement timers_put = {"rt_timers_put",
                                               "INSERT INTO timers (id, kind, subject, due, run_at)"
                                               " SELECT i, k, s, d, d FROM unnest($1, $2, $3, $4) AS u (i, k, s, d)"
                                               " ON CONFLICT (subject, kind, due) DO NOTHING"};
static const struct rt_statement timers_clear = {"rt_timers_clear",
                                                 "DELETE FROM timers WHERE subject = $1 AND ($2 IS NULL OR kind = $2)"};

static const struct rt_statement timers_clear_all = {"rt_timers_clear_all",
                                                     "DELETE FROM timers WHERE subject = ANY ($1)"};

struct rt_seal_place rt_outbox_place(struct rt_arena *arena, const char *stream, int64_t seq) {
  return (struct rt_seal_place){"outbox", "payload", rt_arena_printf(arena, "%s %lld", stream, (long long)seq)};
}

static struct rt_bytes seal_event(const struct rt_pipe *pipe, const struct rt_send *event) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  size_t size = protobuf_c_message_get_packed_size(event->message);
  uint8_t *data = rt_arena_alloc(arena, size + 1);
  protobuf_c_message_pack(event->message, data);
  return rt_seal_close(rt_pipe_seal(pipe), arena, rt_outbox_place(arena, event->stream, event->seq), data, size);
}

void rt_outbox_add(struct rt_pipe *pipe, const struct rt_send *events, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  struct rt_saving *saving = rt_pipe_owner(pipe);
  assert(saving != NULL); /* only in save */
  if (count == 0 || saving->destinations == 0) {
    return;
  }
  struct outbox_row *rows = rt_arena_array(arena, count, sizeof *rows);
  for (size_t i = 0; i < count; i++) {
    rows[i] = (struct outbox_row){.stream = events[i].stream,
                                  .seq = events[i].seq,
                                  .type = events[i].type,
                                  .at_us = events[i].at_us,
                                  .payload = seal_event(pipe, &events[i]),
                                  .destinations = (int64_t)saving->destinations,
                                  .due_us = saving->now_us};
  }
  rt_pipe_rows(pipe, &outbox_rows, rows, count);
  saving->sent = true;
}

void rt_timers_set(struct rt_pipe *pipe, const struct rt_timer_set *timers, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  struct rt_saving *saving = rt_pipe_owner(pipe);
  assert(saving != NULL); /* only in save */
  if (count == 0) {
    return;
  }
  const char **ids = rt_arena_array(arena, count, sizeof *ids);
  const char **kinds = rt_arena_array(arena, count, sizeof *kinds);
  const char **subjects = rt_arena_array(arena, count, sizeof *subjects);
  int64_t *dues = rt_arena_array(arena, count, sizeof *dues);
  for (size_t i = 0; i < count; i++) {
    char *id = rt_arena_alloc(arena, RT_ID_SIZE);
    rt_id_new(saving->now_us, id);
    ids[i] = id;
    kinds[i] = timers[i].kind;
    subjects[i] = timers[i].subject;
    dues[i] = timers[i].due_us;
  }
  rt_pipe_run(pipe, &timers_put, NULL, NULL, RT_P_ARRAY(RT_PARAM_IDS, ids, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, kinds, count), RT_P_ARRAY(RT_PARAM_TEXTS, subjects, count),
              RT_P_ARRAY(RT_PARAM_TIMES, dues, count));
}

void rt_timers_clear(struct rt_pipe *pipe, const char *subject, const char *kind_or_null) {
  rt_pipe_run(pipe, &timers_clear, NULL, NULL, RT_P_TEXT(subject), RT_P_TEXT(kind_or_null));
}

void rt_timers_clear_all(struct rt_pipe *pipe, const char *const *subjects, size_t count) {
  if (count > 0) {
    rt_pipe_run(pipe, &timers_clear_all, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, subjects, count));
  }
}
