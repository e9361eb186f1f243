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
    "tasks_insert",
    "INSERT INTO tasks (version, light, outcome, document_number, delivered, task, case_number, item, item_name, "
    "nature, "
    "unit, unit_path, office, claimed_by, claimed_name, events, state, promised_days, statutory_days, limit_unit, "
    "accepted_on, promised_due, statutory_due) SELECT 1, 0, 0, '', false, t.* FROM unnest($1, $2, $3, $4, $5, $6, $7, "
    "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) t"};

enum { TEXTS = 10, NUMBERS = 5, DATES = 3, COLUMNS_NEW = TEXTS + NUMBERS + DATES };

struct columns {
  const char **texts[TEXTS];
  int64_t *numbers[NUMBERS];
  int32_t *days[DATES];
};

static void columns_put(const struct columns *columns, size_t i, const struct review_task *task) {
  const char *const texts[TEXTS] = {task->task, task->case_number, task->item,   task->item_name,  task->nature,
                                    task->unit, task->unit_path,   task->office, task->claimed_by, task->claimed_name};
  const int64_t numbers[NUMBERS] = {task->events, task->state, task->limits.promised_days, task->limits.statutory_days,
                                    task->limits.unit};
  const int32_t days[DATES] = {task->accepted_on, task->dues.promised_due, task->dues.statutory_due};
  for (size_t k = 0; k < TEXTS; k++)
    columns->texts[k][i] = texts[k];
  for (size_t k = 0; k < NUMBERS; k++)
    columns->numbers[k][i] = numbers[k];
  for (size_t k = 0; k < DATES; k++)
    columns->days[k][i] = days[k];
}

void review_tasks_insert(struct rt_pipe *pipe, const struct review_task *const *tasks, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  struct columns columns;
  struct rt_param params[COLUMNS_NEW];
  size_t used = 0;
  for (size_t k = 0; k < TEXTS; k++) {
    columns.texts[k] = rt_arena_array(arena, count, sizeof(char *));
    params[used++] = RT_P_ARRAY(k == 0 ? RT_PARAM_IDS : RT_PARAM_TEXTS, columns.texts[k], count);
  }
  for (size_t k = 0; k < NUMBERS; k++) {
    columns.numbers[k] = rt_arena_array(arena, count, sizeof(int64_t));
    params[used++] = RT_P_ARRAY(RT_PARAM_INTS, columns.numbers[k], count);
  }
  for (size_t k = 0; k < DATES; k++) {
    columns.days[k] = rt_arena_array(arena, count, sizeof(int32_t));
    params[used++] = RT_P_ARRAY(RT_PARAM_DAYS, columns.days[k], count);
  }
  for (size_t i = 0; i < count; i++)
    columns_put(&columns, i, tasks[i]);
  rt_pipe_add(pipe, &insert, params, used, NULL, NULL);
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

/* Of each office its first ones from the index: an office may have thousands open. */
#define OF_OFFICES(in_state)                                                                                           \
  "SELECT " COLUMNS " FROM (SELECT DISTINCT unnest($1)) AS mine (one), LATERAL (SELECT * FROM tasks WHERE office = "   \
  "mine.one AND state = " in_state " AND " AFTER IN_ORDER ") AS of_one"

static const struct rt_statement list_offices = {"tasks_list_offices", OF_OFFICES("$2") IN_ORDER};

void review_tasks_list_offices(struct rt_pipe *pipe, const char *const *offices, size_t count, enum review_state state,
                               const struct review_page *page, struct review_task_list *into) {
  rt_pipe_run(pipe, &list_offices, read_into_list, into, RT_P_ARRAY(RT_PARAM_TEXTS, offices, count), RT_P_INT(state),
              RT_P_DAY(page->after_due), RT_P_ID(page->after_task), RT_P_INT(page->limit));
}

static const struct rt_statement list_work = {
    "tasks_list_work", "SELECT " COLUMNS " FROM ((" OF_OFFICES("1") IN_ORDER
    ") UNION ALL "
    "(SELECT " COLUMNS " FROM tasks WHERE claimed_by = $2 AND claimed_by <> '' AND state = 2 AND " AFTER IN_ORDER
    ")) AS mine" IN_ORDER};

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
