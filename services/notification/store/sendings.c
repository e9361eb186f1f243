#include "notification/store/sendings.h"

const char notification_sendings_table[] = "sendings";

static const struct rt_statement insert = {
    "sendings_insert",
    "INSERT INTO sendings (sending, case_number, unit, channel, template, last_error, template_version, urgent, state, "
    "next_at, at, address_sealed, letter_sealed, attempts) SELECT s.sending, s.case_number, s.unit, s.channel, "
    "s.template, s.last_error, s.version, s.urgent <> 0, s.state, s.next_at, s.at, s.address, s.letter, 0 "
    "FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) s (sending, case_number, unit, channel, "
    "template, last_error, version, urgent, state, next_at, at, address, letter)"};

enum { TEXTS = 6, NUMBERS = 3, TIMES = 2, SEALED = 2, COLUMNS_ALL = TEXTS + NUMBERS + TIMES + SEALED };

struct columns {
  const char **texts[TEXTS]; /* sending, case_number, unit, channel, template, last_error */
  int64_t *numbers[NUMBERS]; /* template_version, urgent, state */
  int64_t *times[TIMES];     /* next_at, at */
  struct rt_bytes *sealed[SEALED];
};

static struct columns columns_new(struct rt_arena *arena, size_t count) {
  struct columns columns;
  for (size_t k = 0; k < TEXTS; k++)
    columns.texts[k] = rt_arena_array(arena, count, sizeof *columns.texts[k]);
  for (size_t k = 0; k < NUMBERS; k++)
    columns.numbers[k] = rt_arena_array(arena, count, sizeof *columns.numbers[k]);
  for (size_t k = 0; k < TIMES; k++)
    columns.times[k] = rt_arena_array(arena, count, sizeof *columns.times[k]);
  for (size_t k = 0; k < SEALED; k++)
    columns.sealed[k] = rt_arena_array(arena, count, sizeof *columns.sealed[k]);
  return columns;
}

static void columns_put(struct columns *columns, size_t i, const struct notification_sending *s) {
  const char *const texts[TEXTS] = {s->sending, s->case_number, s->unit, s->channel, s->template, s->last_error};
  for (size_t k = 0; k < TEXTS; k++)
    columns->texts[k][i] = texts[k];
  columns->numbers[0][i] = s->template_version;
  columns->numbers[1][i] = s->urgent;
  columns->numbers[2][i] = s->state;
  columns->times[0][i] = s->next_us;
  columns->times[1][i] = s->at_us;
  columns->sealed[0][i] = s->address_sealed;
  columns->sealed[1][i] = s->letter_sealed;
}

void notification_sendings_insert(struct rt_pipe *pipe, const struct notification_sending *sendings, size_t count) {
  if (count == 0)
    return;
  struct columns columns = columns_new(rt_pipe_arena(pipe), count);
  struct rt_param params[COLUMNS_ALL];
  size_t used = 0;
  for (size_t i = 0; i < count; i++)
    columns_put(&columns, i, &sendings[i]);
  for (size_t k = 0; k < TEXTS; k++)
    params[used++] = RT_P_ARRAY(k == 0 ? RT_PARAM_IDS : RT_PARAM_TEXTS, columns.texts[k], count);
  for (size_t k = 0; k < NUMBERS; k++)
    params[used++] = RT_P_ARRAY(RT_PARAM_INTS, columns.numbers[k], count);
  for (size_t k = 0; k < TIMES; k++)
    params[used++] = RT_P_ARRAY(RT_PARAM_TIMES, columns.times[k], count);
  for (size_t k = 0; k < SEALED; k++)
    params[used++] = RT_P_ARRAY(RT_PARAM_BYTESES, columns.sealed[k], count);
  rt_pipe_add(pipe, &insert, params, used, NULL, NULL);
}

static void read_sending(const struct rt_row *row, void *into) {
  struct notification_sending *found = into;
  found->sending = rt_row_text(row, 0);
  found->case_number = rt_row_text(row, 1);
  found->channel = rt_row_text(row, 2);
  found->state = (enum notification_sending_state)rt_row_int(row, 3);
  found->attempts = rt_row_int(row, 4);
  found->last_error = rt_row_text(row, 5);
  found->at_us = rt_row_time(row, 6);
}

static void read_into_list(const struct rt_row *row, void *into) {
  struct notification_sending_list *list = into;
  read_sending(row, &list->rows[list->count++]);
}

#define COLUMNS "SELECT sending, case_number, channel, state, attempts, last_error, at FROM sendings WHERE "
#define PAGE                                                                                                           \
  "(at, sending) < (coalesce($1, 'infinity'::timestamptz), coalesce($2, "                                              \
  "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) "
