#include "evaluation/rules/figures/figure.h"

#include "domain/deadline.h"
#include "evaluation/rules/ratings/rate.h"
#include <stdlib.h>
#include <string.h>

enum evaluation_in_time evaluation_in_time(bool on_time, bool statutory_overrun) {
  if (statutory_overrun)
    return EVALUATION_OVERRUN;
  return on_time ? EVALUATION_ON_TIME : EVALUATION_LATE;
}

int32_t evaluation_days_taken(const struct dom_calendar *calendar, int32_t from, int32_t to) {
  const struct dom_deadline working = {.start = from, .unit = DOM_UNIT_WORKING};
  if (!dom_date_valid(from) || !dom_date_valid(to))
    return -1;
  return to <= from ? 0 : dom_deadline_left(calendar, &working, from, to);
}

static void add_decided(struct evaluation_figure *figure, const struct evaluation_tally *tally) {
  figure->completed += (int32_t)tally->count;
  figure->on_time += tally->value == EVALUATION_ON_TIME ? (int32_t)tally->count : 0;
  figure->overruns += tally->value == EVALUATION_OVERRUN ? (int32_t)tally->count : 0;
  figure->measured += (int32_t)tally->measured;
  figure->took += tally->took;
  figure->promised += tally->promised;
}

static void add_light(int32_t lit[EVALUATION_LIGHT__COUNT], const struct evaluation_tally *tally) {
  if (tally->value >= EVALUATION_LIGHT_WARNING && tally->value < EVALUATION_LIGHT__COUNT)
    lit[tally->value] += (int32_t)tally->count;
}

void evaluation_figure_add(struct evaluation_figure *figure, const struct evaluation_tally *tally) {
  int32_t *const plain[EVALUATION_FACT__COUNT] = {
      [EVALUATION_FACT_RECEIVED] = &figure->received,   [EVALUATION_FACT_ACCEPTED] = &figure->accepted,
      [EVALUATION_FACT_REFUSED] = &figure->refused,     [EVALUATION_FACT_REDIRECTED] = &figure->redirected,
      [EVALUATION_FACT_WITHDRAWN] = &figure->withdrawn, [EVALUATION_FACT_LAPSED] = &figure->lapsed,
      [EVALUATION_FACT_RATED] = &figure->rated,
  };
  if (tally->fact < EVALUATION_FACT__COUNT && plain[tally->fact])
    *plain[tally->fact] += (int32_t)tally->count;
  if (tally->fact == EVALUATION_FACT_RECEIVED && tally->value)
    figure->accepted += (int32_t)tally->count;
  else if (tally->fact == EVALUATION_FACT_DECIDED)
    add_decided(figure, tally);
  else if (tally->fact == EVALUATION_FACT_RATED && !evaluation_is_negative((enum evaluation_level)tally->value))
    figure->satisfied += (int32_t)tally->count;
  else if (tally->fact == EVALUATION_FACT_LIGHT)
    add_light(figure->lit, tally);
  else if (tally->fact == EVALUATION_FACT_LIGHT_NOW)
    add_light(figure->lit_now, tally);
}

enum { HUNDREDTHS = 100, PERCENT = 100 };

static int32_t rounded(int64_t part, int64_t whole, int64_t scale) {
  return whole > 0 ? (int32_t)((part * scale * 2 + whole) / (whole * 2)) : -1;
}

int32_t evaluation_share(int64_t part, int64_t whole) {
  return rounded(part, whole, (int64_t)PERCENT * HUNDREDTHS);
}

int32_t evaluation_average(int64_t sum, int64_t count) {
  return rounded(sum, count, HUNDREDTHS);
}

/* What is compared, more is better; -1: nothing to judge by. */
static int32_t merit(const struct evaluation_figure *figure, enum evaluation_rank by) {
  switch (by) {
  case EVALUATION_RANK_SATISFACTION:
    return evaluation_share(figure->satisfied, figure->rated);
  case EVALUATION_RANK_AVERAGE_DAYS:
    return figure->measured ? INT32_MAX - evaluation_average(figure->took, figure->measured) : -1;
  case EVALUATION_RANK_COMPLETED:
    return figure->completed;
  case EVALUATION_RANK_RECEIVED:
    return figure->received;
  case EVALUATION_RANK_ON_TIME:
  default:
    return evaluation_share(figure->on_time, figure->completed);
  }
}

/* qsort has no context, so the merit stands in the rank while it sorts. */
static int by_merit(const void *left, const void *right) {
  const struct evaluation_figure *a = left, *b = right;
  if (a->rank != b->rank)
    return a->rank > b->rank ? -1 : 1;
  return strcmp(a->code, b->code);
}

void evaluation_rank_figures(struct evaluation_figure *figures, size_t count, enum evaluation_rank by) {
  int32_t before = -1, place = 0;
  for (size_t i = 0; i < count; i++)
    figures[i].rank = merit(&figures[i], by);
  if (count > 0)
    qsort(figures, count, sizeof *figures, by_merit);
  for (size_t i = 0; i < count; i++) {
    const int32_t worth = figures[i].rank;
    if (i == 0 || worth != before)
      place = (int32_t)i + 1;
    figures[i].rank = worth < 0 ? 0 : place;
    before = worth;
  }
}
