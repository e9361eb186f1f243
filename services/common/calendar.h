/* The calendar file every process loads at start (BM_CALENDAR) and hands to its rules. */
#ifndef COMMON_CALENDAR_H
#define COMMON_CALENDAR_H

#include "domain/calendar.h"
#include "runtime/base/config.h"

#define COMMON_CALENDAR_SETTING                                                                                        \
  { "BM_CALENDAR", NULL, "file of the working calendar (deploy/data/calendar.txt)", false }

RT_MUST_CHECK bool common_calendar_load(const struct rt_config *config, struct dom_calendar *ret_calendar,
                                        struct rt_error *error);

#endif
