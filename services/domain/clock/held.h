/* Counting days of a clock, inside this library: the one place that says which day counts. */
#ifndef DOM_HELD_H
#define DOM_HELD_H

#include "domain/deadline.h"

/* A clock's pauses sorted and merged: disjoint, rising, no two touching. */
struct dom_held {
  struct dom_pause span[DOM_DEADLINE_PAUSES];
  size_t count;
};

/* Merge at most DOM_DEADLINE_PAUSES pauses, each with from <= to. */
void dom_held_merge(const struct dom_pause *pauses, size_t count, struct dom_held *ret_held);

/* The first counted day at or after `day`, DOM_DATE_NONE if there is none up to 9999-12-31. */
int32_t dom_counted_from(const struct dom_calendar *calendar, enum dom_unit unit, const struct dom_held *held,
                         int32_t day);

/* The last counted day at or before `day`, DOM_DATE_NONE if there is none down to 1900-01-01. */
int32_t dom_counted_back(const struct dom_calendar *calendar, enum dom_unit unit, const struct dom_held *held,
                         int32_t day);

#endif
