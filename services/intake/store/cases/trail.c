#include "intake/store/cases/trail.h"

#include <string.h>

static const struct rt_statement add = {
    "trail_add",
    "INSERT INTO trail (case_number, seq, text, link, hidden_from) SELECT * FROM unnest($1, $2, $3, $4, $5)"};

void intake_trail_add(struct rt_pipe *pipe, const struct intake_trail_row *rows, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  const char **texts = rt_arena_array(arena, count, sizeof *texts);
  const char **links = rt_arena_array(arena, count, sizeof *links);
  const char **hidden = rt_arena_array(arena, count, sizeof *hidden);
  int64_t *seqs = rt_arena_array(arena, count, sizeof *seqs);
  for (size_t i = 0; i < count; i++) {
    numbers[i] = rows[i].case_number;
    seqs[i] = rows[i].seq;
    texts[i] = rows[i].text;
    links[i] = rows[i].link;
    hidden[i] = rows[i].hidden_from;
  }
  rt_pipe_run(pipe, &add, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count),
              RT_P_ARRAY(RT_PARAM_INTS, seqs, count), RT_P_ARRAY(RT_PARAM_TEXTS, texts, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, links, count), RT_P_ARRAY(RT_PARAM_TEXTS, hidden, count));
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
