#include "intake/store/cases/trail.h"

#include "runtime/pg/rows.h"
#include <stddef.h>
#include <string.h>

static const struct rt_column columns[] = {
    {RT_PARAM_TEXT, offsetof(struct intake_trail_row, case_number)},
    {RT_PARAM_INT, offsetof(struct intake_trail_row, seq)},
    {RT_PARAM_TEXT, offsetof(struct intake_trail_row, text)},
    {RT_PARAM_TEXT, offsetof(struct intake_trail_row, link)},
    {RT_PARAM_TEXT, offsetof(struct intake_trail_row, hidden_from)},
};

#define INSERT "INSERT INTO trail (case_number, seq, text, link, hidden_from)"

static const struct rt_rows new_rows = {
    .one = {"trail_add", INSERT " VALUES ($1, $2, $3, $4, $5)"},
    .many = {"trail_add_many", INSERT " SELECT * FROM unnest($1, $2, $3, $4, $5)"},
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .row_size = sizeof(struct intake_trail_row),
};

void intake_trail_add(struct rt_pipe *pipe, const struct intake_trail_row *rows, size_t count) {
  rt_pipe_rows(pipe, &new_rows, rows, count);
}

static void read_row(const struct rt_row *row, void *into) {
  struct intake_trail_list *list = into;
  if (list->count == list->room) {
    size_t room = list->room ? 2 * list->room : 16;
    struct intake_trail_row *rows = rt_arena_array(rt_row_arena(row), room, sizeof *rows);
    if (list->count)
      memcpy(rows, list->rows, list->count * sizeof *rows);
    list->rows = rows;
    list->room = room;
  }
  struct intake_trail_row *last = &list->rows[list->count++];
  int c = 0;
  last->case_number = rt_row_text(row, c++);
  last->seq = rt_row_int(row, c++);
  last->text = rt_row_text(row, c++);
  last->link = rt_row_text(row, c++);
  last->hidden_from = rt_row_text(row, c++);
}

static const struct rt_statement load = {"trail_load", "SELECT case_number, seq, text, link, hidden_from FROM trail "
                                                       "WHERE case_number = $1 AND seq > $2 ORDER BY seq LIMIT $3"};

void intake_trail_load(struct rt_pipe *pipe, const char *case_number, int64_t after, int64_t limit,
                       struct intake_trail_list *into) {
  *into = (struct intake_trail_list){0};
  rt_pipe_run(pipe, &load, read_row, into, RT_P_TEXT(case_number), RT_P_INT(after), RT_P_INT(limit));
}
