/* What review's handlers get besides the call: read-only, made at start. */
#ifndef REVIEW_THINGS_H
#define REVIEW_THINGS_H

#include "domain/calendar.h"

struct review_things {
  struct dom_calendar calendar;
};

#endif
