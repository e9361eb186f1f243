#include "intake/store/cases/cases.h"

#include "intake/store/cases/cases_inside.h"
#include <stddef.h>
#include <string.h>

static void read_papers(const struct rt_row *row, int *column, struct intake_papers_row *papers) {
  papers->names = rt_row_texts(row, (*column)++, &papers->count);
  papers->ids = rt_row_texts(row, (*column)++, &papers->count);
  papers->rounds = rt_row_texts(row, (*column)++, &papers->count);
}

int intake_case_read(const struct rt_row *row, struct intake_case_row *into) {
  int c = 0;
  into->case_number = rt_row_text(row, c++);
  into->version = rt_row_int(row, c++);
  into->state = rt_row_int(row, c++);
  into->events = rt_row_int(row, c++);
  into->trail_seq = rt_row_int(row, c++);
  into->trail_head = rt_row_text(row, c++);
  into->item = rt_row_text(row, c++);
  into->item_name = rt_row_text(row, c++);
  into->item_version = rt_row_int(row, c++);
  into->unit = rt_row_text(row, c++);
  into->unit_path = rt_row_text(row, c++);
  into->township = rt_row_text(row, c++);
  into->received_unit = rt_row_text(row, c++);
  into->lead_office = rt_row_text(row, c++);
  into->source = rt_row_int(row, c++);
  into->handed_in_by = rt_row_text(row, c++);
  into->applicant_blind = rt_row_bytes(row, c++);
  into->query_code_hash = rt_row_bytes(row, c++);
  into->received_at = rt_row_time(row, c++);
  into->papers_at = rt_row_time(row, c++);
  into->accepted_on = rt_row_day(row, c++);
  into->promised_due = rt_row_day(row, c++);
  into->statutory_due = rt_row_day(row, c++);
  into->receipt_number = rt_row_text(row, c++);
  into->notices = rt_row_int(row, c++);
  into->correction_by = rt_row_day(row, c++);
  into->record = rt_row_bytes(row, c++);
  read_papers(row, &c, &into->papers);
  return c;
}

static void read_loaded(const struct rt_row *row, void *into) {
  struct intake_case_loaded *loaded = into;
  struct intake_case_more *more = &loaded->more;
  int c = intake_case_read(row, &loaded->row);
  more->own = rt_row_bool(row, c++);
  more->parties = rt_row_texts(row, c++, &more->party_count);
  more->county_name = rt_row_text(row, c++);
  more->item_found = !rt_row_null(row, c);
  more->item_version = rt_row_int(row, c++);
  more->item_status = rt_row_int(row, c++);
  more->item_kind = rt_row_int(row, c++);
  more->item_nature = rt_row_text(row, c++);
  more->statutory_days = rt_row_int(row, c++);
  more->promised_days = rt_row_int(row, c++);
  more->limit_unit = rt_row_int(row, c++);
}

static const struct rt_statement load = {
    "cases_load",
    "SELECT " INTAKE_CASE_COLUMNS ", a.id_blind IS NOT NULL AND a.id_blind = c.applicant_blind,"
    " ARRAY(SELECT p.username FROM accounts p WHERE p.id_blind = c.applicant_blind AND NOT p.closed ORDER BY 1),"
    " (SELECT u.name FROM units u WHERE u.unit = $3),"
    " i.version, i.status, i.kind, i.nature, i.statutory_days, i.promised_days, i.limit_unit"
    " FROM cases c LEFT JOIN items i ON i.item = c.item LEFT JOIN accounts a ON a.username = $2"
    " WHERE c.case_number = $1"};

void intake_cases_load(struct rt_pipe *pipe, const char *case_number, const char *account, const char *county,
                       struct intake_case_loaded *into) {
  *into = (struct intake_case_loaded){0};
  rt_pipe_run(pipe, &load, read_loaded, into, RT_P_TEXT(case_number), RT_P_TEXT(account), RT_P_TEXT(county));
}

