/* Due dates: one definition for the case's clocks, the public computation and its explanation. */
#ifndef DOM_DEADLINE_H
#define DOM_DEADLINE_H

#include "domain/calendar.h"

enum {
  DOM_DEADLINE_DAYS = 3650,  /* the most a limit or an extension may be */
  DOM_DEADLINE_PAUSES = 100, /* the most pauses of one clock */
  DOM_EXPLANATION_LINES = 16,
  DOM_EXPLANATION_TEXT = 4096
};

enum dom_unit { DOM_UNIT_WORKING = 1, DOM_UNIT_CALENDAR = 2 };

/* Days from … to do not count, both ends included. */
struct dom_pause {
  int32_t from;
  int32_t to;
};

/* A clock: limit_days + extension_days counted days. A day counts if no pause holds it and, in working days, if it is
 * one. The pauses are a set: their order, overlaps, nesting and repetition change nothing. Borrowed while a function
 * runs. */
struct dom_deadline {
  int32_t start; /* not counted, unless nothing is to be counted at all */
  int32_t limit_days;
  int32_t extension_days;
  enum dom_unit unit;
  const struct dom_pause *pauses;
  size_t pause_count;
};

/* Why a deadline can't be computed. */
enum dom_deadline_refusal {
  DOM_DEADLINE_OK,
  DOM_DEADLINE_BAD_START,       /* not in 1900–9999 */
  DOM_DEADLINE_BAD_LIMIT,       /* not in 0–3650 */
  DOM_DEADLINE_BAD_EXTENSION,   /* not in 0–3650 */
  DOM_DEADLINE_BAD_UNIT,        /* neither working nor calendar days */
  DOM_DEADLINE_TOO_MANY_PAUSES, /* more than 100 */
  DOM_DEADLINE_BAD_PAUSE,       /* one ends before it starts, or is not in 1900–9999 */
  DOM_DEADLINE_BEYOND,          /* the due day would lie after 9999-12-31 */
  DOM_DEADLINE__COUNT
};

/* The explanation in Chinese words, line by line; its lines point into itself, so it is not to be copied. */
struct dom_explanation {
  size_t count;
  const char *line[DOM_EXPLANATION_LINES];
  size_t used;
  char text[DOM_EXPLANATION_TEXT];
};

/* The due day: the N-th counted day after start, N = limit + extension; for N = 0 the first counted day from start on.
 * Done on the due day is on time. *ret_due is untouched on a refusal. */
DOM_MUST_CHECK enum dom_deadline_refusal dom_deadline_compute(const struct dom_calendar *calendar,
                                                              const struct dom_deadline *ask, int32_t *ret_due);

/* The same, and why: what was counted, holidays left out, make-up days, pauses (merged), the extension, years whose
 * calendar is not loaded. "截止 2026-02-27：10 个工作日，春节放假不计". Neither is touched on a refusal. */
DOM_MUST_CHECK enum dom_deadline_refusal dom_deadline_explain(const struct dom_calendar *calendar,
                                                              const struct dom_deadline *ask, int32_t *ret_due,
                                                              struct dom_explanation *ret_explanation);

/* In Chinese, for the person who asked; never NULL. */
const char *dom_deadline_refusal_text(enum dom_deadline_refusal refusal);

/* Counted days left from today until due, by the unit and pauses of the ask (its start and limits don't matter): 0 on
 * the due day, negative once it is past (at least -1, also on a rest day right after). The ask must be one that
 * computes. */
int32_t dom_deadline_left(const struct dom_calendar *calendar, const struct dom_deadline *ask, int32_t today,
                          int32_t due);

/* The n-th working day after a day, no pauses (the 5 working days of art. 32, call-back in 1); n = 0: the day itself,
 * or the next working day if it is a rest day. DOM_DATE_NONE after 9999. */
int32_t dom_working_days_after(const struct dom_calendar *calendar, int32_t day, int32_t n);

/* The two limits of an item version. promised_days = 0: an immediate case. */
struct dom_limits {
  int32_t promised_days;
  int32_t statutory_days;
  enum dom_unit unit;
};

struct dom_dues {
  int32_t promised_due;
  int32_t statutory_due;
};

/* True if the time is not before office_end_minute of its day (minutes of the day; the county's default is 17:30). */
enum { DOM_OFFICE_END = 17 * 60 + 30 };
bool dom_after_hours(int64_t time_us, int office_end_minute);

/* Both due days at acceptance. An immediate case is due the day it is accepted; accepted after hours or on
 * a rest day, the next working day (also where the limit counts calendar days), and its statutory day is then not
 * before that. accepted_on may lie before today: art. 32 accepts as of the day the papers came. */
DOM_MUST_CHECK enum dom_deadline_refusal dom_dues_at_acceptance(const struct dom_calendar *calendar,
                                                                int32_t accepted_on, bool after_hours,
                                                                const struct dom_limits *limits,
                                                                struct dom_dues *ret_dues);

#endif
