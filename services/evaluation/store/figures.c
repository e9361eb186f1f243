#include "evaluation/store/figures.h"

#include "domain/unitpath.h"
#include <string.h>

/* $1 the subtree's path, $2 and $3 the days, $4 the item or "", $5 and $6 whether and of which offices. */
#define OF(t)                                                                                                          \
  "left(" t ".unit_path, 6) = left($1, 6) AND (length($1) = 6 OR " t ".unit_path = $1 OR starts_with(" t               \
  ".unit_path, $1 || '/')) "                                                                                           \
  "AND ($4 = '' OR " t ".item = $4) AND (NOT $5 OR " t ".office = ANY($6))"

/* The row a thing belongs to: what lies right below the subtree's root (the root's own cases by their office), the
 * item, the stretch of time. */
#define ROW(t, day)                                                                                                    \
  "CASE $7 WHEN 1 THEN CASE WHEN " t ".unit_path <> $1 THEN substr(" t ".unit_path, length($1) + 2, length($8) + 3) "  \
  "WHEN " t ".office <> '' THEN " t ".office ELSE $8 END WHEN 2 THEN " t ".item "                                      \
  "WHEN 3 THEN to_char(" day ", 'YYYY-MM-DD') WHEN 4 THEN to_char(" day ", 'YYYY-MM') "                                \
  "WHEN 5 THEN to_char(" day ", 'YYYY-\"Q\"Q') WHEN 6 THEN to_char(" day ", 'YYYY') ELSE '' END"

#define CASE_ROW ROW("c", "c.received_on")
#define CASE_OF OF("c")
#define FACT_ROW ROW("f", "f.day")
#define FACT_OF OF("f")
#define LIT_ROW ROW("l", "l.day")
#define LIT_OF OF("l")

#define HANDED_IN                                                                                                      \
  "SELECT " CASE_ROW " AS k, 0 AS kind, c.at_once::int AS value, count(*) AS n, 0::bigint AS measured, 0::bigint AS "  \
  "took, 0::bigint AS promised FROM cases c WHERE " CASE_OF " AND c.received_on BETWEEN $2 AND $3 GROUP BY 1, 3"
#define HAPPENED                                                                                                       \
  "SELECT " FACT_ROW ", f.kind, f.value, count(*), count(*) FILTER (WHERE f.took >= 0), coalesce(sum(f.took) FILTER "  \
  "(WHERE f.took >= 0), 0), coalesce(sum(f.promised) FILTER (WHERE f.took >= 0), 0) FROM facts f WHERE " FACT_OF       \
  " AND f.day BETWEEN $2 AND $3 GROUP BY 1, 2, 3"
/* What shows a light now belongs to no time. */
#define SHOWN_NOW                                                                                                      \
  "SELECT CASE WHEN $7 <= 2 THEN " LIT_ROW " ELSE '' END, 9, l.light, count(*), 0, 0, 0 FROM lit l WHERE " LIT_OF      \
  " GROUP BY 1, 3"
/* A unit in which nothing happened is a row as well. */
#define EACH_UNIT                                                                                                      \
  "SELECT u.unit, 10, 0, 0, 0, 0, 0 FROM units u WHERE $7 = 1 AND NOT $5 AND left(u.unit, 6) = left($1, 6) AND "       \
  "u.path "                                                                                                            \
  "= $1 || '/' || u.unit"

static const struct rt_statement count_all = {
    "figures_count",
    "SELECT k, CASE $7 WHEN 1 THEN (SELECT name FROM units WHERE unit = k) WHEN 2 THEN (SELECT name FROM "
    "items WHERE item = k) END, kind, value, n, measured, took, promised FROM (" HANDED_IN " UNION ALL " HAPPENED
    " UNION ALL " SHOWN_NOW " UNION ALL " EACH_UNIT ") AS counted ORDER BY k"};

/* Rows come by code: those of one stand together. NULL: there is no room for more. */
static struct evaluation_figure *row_of(struct evaluation_figures *figures, const char *code, const char *name) {
  if (figures->count > 0 && strcmp(figures->rows[figures->count - 1].code, code) == 0)
    return &figures->rows[figures->count - 1];
  if (figures->count == EVALUATION_FIGURE_ROWS)
    return NULL;
  struct evaluation_figure *next = &figures->rows[figures->count++];
  *next = (struct evaluation_figure){.code = code, .name = name};
  return next;
}

static void read_tally(const struct rt_row *row, void *into) {
  struct evaluation_figures *figures = into;
  const char *code = rt_row_text(row, 0);
  const struct evaluation_tally tally = {.fact = (enum evaluation_fact)rt_row_int(row, 2),
                                         .value = rt_row_int(row, 3),
                                         .count = rt_row_int(row, 4),
                                         .measured = rt_row_int(row, 5),
                                         .took = rt_row_int(row, 6),
                                         .promised = rt_row_int(row, 7)};
  evaluation_figure_add(&figures->total, &tally);
  struct evaluation_figure *mine = *code ? row_of(figures, code, rt_row_text(row, 1)) : NULL;
  if (mine)
    evaluation_figure_add(mine, &tally);
}

