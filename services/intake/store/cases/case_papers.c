#include "intake/store/cases/case_papers.h"

#include <string.h>

static const struct rt_statement add = {
    "case_papers_add",
    "INSERT INTO case_papers (case_number, round, position, name, paper_id) SELECT * FROM unnest($1, $2, $3, $4, $5)"};

void intake_case_papers_add(struct rt_pipe *pipe, const struct intake_case_paper_row *rows, size_t count) {
  if (!count)
    return;
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  const char **names = rt_arena_array(arena, count, sizeof *names);
  const char **ids = rt_arena_array(arena, count, sizeof *ids);
  int64_t *rounds = rt_arena_array(arena, count, sizeof *rounds);
  int64_t *positions = rt_arena_array(arena, count, sizeof *positions);
  for (size_t i = 0; i < count; i++) {
    numbers[i] = rows[i].case_number;
    rounds[i] = rows[i].round;
    positions[i] = rows[i].position;
    names[i] = rows[i].name;
    ids[i] = rows[i].paper_id;
  }
  rt_pipe_run(pipe, &add, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count),
              RT_P_ARRAY(RT_PARAM_INTS, rounds, count), RT_P_ARRAY(RT_PARAM_INTS, positions, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, names, count), RT_P_ARRAY(RT_PARAM_IDS, ids, count));
}

static struct intake_paper_sight *next(struct intake_paper_sights *all, struct rt_arena *arena) {
  if (all->count == all->room) {
    size_t room = all->room ? 2 * all->room : 8;
    struct intake_paper_sight *list = rt_arena_array(arena, room, sizeof *list);
    if (all->count)
      memcpy(list, all->list, all->count * sizeof *list);
    all->list = list;
    all->room = room;
  }
  return &all->list[all->count++];
}

static void read_sight(const struct rt_row *row, void *into) {
  struct intake_paper_sight *sight = next(into, rt_row_arena(row));
  int c = 0;
  sight->paper_id = rt_row_text(row, c++);
  sight->uploaded_by = rt_row_text(row, c++);
  sight->unit_path = rt_row_text(row, c++);
  sight->received_unit = rt_row_text(row, c++);
  sight->lead_office = rt_row_text(row, c++);
  sight->handed_in_by = rt_row_text(row, c++);
  sight->own = rt_row_bool(row, c++);
}

static const struct rt_statement sights = {
    "papers_sights",
    "SELECT p.paper_id, p.uploaded_by, c.unit_path, c.received_unit, c.lead_office, c.handed_in_by,"
    " coalesce(c.applicant_blind = (SELECT a.id_blind FROM accounts a WHERE a.username = $2), false)"
    " FROM papers p LEFT JOIN (case_papers cp JOIN cases c USING (case_number)) ON cp.paper_id = p.paper_id"
    " WHERE p.paper_id = ANY ($1) LIMIT $3"};

void intake_papers_sights(struct rt_pipe *pipe, const char *const *ids, size_t count, const char *account,
                          struct intake_paper_sights *into) {
  *into = (struct intake_paper_sights){0};
  rt_pipe_run(pipe, &sights, read_sight, into, RT_P_ARRAY(RT_PARAM_IDS, ids, count), RT_P_TEXT(account),
              RT_P_INT(INTAKE_PAPER_CASES));
}
