/* E-10: what counts as what, of whom, of when, and who comes first. */
#include "domain/date.h"
#include "evaluation/rules/figures/ask.h"
#include "evaluation/rules/figures/figure.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static int32_t day(const char *text) {
  int32_t found = DOM_DATE_NONE;
  cr_assert(dom_date_parse(text, &found), "%s", text);
  return found;
}

Test(figures, each_fact_counts_once_where_it_belongs) {
  struct evaluation_figure figure = {0};
  const struct evaluation_tally tallies[] = {
      {EVALUATION_FACT_RECEIVED, 0, 5, 0, 0, 0},
      {EVALUATION_FACT_RECEIVED, 1, 3, 0, 0, 0},
      {EVALUATION_FACT_ACCEPTED, 0, 2, 0, 0, 0},
      {EVALUATION_FACT_REFUSED, 0, 1, 0, 0, 0},
      {EVALUATION_FACT_REDIRECTED, 0, 2, 0, 0, 0},
      {EVALUATION_FACT_WITHDRAWN, 0, 3, 0, 0, 0},
      {EVALUATION_FACT_LAPSED, 0, 4, 0, 0, 0},
      {EVALUATION_FACT_DECIDED, EVALUATION_ON_TIME, 4, 4, 10, 28},
      {EVALUATION_FACT_DECIDED, EVALUATION_LATE, 2, 1, 9, 7},
      {EVALUATION_FACT_DECIDED, EVALUATION_OVERRUN, 1, 1, 21, 7},
      {EVALUATION_FACT_RATED, 3, 6, 0, 0, 0},
      {EVALUATION_FACT_RATED, 4, 2, 0, 0, 0},
      {EVALUATION_FACT_LIGHT, 3, 2, 0, 0, 0},
      {EVALUATION_FACT_LIGHT_NOW, 4, 1, 0, 0, 0},
      {EVALUATION_FACT_NOTHING, 0, 0, 0, 0, 0},
  };
  for (size_t i = 0; i < sizeof tallies / sizeof *tallies; i++)
    evaluation_figure_add(&figure, &tallies[i]);
  cr_assert_eq(figure.received, 8);
  cr_assert_eq(figure.accepted, 5, "three in the step that handed them in, two later");
  cr_assert_eq(figure.refused + figure.redirected * 10 + figure.withdrawn * 100 + figure.lapsed * 1000, 4321);
  cr_assert_eq(figure.completed, 7);
  cr_assert_eq(figure.on_time, 4);
  cr_assert_eq(figure.overruns, 1);
  cr_assert_eq(evaluation_share(figure.on_time, figure.completed), 5714);
  cr_assert_eq(evaluation_average(figure.took, figure.measured), 667, "of the six it is known of");
  cr_assert_eq(evaluation_average(figure.promised, figure.measured), 700);
  cr_assert_eq(figure.rated, 8);
  cr_assert_eq(figure.satisfied, 6, "basically satisfied is satisfied");
  cr_assert_eq(figure.lit[EVALUATION_LIGHT_YELLOW], 2);
  cr_assert_eq(figure.lit_now[EVALUATION_LIGHT_RED], 1);
}

Test(figures, nothing_to_divide_by_is_no_rate) {
  cr_assert_eq(evaluation_share(0, 0), -1);
  cr_assert_eq(evaluation_share(0, 3), 0);
  cr_assert_eq(evaluation_share(3, 3), 10000);
  cr_assert_eq(evaluation_average(0, 0), -1);
}

Test(figures, a_statutory_overrun_is_late_of_its_own_kind) {
  cr_assert_eq(evaluation_in_time(true, false), EVALUATION_ON_TIME);
  cr_assert_eq(evaluation_in_time(false, false), EVALUATION_LATE);
  cr_assert_eq(evaluation_in_time(false, true), EVALUATION_OVERRUN);
}

Test(figures, days_taken_are_working_days) {
  static struct dom_calendar calendar;
  dom_calendar_init(&calendar);
  cr_assert_eq(evaluation_days_taken(&calendar, day("2026-11-20"), day("2026-11-23")), 1, "Friday to Monday");
  cr_assert_eq(evaluation_days_taken(&calendar, day("2026-11-23"), day("2026-11-23")), 0);
  cr_assert_eq(evaluation_days_taken(&calendar, day("2026-11-23"), day("2026-11-20")), 0, "a clock that is off");
  cr_assert_eq(evaluation_days_taken(&calendar, day("2026-11-20"), day("2026-11-22")), 0, "a weekend");
  cr_assert_eq(evaluation_days_taken(&calendar, DOM_DATE_NONE, day("2026-11-23")), -1);
}

static const struct evaluation_figure *ranked(enum evaluation_rank by, const char *code) {
  static struct evaluation_figure rows[4];
  const struct evaluation_figure made[4] = {
      {.code = "a", .completed = 4, .on_time = 2, .received = 9, .measured = 4, .took = 8},
      {.code = "b", .completed = 2, .on_time = 2, .received = 1, .measured = 2, .took = 2, .rated = 1, .satisfied = 1},
      {.code = "c", .received = 5},
      {.code = "d", .completed = 3, .on_time = 3, .received = 5, .measured = 3, .took = 30, .rated = 1},
  };
  memcpy(rows, made, sizeof rows);
  evaluation_rank_figures(rows, 4, by);
  for (size_t i = 0; i < 4; i++)
    if (strcmp(rows[i].code, code) == 0)
      return &rows[i];
  return NULL;
}

