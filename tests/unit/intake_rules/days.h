/* The calendar of these tests: 2026 with the National Day of the State Council's notice, so far as the tests need it.
 */
#ifndef TESTS_INTAKE_RULES_DAYS_H
#define TESTS_INTAKE_RULES_DAYS_H

#include "domain/calendar.h"

#include <criterion/criterion.h>

static inline const struct dom_calendar *days(void) {
  static struct dom_calendar calendar;
  dom_calendar_init(&calendar);
  return &calendar; /* 2026-11 and -12 have no holiday: Monday to Friday */
}

static inline int64_t at(const char *time) {
  int64_t us = 0;
  cr_assert(dom_time_parse(time, &us), "%s", time);
  return us;
}

static inline int32_t day(const char *date) {
  int32_t found = DOM_DATE_NONE;
  cr_assert(dom_date_parse(date, &found), "%s", date);
  return found;
}

#endif
