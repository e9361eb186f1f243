#include "intake/store/cases/case_papers.h"

#include "runtime/pg/rows.h"
#include <stddef.h>
#include <string.h>

static const struct rt_column columns[] = {
    {RT_PARAM_TEXT, offsetof(struct intake_case_paper_row, case_number)},
    {RT_PARAM_INT, offsetof(struct intake_case_paper_row, round)},
    {RT_PARAM_INT, offsetof(struct intake_case_paper_row, position)},
    {RT_PARAM_TEXT, offsetof(struct intake_case_paper_row, name)},
    {RT_PARAM_ID, offsetof(struct intake_case_paper_row, paper_id)},
};

#define INSERT "INSERT INTO case_papers (case_number, round, position, name, paper_id)"

static const struct rt_rows new_rows = {
    .one = {"case_papers_add", INSERT " VALUES ($1, $2, $3, $4, $5)"},
    .many = {"case_papers_add_many", INSERT " SELECT * FROM unnest($1, $2, $3, $4, $5)"},
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .row_size = sizeof(struct intake_case_paper_row),
};

void intake_case_papers_add(struct rt_pipe *pipe, const struct intake_case_paper_row *rows, size_t count) {
  rt_pipe_rows(pipe, &new_rows, rows, count);
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
    " FROM papers p LEFT JOIN LATERAL (SELECT h.case_number FROM case_papers h WHERE h.paper_id = p.paper_id"
    " UNION ALL SELECT d.case_number FROM mandates m JOIN carried d USING (mandate) WHERE m.paper_id = p.paper_id)"
    " cp ON true LEFT JOIN cases c ON c.case_number = cp.case_number"
    " WHERE p.paper_id = ANY ($1) LIMIT $3"};

void intake_papers_sights(struct rt_pipe *pipe, const char *const *ids, size_t count, const char *account,
                          struct intake_paper_sights *into) {
  *into = (struct intake_paper_sights){0};
  rt_pipe_run(pipe, &sights, read_sight, into, RT_P_ARRAY(RT_PARAM_IDS, ids, count), RT_P_TEXT(account),
              RT_P_INT(INTAKE_PAPER_CASES));
}
