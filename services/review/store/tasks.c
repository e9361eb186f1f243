#include "review/store/tasks.h"

#define COLUMNS                                                                                                        \
  "task, case_number, version, events, state, item, item_name, nature, unit, unit_path, office, promised_days, "       \
  "statutory_days, limit_unit, accepted_on, promised_due, statutory_due, claimed_by, claimed_name, light, outcome, "   \
  "document_number, decided_on, delivered"

static void read_task(const struct rt_row *row, void *into) {
  int c = 0;
  struct review_task *task = into;
  task->task = rt_row_text(row, c++);
  task->case_number = rt_row_text(row, c++);
  task->version = rt_row_int(row, c++);
  task->events = rt_row_int(row, c++);
  task->state = (enum review_state)rt_row_int(row, c++);
  task->item = rt_row_text(row, c++);
  task->item_name = rt_row_text(row, c++);
  task->nature = rt_row_text(row, c++);
  task->unit = rt_row_text(row, c++);
  task->unit_path = rt_row_text(row, c++);
  task->office = rt_row_text(row, c++);
  task->limits.promised_days = (int32_t)rt_row_int(row, c++);
  task->limits.statutory_days = (int32_t)rt_row_int(row, c++);
  task->limits.unit = (enum dom_unit)rt_row_int(row, c++);
  task->accepted_on = rt_row_day(row, c++);
  task->dues.promised_due = rt_row_day(row, c++);
  task->dues.statutory_due = rt_row_day(row, c++);
  task->claimed_by = rt_row_text(row, c++);
  task->claimed_name = rt_row_text(row, c++);
  task->light = (enum dom_light)rt_row_int(row, c++);
  task->outcome = (enum review_outcome)rt_row_int(row, c++);
  task->document_number = rt_row_text(row, c++);
  task->decided_on = rt_row_day(row, c++);
  task->delivered = rt_row_bool(row, c++);
}

static void read_into_list(const struct rt_row *row, void *into) {
  struct review_task_list *list = into;
  read_task(row, &list->tasks[list->count++]);
}

static const struct rt_statement load = {"tasks_load", "SELECT " COLUMNS " FROM tasks WHERE task = $1"};

void review_tasks_load(struct rt_pipe *pipe, const char *task, struct review_task *into) {
  rt_pipe_run(pipe, &load, read_task, into, RT_P_ID(task));
}

static const struct rt_statement load_case = {"tasks_load_case",
                                              "SELECT " COLUMNS " FROM tasks WHERE case_number = $1"};

void review_tasks_load_case(struct rt_pipe *pipe, const char *case_number, struct review_task *into) {
  rt_pipe_run(pipe, &load_case, read_task, into, RT_P_TEXT(case_number));
}

static const struct rt_statement insert = {
    "tasks_insert", "INSERT INTO tasks (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                    "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)"};

void review_tasks_insert(struct rt_pipe *pipe, const struct review_task *task) {
  rt_pipe_run(pipe, &insert, NULL, NULL, RT_P_ID(task->task), RT_P_TEXT(task->case_number), RT_P_INT(task->version),
              RT_P_INT(task->events), RT_P_INT(task->state), RT_P_TEXT(task->item), RT_P_TEXT(task->item_name),
              RT_P_TEXT(task->nature), RT_P_TEXT(task->unit), RT_P_TEXT(task->unit_path), RT_P_TEXT(task->office),
              RT_P_INT(task->limits.promised_days), RT_P_INT(task->limits.statutory_days), RT_P_INT(task->limits.unit),
              RT_P_DAY(task->accepted_on), RT_P_DAY(task->dues.promised_due), RT_P_DAY(task->dues.statutory_due),
              RT_P_TEXT(task->claimed_by), RT_P_TEXT(task->claimed_name), RT_P_INT(task->light),
              RT_P_INT(task->outcome), RT_P_TEXT(task->document_number), RT_P_DAY(task->decided_on),
              RT_P_BOOL(task->delivered));
}

static const struct rt_statement update = {
    "tasks_update", "UPDATE tasks SET version = CASE WHEN version = $2 THEN version + 1 ELSE rt_conflict() END, "
                    "events = $3, state = $4, claimed_by = $5, claimed_name = $6, light = $7, outcome = $8, "
                    "document_number = $9, decided_on = $10, delivered = $11, promised_due = $12, statutory_due = $13 "
                    "WHERE task = $1"};

