#include "intake/store/agents/visits.h"

#define COLUMNS "v.visit, v.version, v.state, v.unit_path, v.asked_by, v.agent, v.asked_at, v.record"

static void read_visit(const struct rt_row *row, void *into) {
  struct intake_visit_row *visit = into;
  int c = 0;
  visit->visit = rt_row_text(row, c++);
  visit->version = rt_row_int(row, c++);
  visit->state = rt_row_int(row, c++);
  visit->unit_path = rt_row_text(row, c++);
  visit->asked_by = rt_row_text(row, c++);
  visit->agent = rt_row_text(row, c++);
  visit->asked_at = rt_row_time(row, c++);
  visit->record = rt_row_bytes(row, c++);
}

static const struct rt_statement add = {
    "visits_add", "INSERT INTO visits (visit, version, state, unit_path, asked_by, agent, asked_at, record)"
                  " VALUES ($1, 1, $2, $3, $4, $5, $6, $7)"};

void intake_visits_add(struct rt_pipe *pipe, const struct intake_visit_row *row) {
  rt_pipe_run(pipe, &add, NULL, NULL, RT_P_ID(row->visit), RT_P_INT(row->state), RT_P_TEXT(row->unit_path),
              RT_P_TEXT(row->asked_by), RT_P_TEXT(row->agent), RT_P_TIME(row->asked_at), RT_P_BYTES(row->record));
}

static const struct rt_statement load = {"visits_load", "SELECT " COLUMNS " FROM visits v WHERE v.visit = $1"};

void intake_visits_load(struct rt_pipe *pipe, const char *visit, struct intake_visit_row *into) {
  *into = (struct intake_visit_row){0};
  rt_pipe_run(pipe, &load, read_visit, into, RT_P_ID(visit));
}

static const struct rt_statement update = {
    "visits_update", "UPDATE visits SET version = CASE WHEN version = $2 THEN version + 1 ELSE rt_conflict() END,"
                     " state = $3, agent = $4, record = $5 WHERE visit = $1"};

void intake_visits_update(struct rt_pipe *pipe, const struct intake_visit_row *row) {
  rt_pipe_run(pipe, &update, NULL, NULL, RT_P_ID(row->visit), RT_P_INT(row->version), RT_P_INT(row->state),
              RT_P_TEXT(row->agent), RT_P_BYTES(row->record));
}

static void read_into_page(const struct rt_row *row, void *into) {
  struct intake_visit_page *page = into;
  read_visit(row, &page->rows[page->count++]);
}

#define BRANCH(whose)                                                                                                  \
  "(SELECT v.* FROM visits v WHERE " whose " AND ($3 = 0 OR v.state = $3) AND (v.asked_at, v.visit) < ($4, $5)"        \
  " ORDER BY v.asked_at DESC, v.visit DESC LIMIT $6)"
#define WAITING                                                                                                        \
  "split_part(v.unit_path, '/', 1) = split_part($2, '/', 1) AND v.agent = '' AND v.state = 1"                          \
  " AND (v.unit_path = $2 OR starts_with(v.unit_path, $2 || '/'))"

static const struct rt_statement list = {
    "visits_list",
    "SELECT " COLUMNS
    " FROM (" BRANCH("v.asked_by = $1") " UNION " BRANCH("v.agent = $1 AND $2 IS NOT NULL") " UNION " BRANCH(
        WAITING) ") v ORDER BY v.asked_at DESC, v.visit DESC LIMIT $6"};

void intake_visits_list(struct rt_pipe *pipe, const struct intake_visit_query *query, struct intake_visit_page *into) {
  static const char last[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  into->count = 0;
  rt_pipe_run(pipe, &list, read_into_page, into, RT_P_TEXT(query->account), RT_P_TEXT(query->root),
              RT_P_INT(query->state), RT_P_TIME(query->before_at), RT_P_ID(*query->before ? query->before : last),
              RT_P_INT(query->limit));
}
