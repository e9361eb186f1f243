/* The working-day calendar: which days the State Council made holidays and which weekends it made working days.
 * Built once from the text of a calendar file; afterwards it is read only, so threads share it freely. */
#ifndef DOM_CALENDAR_H
#define DOM_CALENDAR_H

#include "domain/date.h"

#include <stddef.h>

enum {
  DOM_CALENDAR_FIRST = 1990, /* the years a file may load: 1990 … 1990 + 127 */
  DOM_CALENDAR_YEARS = 128,
  DOM_CALENDAR_NAMES = 64,
  DOM_CALENDAR_NAME = 96 /* bytes of a holiday's name with its NUL */
};

enum dom_day_kind { DOM_DAY_WORKDAY, DOM_DAY_WEEKEND, DOM_DAY_HOLIDAY, DOM_DAY_MAKEUP /* a weekend worked */ };

struct dom_calendar_year {
  bool loaded;
  uint64_t working[6]; /* bit n: the year's day n is a working day */
  uint8_t name[366];   /* 0: none, else the day's holiday in names[] plus one */
};

/* About 56 KiB of plain data: static or on the heap. Read it through the functions below only. */
struct dom_calendar {
  struct dom_calendar_year year[DOM_CALENDAR_YEARS];
  char names[DOM_CALENDAR_NAMES][DOM_CALENDAR_NAME];
  size_t name_count;
};

struct dom_calendar_error {
  int line; /* from 1; 0: the text as a whole */
  char text[120];
};

/* A calendar with no year loaded: every year falls back. */
void dom_calendar_init(struct dom_calendar *ret_calendar);

/* Build a calendar from the text of a calendar file (size bytes, no NUL needed). A line is empty, a comment from '#',
 * `year 2026` (must stand before that year's days), `2026-02-17 holiday 春节` or `2026-02-14 workday 春节`. A day may
 * stand once; a year without a holiday is refused, for it can only be a file cut short. False: *ret_error says line and
 * what. */
DOM_MUST_CHECK bool dom_calendar_parse(const char *text, size_t size, struct dom_calendar *ret_calendar,
                                       struct dom_calendar_error *ret_error);

/* True if the year's days were in the file; otherwise it falls back to Monday–Friday less 1 January, 1–2 May, 1–3
 * October. */
bool dom_calendar_loaded(const struct dom_calendar *calendar, int year);

/* True if the (valid) day is a working day. Constant time. */
bool dom_calendar_working(const struct dom_calendar *calendar, int32_t day);

/* What kind of day it is. *ret_name is the Chinese name of the holiday the day belongs to, also of a make-up working
 * weekend, NULL if it has none; it lives as long as the calendar. */
enum dom_day_kind dom_calendar_kind(const struct dom_calendar *calendar, int32_t day, const char **ret_name);

#endif