void review_tasks_update(struct rt_pipe *pipe, const struct review_task *task) {
  rt_pipe_run(pipe, &update, NULL, NULL, RT_P_ID(task->task), RT_P_INT(task->version), RT_P_INT(task->events),
              RT_P_INT(task->state), RT_P_TEXT(task->claimed_by), RT_P_TEXT(task->claimed_name), RT_P_INT(task->light),
              RT_P_INT(task->outcome), RT_P_TEXT(task->document_number), RT_P_DAY(task->decided_on),
              RT_P_BOOL(task->delivered), RT_P_DAY(task->dues.promised_due), RT_P_DAY(task->dues.statutory_due));
}

static const struct rt_statement list_running = {
    "tasks_list_running", "SELECT " COLUMNS " FROM tasks WHERE state IN (1, 2) AND task > coalesce($1, "
                          "'00000000-0000-0000-0000-000000000000'::uuid) ORDER BY task LIMIT $2"};

void review_tasks_list_running(struct rt_pipe *pipe, const char *after, int limit, struct review_task_list *into) {
  rt_pipe_run(pipe, &list_running, read_into_list, into, RT_P_ID(after), RT_P_INT(limit));
}

/* Keyset paging: (promised_due, task) after the last one seen; the first page starts before every date. */
#define AFTER                                                                                                          \
  "(promised_due, task) > (coalesce($3, '-infinity'::date), coalesce($4, "                                             \
  "'00000000-0000-0000-0000-000000000000'::uuid))"
#define IN_ORDER " ORDER BY promised_due, task LIMIT $5"

static const struct rt_statement list_offices = {
    "tasks_list_offices", "SELECT " COLUMNS " FROM tasks WHERE office = ANY ($1) AND state = $2 AND " AFTER IN_ORDER};

void review_tasks_list_offices(struct rt_pipe *pipe, const char *const *offices, size_t count, enum review_state state,
                               const struct review_page *page, struct review_task_list *into) {
  rt_pipe_run(pipe, &list_offices, read_into_list, into, RT_P_ARRAY(RT_PARAM_TEXTS, offices, count), RT_P_INT(state),
              RT_P_DAY(page->after_due), RT_P_ID(page->after_task), RT_P_INT(page->limit));
}

static const struct rt_statement list_work = {
    "tasks_list_work",
    "SELECT " COLUMNS " FROM ("
    "(SELECT " COLUMNS " FROM tasks WHERE office = ANY ($1) AND state = 1 AND " AFTER IN_ORDER ") UNION ALL "
    "(SELECT " COLUMNS " FROM tasks WHERE claimed_by = $2 AND state = 2 AND " AFTER IN_ORDER ")) AS mine" IN_ORDER};

void review_tasks_list_work(struct rt_pipe *pipe, const char *const *offices, size_t count, const char *account,
                            const struct review_page *page, struct review_task_list *into) {
  rt_pipe_run(pipe, &list_work, read_into_list, into, RT_P_ARRAY(RT_PARAM_TEXTS, offices, count), RT_P_TEXT(account),
              RT_P_DAY(page->after_due), RT_P_ID(page->after_task), RT_P_INT(page->limit));
}

/* A path's subtree is the path itself and what starts with it and a slash ('0' follows '/'). */
static const struct rt_statement list_units = {
    "tasks_list_units", "SELECT " COLUMNS " FROM tasks WHERE unit_path ~>=~ $1 AND unit_path ~<~ ($1 || '0') AND "
                        "(unit_path = $1 OR unit_path ~>=~ ($1 || '/')) AND state = $2 AND " AFTER IN_ORDER};

void review_tasks_list_units(struct rt_pipe *pipe, const char *unit_path, enum review_state state,
                             const struct review_page *page, struct review_task_list *into) {
  rt_pipe_run(pipe, &list_units, read_into_list, into, RT_P_TEXT(unit_path), RT_P_INT(state), RT_P_DAY(page->after_due),
              RT_P_ID(page->after_task), RT_P_INT(page->limit));
}