Test(figures, ranked_best_first_equals_share_a_place_and_nothing_is_not_ranked) {
  const struct {
    enum evaluation_rank by;
    int places[4];
  } cases[] = {
      {EVALUATION_RANK_ON_TIME, {3, 1, 0, 1}},      {EVALUATION_RANK_SATISFACTION, {0, 1, 0, 2}},
      {EVALUATION_RANK_AVERAGE_DAYS, {2, 1, 0, 3}}, {EVALUATION_RANK_COMPLETED, {1, 3, 4, 2}},
      {EVALUATION_RANK_RECEIVED, {1, 4, 2, 2}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (size_t k = 0; k < 4; k++)
      cr_assert_eq(ranked(cases[i].by, (const char *const[]){"a", "b", "c", "d"}[k])->rank, cases[i].places[k],
                   "rank by %d of %zu", (int)cases[i].by, k);
}

static const char *const offices[] = {"530623101-03"};

static const char *scope(bool supervises, const char *path, const char *unit) {
  static struct evaluation_scope found;
  static char text[100];
  struct dom_refusal refusal = {0};
  const struct evaluation_asker asker = {path, offices, 1, supervises};
  if (!evaluation_scope_of(&asker, &unit, &found, &refusal)) {
    cr_assert_eq(refusal.kind, DOM_HIDDEN);
    return "hidden";
  }
  snprintf(text, sizeof text, "%s %s", found.path, found.by_office ? found.offices[0] : "*");
  return text;
}

Test(figures, a_supervisor_sees_the_subtree_and_its_offices) {
  cr_assert_str_eq(scope(true, "530623", ""), "530623 *");
  cr_assert_str_eq(scope(true, "530623", "530623101"), "530623/530623101 *");
  cr_assert_str_eq(scope(true, "530623", "530623101-07"), "530623 530623101-07");
  cr_assert_str_eq(scope(true, "530623/530623101", ""), "530623/530623101 *");
  cr_assert_str_eq(scope(true, "530623/530623101", "530623102"), "hidden");
  cr_assert_str_eq(scope(true, "530623/530623101", "530623"), "hidden");
  cr_assert_str_eq(scope(true, "530623/530623101", "530623102-01"), "hidden");
  cr_assert_str_eq(scope(true, "530623", "somewhere"), "hidden");
  cr_assert_str_eq(scope(true, "530623", "530624"), "hidden");
}

Test(figures, the_head_of_an_office_sees_the_own_office) {
  cr_assert_str_eq(scope(false, "530623/530623101", ""), "530623 530623101-03");
  cr_assert_str_eq(scope(false, "530623/530623101", "530623101-03"), "530623 530623101-03");
  cr_assert_str_eq(scope(false, "530623/530623101", "530623101-04"), "hidden");
  cr_assert_str_eq(scope(false, "530623/530623101", "530623101"), "hidden");
}

static void span(enum evaluation_period period, const char *from, const char *to, const char *wanted) {
  struct evaluation_span found;
  struct dom_refusal refusal = {0};
  char text[2 * DOM_DATE_TEXT + 1], first[DOM_DATE_TEXT], last[DOM_DATE_TEXT];
  if (!evaluation_span_of(period, from, to, day("2026-11-23"), &found, &refusal)) {
    cr_assert_str_eq(refusal.field, wanted, "%d %s %s", (int)period, from, to);
    return;
  }
  snprintf(text, sizeof text, "%s %s", dom_date_format(found.from, first), dom_date_format(found.to, last));
  cr_assert_str_eq(text, wanted, "%d %s %s", (int)period, from, to);
}

Test(figures, spans) {
  span(EVALUATION_PERIOD_NONE, "", "", "2026-11-01 2026-11-23");
  span(EVALUATION_PERIOD_NONE, "2026-01-05", "2026-02-03", "2026-01-05 2026-02-03");
  span(EVALUATION_PERIOD_DAY, "", "", "2026-11-23 2026-11-23");
  span(EVALUATION_PERIOD_MONTH, "", "2028-02-03", "2028-02-01 2028-02-29");
  span(EVALUATION_PERIOD_QUARTER, "", "", "2026-10-01 2026-12-31");
  span(EVALUATION_PERIOD_QUARTER, "", "2026-09-30", "2026-07-01 2026-09-30");
  span(EVALUATION_PERIOD_YEAR, "", "", "2026-01-01 2026-12-31");
  span(EVALUATION_PERIOD_YEAR, "", "9999-12-31", "9999-01-01 9999-12-31");
  span(EVALUATION_PERIOD_YEAR, "2026-01-05", "", "from");
  span(EVALUATION_PERIOD_NONE, "2026-12-01", "", "from");
  span(EVALUATION_PERIOD_NONE, "2025-11-23", "2026-11-23", "2025-11-23 2026-11-23");
  span(EVALUATION_PERIOD_NONE, "2025-11-22", "2026-11-23", "from");
  span(EVALUATION_PERIOD_NONE, "yesterday", "", "from");
  span(EVALUATION_PERIOD_NONE, "", "2026-02-30", "to");
}