/* A new row's columns, in the order of the statement: kind of the array and where the value stands in the row. */
static const struct column {
  enum rt_param_kind kind;
  size_t offset;
} columns[] = {
#define COLUMN(kind, field)                                                                                            \
  { RT_PARAM_##kind, offsetof(struct intake_case_row, field) }
    COLUMN(TEXTS, case_number),
    COLUMN(INTS, state),
    COLUMN(INTS, events),
    COLUMN(INTS, trail_seq),
    COLUMN(TEXTS, trail_head),
    COLUMN(TEXTS, item),
    COLUMN(TEXTS, item_name),
    COLUMN(INTS, item_version),
    COLUMN(TEXTS, unit),
    COLUMN(TEXTS, unit_path),
    COLUMN(TEXTS, township),
    COLUMN(TEXTS, received_unit),
    COLUMN(TEXTS, lead_office),
    COLUMN(INTS, source),
    COLUMN(TEXTS, handed_in_by),
    COLUMN(BYTESES, applicant_blind),
    COLUMN(BYTESES, query_code_hash),
    COLUMN(TIMES, received_at),
    COLUMN(TIMES, papers_at),
    COLUMN(DAYS, accepted_on),
    COLUMN(DAYS, promised_due),
    COLUMN(DAYS, statutory_due),
    COLUMN(TEXTS, receipt_number),
    COLUMN(BYTESES, record),
#undef COLUMN
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static size_t width(enum rt_param_kind kind) {
  if (kind == RT_PARAM_TEXTS)
    return sizeof(const char *);
  if (kind == RT_PARAM_BYTESES)
    return sizeof(struct rt_bytes);
  return kind == RT_PARAM_DAYS ? sizeof(int32_t) : sizeof(int64_t);
}

static struct rt_param column_of(struct rt_arena *arena, const struct column *column,
                                 const struct intake_case_row *rows, size_t count) {
  size_t bytes = width(column->kind);
  char *values = rt_arena_array(arena, count, bytes);
  for (size_t i = 0; i < count; i++)
    memcpy(values + i * bytes, (const char *)&rows[i] + column->offset, bytes);
  return RT_P_ARRAY(column->kind, values, count);
}

static const struct rt_statement insert = {
    "cases_insert",
    "INSERT INTO cases (case_number, version, state, events, trail_seq, trail_head, item, item_name, item_version, "
    "unit,"
    " unit_path, township, received_unit, lead_office, source, handed_in_by, applicant_blind, query_code_hash,"
    " received_at, papers_at, accepted_on, promised_due, statutory_due, receipt_number, notices, record)"
    " SELECT n, 1, s, e, ts, th, i, nm, iv, u, up, t, ru, lo, so, h, b, q, ra, pa, ao, pd, sd, rn, 0, r"
    " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,"
    " $23, $24) AS x (n, s, e, ts, th, i, nm, iv, u, up, t, ru, lo, so, h, b, q, ra, pa, ao, pd, sd, rn, r)"};

void intake_cases_insert(struct rt_pipe *pipe, const struct intake_case_row *rows, size_t count) {
  struct rt_param params[COLUMNS];
  for (size_t i = 0; i < COLUMNS; i++)
    params[i] = column_of(rt_pipe_arena(pipe), &columns[i], rows, count);
  rt_pipe_add(pipe, &insert, params, COLUMNS, NULL, NULL);
}

static const struct rt_statement update = {
    "cases_update",
    "UPDATE cases SET version = CASE WHEN version = $2 THEN version + 1 ELSE rt_conflict() END, state = $3, events = "
    "$4,"
    " trail_seq = $5, trail_head = $6, item_version = $7, papers_at = $8, accepted_on = $9, promised_due = $10,"
    " statutory_due = $11, receipt_number = $12, notices = $13, correction_by = $14, record = $15"
    " WHERE case_number = $1"};

void intake_cases_update(struct rt_pipe *pipe, const struct intake_case_row *row) {
  rt_pipe_run(pipe, &update, NULL, NULL, RT_P_TEXT(row->case_number), RT_P_INT(row->version), RT_P_INT(row->state),
              RT_P_INT(row->events), RT_P_INT(row->trail_seq), RT_P_TEXT(row->trail_head), RT_P_INT(row->item_version),
              RT_P_TIME(row->papers_at), RT_P_DAY(row->accepted_on), RT_P_DAY(row->promised_due),
              RT_P_DAY(row->statutory_due), RT_P_TEXT(row->receipt_number), RT_P_INT(row->notices),
              RT_P_DAY(row->correction_by), RT_P_BYTES(row->record));
}
