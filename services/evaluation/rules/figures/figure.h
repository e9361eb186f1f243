/* E-10: what happened to cases, as facts that are counted, and what the counts come to. Pure. */
#ifndef EVALUATION_RULES_FIGURE_H
#define EVALUATION_RULES_FIGURE_H

#include "domain/calendar.h"
#include <stddef.h>
#include <stdint.h>

/* What a row counts. RECEIVED is the case's own row (value 1: accepted in the same step), LIGHT_NOW one of those that
 * show a light, NOTHING a unit without any; the others are stored facts. */
enum evaluation_fact {
  EVALUATION_FACT_RECEIVED,
  EVALUATION_FACT_ACCEPTED,
  EVALUATION_FACT_DECIDED,
  EVALUATION_FACT_REFUSED,
  EVALUATION_FACT_REDIRECTED,
  EVALUATION_FACT_WITHDRAWN,
  EVALUATION_FACT_LAPSED,
  EVALUATION_FACT_RATED,
  EVALUATION_FACT_LIGHT,
  EVALUATION_FACT_LIGHT_NOW,
  EVALUATION_FACT_NOTHING,
  EVALUATION_FACT__COUNT
};

/* The value of EVALUATION_FACT_DECIDED; of RATED it is the level, of both lights bm.Light. */
enum evaluation_in_time { EVALUATION_ON_TIME = 1, EVALUATION_LATE, EVALUATION_OVERRUN };
enum { EVALUATION_LIGHT_WARNING = 2, EVALUATION_LIGHT_YELLOW, EVALUATION_LIGHT_RED, EVALUATION_LIGHT__COUNT };

/* Decided by the promised date; past the statutory one is a lateness of its own. */
enum evaluation_in_time evaluation_in_time(bool on_time, bool statutory_overrun);

/* Working days from a day to a later one; -1 if either is not known. */
int32_t evaluation_days_taken(const struct dom_calendar *calendar, int32_t from, int32_t to);

struct evaluation_figure {
  const char *code; /* of the row's unit, item or time */
  const char *name;
  int32_t rank; /* 0: not ranked */
  int32_t received, accepted, refused, redirected, withdrawn, lapsed;
  int32_t completed, on_time, overruns;
  int32_t measured; /* completed ones of which it is known how long they took */
  int64_t took, promised;
  int32_t rated, satisfied;
  int32_t lit[EVALUATION_LIGHT__COUNT], lit_now[EVALUATION_LIGHT__COUNT];
};

/* So many facts of a kind and value; `measured` of them took and were promised so many days together. */
struct evaluation_tally {
  enum evaluation_fact fact;
  int64_t value;
  int64_t count;
  int64_t measured, took, promised;
};
void evaluation_figure_add(struct evaluation_figure *figure, const struct evaluation_tally *tally);

/* Hundredths of a percent, and hundredths of a day; -1 if there is nothing to divide by. */
int32_t evaluation_share(int64_t part, int64_t whole);
int32_t evaluation_average(int64_t sum, int64_t count);

/* The numbers of bm.FigureRank. */
enum evaluation_rank {
  EVALUATION_RANK_ON_TIME = 1,
  EVALUATION_RANK_SATISFACTION,
  EVALUATION_RANK_AVERAGE_DAYS,
  EVALUATION_RANK_COMPLETED,
  EVALUATION_RANK_RECEIVED
};

/* Sorts and numbers the rows, best first, equals by code; those with nothing to judge by are last and without a rank.
 */
void evaluation_rank_figures(struct evaluation_figure *figures, size_t count, enum evaluation_rank by);

#endif
