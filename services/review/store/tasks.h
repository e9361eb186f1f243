/* Statements on tasks. Each function appends one statement; readers fill plain words. */
#ifndef REVIEW_STORE_TASKS_H
#define REVIEW_STORE_TASKS_H

#include "review/rules/tasks/task.h"
#include "runtime/pg/pipe.h"

/* One task by id or by its case; `into->task` stays NULL if there is none. */
void review_tasks_load(struct rt_pipe *pipe, const char *task, struct review_task *into);
void review_tasks_load_case(struct rt_pipe *pipe, const char *case_number, struct review_task *into);

/* New tasks: of version 1, without a light or an outcome. */
void review_tasks_insert(struct rt_pipe *pipe, const struct review_task *const *tasks, size_t count);
/* The guarded update, one statement for all: what is not as it was loaded makes the transaction lose. `events` is each
 * one's new count. A task that stands twice is changed once: its event's key tells. */
void review_tasks_update(struct rt_pipe *pipe, const struct review_task *const *tasks, size_t count);

/* A page of running tasks by id, after `after` (NULL: from the start). */
struct review_task_list;
void review_tasks_list_running(struct rt_pipe *pipe, const char *after, int limit, struct review_task_list *into);

/* A page of a list, most urgent first. */
struct review_page {
  int32_t after_due; /* RT_NO_DAY: from the start */
  const char *after_task;
  int limit;
  enum dom_light light; /* those that show this one today, or a worse one */
  int32_t today;
};

struct review_task_list {
  struct review_task *tasks; /* room for `limit` */
  size_t count;
};

/* Tasks of these offices in a state. */
void review_tasks_list_offices(struct rt_pipe *pipe, const char *const *offices, size_t count, enum review_state state,
                               const struct review_page *page, struct review_task_list *into);
/* The work list: open ones of these offices, and those the account claimed, `only` of these offices or of any. */
void review_tasks_list_work(struct rt_pipe *pipe, const char *const *offices, size_t count, bool only,
                            const char *account, const struct review_page *page, struct review_task_list *into);
/* Tasks of a subtree of units in a state, 0: undecided; of one office unless "". */
void review_tasks_list_units(struct rt_pipe *pipe, const char *unit_path, const char *office, enum review_state state,
                             const struct review_page *page, struct review_task_list *into);

#endif
