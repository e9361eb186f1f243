#include "intake/store/cases/cases.h"

#include "intake/store/cases/cases_inside.h"
#include "runtime/pg/rows.h"
#include <stddef.h>

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

static int read_one(const struct rt_row *row, struct intake_case_loaded *loaded) {
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
  return c;
}

/* Each row ends with the place, from 1, of the ask it answers. */
static void read_loaded(const struct rt_row *row, void *into) {
  const struct intake_case_ask *asks = into;
  struct intake_case_loaded loaded = {0};
  int place = read_one(row, &loaded);
  *asks[rt_row_int(row, place) - 1].into = loaded;
}

/* The look-ups are laterals with a limit, so that they are made one by one in their index whatever the planner believes
 * of the tables. */
static const struct rt_statement load = {
    "cases_load",
    "SELECT " INTAKE_CASE_COLUMNS ", a.id_blind IS NOT NULL AND a.id_blind = c.applicant_blind,"
    " ARRAY(SELECT p.username FROM accounts p WHERE p.id_blind = c.applicant_blind AND NOT p.closed ORDER BY 1),"
    " (SELECT u.name FROM units u WHERE u.unit = x.county),"
    " i.version, i.status, i.kind, i.nature, i.statutory_days, i.promised_days, i.limit_unit, x.n"
    " FROM unnest($1, $2, $3) WITH ORDINALITY AS x (number, account, county, n),"
    " LATERAL (SELECT * FROM cases WHERE case_number = x.number LIMIT 1) c" INTAKE_CASE_PAPERS
    " LEFT JOIN LATERAL (SELECT * FROM items WHERE item = c.item LIMIT 1) i ON true"
    " LEFT JOIN LATERAL (SELECT * FROM accounts WHERE username = x.account LIMIT 1) a ON true"};

void intake_cases_load(struct rt_pipe *pipe, const struct intake_case_ask *asks, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  const char **accounts = rt_arena_array(arena, count, sizeof *accounts);
  const char **counties = rt_arena_array(arena, count, sizeof *counties);
  for (size_t i = 0; i < count; i++) {
    numbers[i] = asks[i].case_number;
    accounts[i] = asks[i].account;
    counties[i] = asks[i].county;
    *asks[i].into = (struct intake_case_loaded){0};
  }
  if (count > 0)
    rt_pipe_run(pipe, &load, read_loaded, rt_arena_copy(arena, asks, count * sizeof *asks),
                RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count), RT_P_ARRAY(RT_PARAM_TEXTS, accounts, count),
                RT_P_ARRAY(RT_PARAM_TEXTS, counties, count));
}

static void read_sight(const struct rt_row *row, void *into) {
  struct intake_case_sight *sights = into;
  struct intake_case_row found;
  int c = intake_case_read(row, &found);
  bool own = rt_row_bool(row, c++);
  struct intake_case_sight *sight = &sights[rt_row_int(row, c++) - 1];
  *sight->row = found;
  *sight->own = own;
}

/* Look-ups in laterals with a limit: one by one in their index, whatever the planner believes of the tables. */
static const struct rt_statement see = {
    "cases_see", "SELECT " INTAKE_CASE_COLUMNS ", coalesce(c.applicant_blind = a.id_blind, false), x.n"
                 " FROM unnest($1, $2) WITH ORDINALITY AS x (number, account, n)"
                 " JOIN LATERAL (SELECT * FROM cases WHERE case_number = x.number LIMIT 1) c ON true" INTAKE_CASE_PAPERS
                 " LEFT JOIN LATERAL (SELECT id_blind FROM accounts WHERE username = x.account LIMIT 1) a ON true"};

void intake_cases_see(struct rt_pipe *pipe, struct intake_case_sight *sights, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  const char **accounts = rt_arena_array(arena, count, sizeof *accounts);
  for (size_t i = 0; i < count; i++) {
    numbers[i] = sights[i].case_number;
    accounts[i] = sights[i].account;
    *sights[i].row = (struct intake_case_row){0};
    *sights[i].own = false;
  }
  rt_pipe_run(pipe, &see, read_sight, sights, RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, accounts, count));
}

