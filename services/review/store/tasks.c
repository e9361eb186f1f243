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
    "tasks_update",
    "UPDATE tasks AS t SET version = CASE WHEN t.version = x.v THEN t.version + 1 ELSE rt_conflict() END, events = x.e,"
    " state = x.s, claimed_by = x.cb, claimed_name = x.cn, light = x.l, outcome = x.o, document_number = x.dn,"
    " decided_on = x.d, delivered = x.dl = 1, promised_due = x.pd, statutory_due = x.sd"
    " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    " AS x (task, cb, cn, dn, v, e, s, l, o, dl, d, pd, sd) WHERE t.task = x.task"};

enum {
  CHANGED_TEXTS = 4,
  CHANGED_NUMBERS = 6,
  CHANGED_DAYS = 3,
  CHANGED = CHANGED_TEXTS + CHANGED_NUMBERS + CHANGED_DAYS
};

void review_tasks_update(struct rt_pipe *pipe, const struct review_task *const *tasks, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **texts[CHANGED_TEXTS];
  int64_t *numbers[CHANGED_NUMBERS];
  int32_t *days[CHANGED_DAYS];
  struct rt_param params[CHANGED];
  size_t used = 0;
  for (size_t k = 0; k < CHANGED_TEXTS; k++)
    params[used++] = RT_P_ARRAY(k == 0 ? RT_PARAM_IDS : RT_PARAM_TEXTS,
                                texts[k] = rt_arena_array(arena, count, sizeof *texts[k]), count);
  for (size_t k = 0; k < CHANGED_NUMBERS; k++)
    params[used++] = RT_P_ARRAY(RT_PARAM_INTS, numbers[k] = rt_arena_array(arena, count, sizeof *numbers[k]), count);
  for (size_t k = 0; k < CHANGED_DAYS; k++)
    params[used++] = RT_P_ARRAY(RT_PARAM_DAYS, days[k] = rt_arena_array(arena, count, sizeof *days[k]), count);
  for (size_t i = 0; i < count; i++) {
    const struct review_task *task = tasks[i];
    texts[0][i] = task->task, texts[1][i] = task->claimed_by, texts[2][i] = task->claimed_name;
    texts[3][i] = task->document_number;
    numbers[0][i] = task->version, numbers[1][i] = task->events, numbers[2][i] = task->state;
    numbers[3][i] = task->light, numbers[4][i] = task->outcome, numbers[5][i] = task->delivered;
    days[0][i] = task->decided_on, days[1][i] = task->dues.promised_due, days[2][i] = task->dues.statutory_due;
  }
  rt_pipe_add(pipe, &update, params, used, NULL, NULL);
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
/* $6 the least light asked for, $7 today: of a running task what a day makes of its dates, as its light is shown; the
 * warning's day only the calendar knows, so it is the one that was told of. */
#define LIT                                                                                                            \
  " AND CASE WHEN $6 = 0 THEN true WHEN state > 2 THEN light >= $6 WHEN $6 = 1 THEN light >= 1 OR promised_due < $7 "  \
  "WHEN $6 = 2 THEN promised_due < $7 ELSE statutory_due < $7 END"

/* Of each office its first ones from the index: an office may have thousands open. */
#define OF_OFFICES(in_state)                                                                                           \
  "SELECT " COLUMNS " FROM (SELECT DISTINCT unnest($1)) AS mine (one), LATERAL (SELECT * FROM tasks WHERE office = "   \
  "mine.one AND state = " in_state " AND " AFTER LIT IN_ORDER ") AS of_one"

#define PAGE                                                                                                           \
  RT_P_DAY(page->after_due), RT_P_ID(page->after_task), RT_P_INT(page->limit), RT_P_INT(page->light),                  \
      RT_P_DAY(page->today)

static const struct rt_statement list_offices = {"tasks_list_offices", OF_OFFICES("$2") IN_ORDER};

void review_tasks_list_offices(struct rt_pipe *pipe, const char *const *offices, size_t count, enum review_state state,
                               const struct review_page *page, struct review_task_list *into) {
  rt_pipe_run(pipe, &list_offices, read_into_list, into, RT_P_ARRAY(RT_PARAM_TEXTS, offices, count), RT_P_INT(state),
              PAGE);
}

static const struct rt_statement list_work = {
    "tasks_list_work", "SELECT " COLUMNS " FROM ((" OF_OFFICES("1") IN_ORDER
    ") UNION ALL "
    "(SELECT " COLUMNS " FROM tasks WHERE claimed_by = $2 AND claimed_by <> '' AND state = 2 AND (NOT $8 OR office = "
    "ANY($1)) AND " AFTER LIT IN_ORDER ")) AS mine" IN_ORDER};

void review_tasks_list_work(struct rt_pipe *pipe, const char *const *offices, size_t count, bool only,
                            const char *account, const struct review_page *page, struct review_task_list *into) {
  rt_pipe_run(pipe, &list_work, read_into_list, into, RT_P_ARRAY(RT_PARAM_TEXTS, offices, count), RT_P_TEXT(account),
              PAGE, RT_P_BOOL(only));
}

/* A path's subtree is the path itself and what starts with it and a slash ('0' follows '/'). */
#define OF_UNITS                                                                                                       \
  "SELECT " COLUMNS " FROM tasks WHERE unit_path ~>=~ $1 AND unit_path ~<~ ($1 || '0') AND (unit_path = $1 OR "        \
  "unit_path ~>=~ ($1 || '/')) AND ($8 = '' OR office = $8) AND " AFTER LIT

static const struct rt_statement list_units = {"tasks_list_units", OF_UNITS " AND state = $2" IN_ORDER};
/* The few that are running out of all there ever were. */
static const struct rt_statement list_units_running = {"tasks_list_units_running",
                                                       OF_UNITS " AND $2 = 0 AND state IN (1, 2)" IN_ORDER};

void review_tasks_list_units(struct rt_pipe *pipe, const char *unit_path, const char *office, enum review_state state,
                             const struct review_page *page, struct review_task_list *into) {
  rt_pipe_run(pipe, state ? &list_units : &list_units_running, read_into_list, into, RT_P_TEXT(unit_path),
              RT_P_INT(state), PAGE, RT_P_TEXT(office));
}