#define ORDER "ORDER BY at DESC, sending DESC LIMIT $3"

static const struct rt_statement list_all = {"sendings_list", COLUMNS PAGE ORDER};
static const struct rt_statement list_state = {"sendings_list_state", COLUMNS PAGE "AND state = $4 " ORDER};

void notification_sendings_list(struct rt_pipe *pipe, int state, const struct notification_page *page,
                                struct notification_sending_list *into) {
  if (state == 0)
    rt_pipe_run(pipe, &list_all, read_into_list, into, RT_P_TIME(page->before_us), RT_P_ID(page->before_id),
                RT_P_INT(page->limit));
  else
    rt_pipe_run(pipe, &list_state, read_into_list, into, RT_P_TIME(page->before_us), RT_P_ID(page->before_id),
                RT_P_INT(page->limit), RT_P_INT(state));
}

static const struct rt_statement load = {"sendings_load", COLUMNS "sending = $1"};

void notification_sendings_load(struct rt_pipe *pipe, const char *sending, struct notification_sending *into) {
  rt_pipe_run(pipe, &load, read_sending, into, RT_P_ID(sending));
}

static const struct rt_statement retry = {
    "sendings_retry", "UPDATE sendings SET state = CASE WHEN state = 3 THEN 1 ELSE rt_conflict() END, attempts = 0, "
                      "next_at = $2, last_error = '' WHERE sending = $1"};

void notification_sendings_retry(struct rt_pipe *pipe, const char *sending, int64_t now_us) {
  rt_pipe_run(pipe, &retry, NULL, NULL, RT_P_ID(sending), RT_P_TIME(now_us));
}

static void read_claimed(const struct rt_row *row, void *into) {
  struct notification_sending *found = into;
  found->sending = rt_row_text(row, 0);
  found->attempts = rt_row_int(row, 1);
  found->urgent = rt_row_bool(row, 2);
  found->address_sealed = rt_row_bytes(row, 3);
  found->letter_sealed = rt_row_bytes(row, 4);
}

/* Who claims waits for the minute's row, and then finds a row another claimed meanwhile no longer due. */
static const struct rt_statement claim_next = {
    "sendings_claim",
    "WITH due AS (SELECT sending FROM sendings WHERE state IN (1, 5) AND next_at <= $2 ORDER BY next_at, sending "
    "LIMIT 1), slot AS (INSERT INTO channel_use AS u (channel, minute, used) SELECT $1, $4, 1 FROM due ON CONFLICT "
    "(channel, minute) DO UPDATE SET used = u.used + 1 WHERE u.used < $5 RETURNING 1) "
    "UPDATE sendings s SET state = 5, attempts = s.attempts + 1, next_at = $3 FROM due, slot WHERE s.sending = "
    "due.sending AND s.state IN (1, 5) AND s.next_at <= $2 RETURNING s.sending, s.attempts, s.urgent, "
    "s.address_sealed, s.letter_sealed"};

void notification_sendings_claim(struct rt_pipe *pipe, const struct notification_claim *claim,
                                 struct notification_sending *into) {
  rt_pipe_run(pipe, &claim_next, read_claimed, into, RT_P_TEXT(claim->channel), RT_P_TIME(claim->now_us),
              RT_P_TIME(claim->lease_us), RT_P_TIME(claim->minute_us), RT_P_INT(claim->per_minute));
}

static void read_marked(const struct rt_row *row, void *into) {
  (void)row;
  ++*(int *)into;
}

static const struct rt_statement mark_it = {
    "sendings_mark",
    "UPDATE sendings SET state = $3, next_at = $4, last_error = $5, address_sealed = CASE WHEN $3 <> 2 "
    "THEN address_sealed END, letter_sealed = CASE WHEN $3 <> 2 THEN letter_sealed END "
    "WHERE sending = $1 AND state = 5 AND attempts = $2 RETURNING true"};

void notification_sendings_mark(struct rt_pipe *pipe, const struct notification_mark *mark, int *ret_marked) {
  rt_pipe_run(pipe, &mark_it, read_marked, ret_marked, RT_P_ID(mark->sending), RT_P_INT(mark->attempts),
              RT_P_INT(mark->next.state), RT_P_TIME(mark->next.at_us), RT_P_TEXT(mark->error));
}

static const struct rt_statement sweep = {"channel_sweep",
                                          "DELETE FROM channel_use WHERE channel = $1 AND minute < $2"};

void notification_channel_sweep(struct rt_pipe *pipe, const char *channel, int64_t before_us) {
  rt_pipe_run(pipe, &sweep, NULL, NULL, RT_P_TEXT(channel), RT_P_TIME(before_us));
}