void evaluation_figures_count(struct rt_pipe *pipe, const struct evaluation_question *question,
                              struct evaluation_figures *into) {
  const struct evaluation_scope *scope = &question->scope;
  rt_pipe_run(pipe, &count_all, read_tally, into, RT_P_TEXT(scope->path), RT_P_DAY(question->span.from),
              RT_P_DAY(question->span.to), RT_P_TEXT(question->item), RT_P_BOOL(scope->by_office),
              RT_P_ARRAY(RT_PARAM_TEXTS, scope->offices, scope->office_count), RT_P_INT(question->by),
              RT_P_TEXT(dom_unitpath_code(scope->path)));
}

static void read_name(const struct rt_row *row, void *into) {
  const char **name = into;
  *name = rt_row_text(row, 0);
}

static const struct rt_statement name_of = {"units_name", "SELECT name FROM units WHERE unit = $1"};

void evaluation_units_name(struct rt_pipe *pipe, const char *unit, const char **ret_name) {
  rt_pipe_run(pipe, &name_of, read_name, (void *)ret_name, RT_P_TEXT(unit));
}

static void read_behind(const struct rt_row *row, void *into) {
  struct evaluation_figure_cases *list = into;
  struct evaluation_figure_case *found = &list->rows[list->count++];
  *found = (struct evaluation_figure_case){.day = rt_row_day(row, 0),
                                           .case_number = rt_row_text(row, 1),
                                           .item = rt_row_text(row, 2),
                                           .item_name = rt_row_text(row, 3),
                                           .unit = dom_unitpath_code(rt_row_text(row, 4)),
                                           .unit_name = rt_row_text(row, 5),
                                           .office = rt_row_text(row, 6),
                                           .office_name = rt_row_text(row, 7)};
}

/* Keyset paging: (day, case_number) after the last one seen; the first page starts before every day. */
#define AFTER "> (coalesce($7, '-infinity'::date), coalesce($8, ''))"
#define NAMED                                                                                                          \
  "SELECT day, case_number, item, (SELECT name FROM items i WHERE i.item = b.item), unit_path, (SELECT name FROM "     \
  "units u WHERE u.unit = split_part(b.unit_path, '/', -1)), office, (SELECT name FROM units u WHERE u.unit = "        \
  "b.office) FROM "
#define BEHIND_FACTS                                                                                                   \
  "SELECT f.day, f.case_number, f.item, f.unit_path, f.office FROM facts f WHERE " FACT_OF                             \
  " AND f.day BETWEEN $2 AND "                                                                                         \
  "$3 AND f.kind = $10 AND f.value BETWEEN $11 AND $12 AND (f.day, f.case_number) " AFTER                              \
  " ORDER BY f.day, f.case_number LIMIT $9"
#define BEHIND_CASES                                                                                                   \
  "SELECT c.received_on, c.case_number, c.item, c.unit_path, c.office FROM cases c WHERE $13 AND (NOT $14 OR "         \
  "c.at_once) AND " CASE_OF " AND c.received_on BETWEEN $2 AND $3 AND (c.received_on, c.case_number) " AFTER           \
  " ORDER BY c.received_on, c.case_number LIMIT $9"

static const struct rt_statement behind_days = {"figures_cases", NAMED "((" BEHIND_FACTS ") UNION ALL (" BEHIND_CASES
                                                                       ")) AS b (day, case_number, item, unit_path, "
                                                                       "office) ORDER BY day, case_number LIMIT $9"};

#define ASKED                                                                                                          \
  RT_P_TEXT(question->scope.path), RT_P_DAY(question->span.from), RT_P_DAY(question->span.to),                         \
      RT_P_TEXT(question->item), RT_P_BOOL(question->scope.by_office),                                                 \
      RT_P_ARRAY(RT_PARAM_TEXTS, question->scope.offices, question->scope.office_count), RT_P_DAY(page->after_day),    \
      RT_P_TEXT(page->after_case), RT_P_INT(page->limit)

void evaluation_figures_cases(struct rt_pipe *pipe, const struct evaluation_question *question,
                              const struct evaluation_behind *behind, const struct evaluation_figure_page *page,
                              struct evaluation_figure_cases *into) {
  rt_pipe_run(pipe, &behind_days, read_behind, into, ASKED, RT_P_INT(behind->fact), RT_P_INT(behind->low),
              RT_P_INT(behind->high), RT_P_BOOL(behind->received), RT_P_BOOL(behind->at_once));
}

static const struct rt_statement behind_lit = {
    "figures_lit", NAMED "(SELECT l.day, l.case_number, l.item, l.unit_path, l.office FROM lit l WHERE " LIT_OF
                         " AND l.light = $10 AND ($2 <= $3) AND (l.day, l.case_number) " AFTER
                         " ORDER BY l.day, l.case_number LIMIT $9) AS b ORDER BY day, case_number"};

void evaluation_figures_lit(struct rt_pipe *pipe, const struct evaluation_question *question, int light,
                            const struct evaluation_figure_page *page, struct evaluation_figure_cases *into) {
  rt_pipe_run(pipe, &behind_lit, read_behind, into, ASKED, RT_P_INT(light));
}
