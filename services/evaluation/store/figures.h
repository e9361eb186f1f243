/* Facts of cases, and the figures counted from them (E-10). */
#ifndef EVALUATION_STORE_FIGURES_H
#define EVALUATION_STORE_FIGURES_H

#include "evaluation/rules/figures/ask.h"
#include "evaluation/rules/figures/figure.h"
#include "runtime/pg/pipe.h"

/* What happened to a case on a day; `value`, `took` and `promised` as in rules/figures. */
struct evaluation_fact_row {
  int32_t day;
  int64_t fact; /* enum evaluation_fact */
  int64_t value;
  int64_t took;
  int64_t promised;
  const char *case_number;
  const char *unit_path;
  const char *office;
  const char *item;
};
void evaluation_facts_put(struct rt_pipe *pipe, const struct evaluation_fact_row *rows, size_t count);
/* Of a case that stands here; the rest is taken from its row. */
void evaluation_facts_note(struct rt_pipe *pipe, const char *case_number, int32_t day, enum evaluation_fact fact,
                           int value);

/* The case shows this light now, unless it ended meanwhile: to be appended behind evaluation_cases_light, whose lock on
 * the case's row decides which of the two was first. */
void evaluation_lit_put(struct rt_pipe *pipe, const char *case_number, int32_t day, int light);
/* These show none any more. */
void evaluation_lit_out(struct rt_pipe *pipe, const char *const *numbers, size_t count);

/* The numbers of bm.FigureRows. */
enum evaluation_rows {
  EVALUATION_BY_NOTHING,
  EVALUATION_BY_UNIT,
  EVALUATION_BY_ITEM,
  EVALUATION_BY_DAY,
  EVALUATION_BY_MONTH,
  EVALUATION_BY_QUARTER,
  EVALUATION_BY_YEAR
};

struct evaluation_question {
  struct evaluation_scope scope;
  struct evaluation_span span;
  const char *item; /* "": all */
  enum evaluation_rows by;
};

enum { EVALUATION_FIGURE_ROWS = 1000 };

struct evaluation_figures {
  struct evaluation_figure total;
  struct evaluation_figure *rows; /* room for EVALUATION_FIGURE_ROWS; by code */
  size_t count;
};
void evaluation_figures_count(struct rt_pipe *pipe, const struct evaluation_question *question,
                              struct evaluation_figures *into);
/* `*ret_name` stays as it is if there is no such unit. */
void evaluation_units_name(struct rt_pipe *pipe, const char *unit, const char **ret_name);

/* The cases behind a figure: facts of a kind with a value from `low` to `high`; `received`: also handed in, `at_once`:
 * of those only accepted in the same step. */
struct evaluation_behind {
  enum evaluation_fact fact; /* EVALUATION_FACT_NOTHING: none */
  int low, high;
  bool received;
  bool at_once;
};

struct evaluation_figure_case {
  int32_t day;
  const char *case_number;
  const char *item, *item_name;
  const char *unit, *unit_name;
  const char *office, *office_name;
};

struct evaluation_figure_page {
  int32_t after_day; /* RT_NO_DAY: from the start */
  const char *after_case;
  int limit;
};

struct evaluation_figure_cases {
  struct evaluation_figure_case *rows; /* room for `limit` */
  size_t count;
};
void evaluation_figures_cases(struct rt_pipe *pipe, const struct evaluation_question *question,
                              const struct evaluation_behind *behind, const struct evaluation_figure_page *page,
                              struct evaluation_figure_cases *into);
/* Those that show this light now, the longest lit first; the question's span says nothing. */
void evaluation_figures_lit(struct rt_pipe *pipe, const struct evaluation_question *question, int light,
                            const struct evaluation_figure_page *page, struct evaluation_figure_cases *into);

#endif