#define COLUMN(kind, field)                                                                                            \
  { RT_PARAM_##kind, offsetof(struct intake_case_row, field) }

/* A new row's columns, in the order of the statements. */
static const struct rt_column columns[] = {
    COLUMN(TEXT, case_number),
    COLUMN(INT, state),
    COLUMN(INT, events),
    COLUMN(INT, trail_seq),
    COLUMN(TEXT, trail_head),
    COLUMN(TEXT, item),
    COLUMN(TEXT, item_name),
    COLUMN(INT, item_version),
    COLUMN(TEXT, unit),
    COLUMN(TEXT, unit_path),
    COLUMN(TEXT, township),
    COLUMN(TEXT, received_unit),
    COLUMN(TEXT, lead_office),
    COLUMN(INT, source),
    COLUMN(TEXT, handed_in_by),
    COLUMN(BYTES, applicant_blind),
    COLUMN(BYTES, query_code_hash),
    COLUMN(TIME, received_at),
    COLUMN(TIME, papers_at),
    COLUMN(DAY, accepted_on),
    COLUMN(DAY, promised_due),
    COLUMN(DAY, statutory_due),
    COLUMN(TEXT, receipt_number),
    COLUMN(BYTES, record),
};

#define INSERT                                                                                                         \
  "INSERT INTO cases (case_number, state, events, trail_seq, trail_head, item, item_name, item_version, unit,"         \
  " unit_path, township, received_unit, lead_office, source, handed_in_by, applicant_blind, query_code_hash,"          \
  " received_at, papers_at, accepted_on, promised_due, statutory_due, receipt_number, record, version, notices)"
#define VALUES                                                                                                         \
  "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24"

static const struct rt_rows new_cases = {
    .one = {"cases_insert", INSERT " VALUES (" VALUES ", 1, 0)"},
    .many = {"cases_insert_many", INSERT " SELECT *, 1, 0 FROM unnest(" VALUES ")"},
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .row_size = sizeof(struct intake_case_row),
};

void intake_cases_insert(struct rt_pipe *pipe, const struct intake_case_row *rows, size_t count) {
  rt_pipe_rows(pipe, &new_cases, rows, count);
}

/* What an act may change, and the guard. */
static const struct rt_column changes[] = {
    COLUMN(TEXT, case_number), COLUMN(INT, version),       COLUMN(INT, state),         COLUMN(INT, events),
    COLUMN(INT, trail_seq),    COLUMN(TEXT, trail_head),   COLUMN(INT, item_version),  COLUMN(TIME, papers_at),
    COLUMN(DAY, accepted_on),  COLUMN(DAY, promised_due),  COLUMN(DAY, statutory_due), COLUMN(TEXT, receipt_number),
    COLUMN(INT, notices),      COLUMN(DAY, correction_by), COLUMN(BYTES, record),
};

static const struct rt_rows changed_cases = {
    .one = {"cases_update",
            "UPDATE cases SET version = CASE WHEN version = $2 THEN version + 1 ELSE rt_conflict() END, state = $3,"
            " events = $4, trail_seq = $5, trail_head = $6, item_version = $7, papers_at = $8, accepted_on = $9,"
            " promised_due = $10, statutory_due = $11, receipt_number = $12, notices = $13, correction_by = $14,"
            " record = $15 WHERE case_number = $1"},
    .many = {"cases_update_many",
             "UPDATE cases AS c SET version = CASE WHEN c.version = x.v THEN c.version + 1 ELSE rt_conflict() END,"
             " state = x.s, events = x.e, trail_seq = x.ts, trail_head = x.th, item_version = x.iv, papers_at = x.pa,"
             " accepted_on = x.ao, promised_due = x.pd, statutory_due = x.sd, receipt_number = x.rn, notices = x.nt,"
             " correction_by = x.cb, record = x.r"
             " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
             " AS x (n, v, s, e, ts, th, iv, pa, ao, pd, sd, rn, nt, cb, r) WHERE c.case_number = x.n"},
    .columns = changes,
    .column_count = sizeof changes / sizeof *changes,
    .row_size = sizeof(struct intake_case_row),
};

void intake_cases_update(struct rt_pipe *pipe, const struct intake_case_row *rows, size_t count) {
  rt_pipe_rows(pipe, &changed_cases, rows, count);
}
