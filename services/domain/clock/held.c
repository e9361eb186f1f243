#include "domain/clock/held.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int by_start(const void *left, const void *right) {
  int32_t a = ((const struct dom_pause *)left)->from;
  int32_t b = ((const struct dom_pause *)right)->from;
  return (a > b) - (a < b);
}

void dom_held_merge(const struct dom_pause *pauses, size_t count, struct dom_held *ret_held) {
  assert(count <= DOM_DEADLINE_PAUSES);
  struct dom_pause *span = &ret_held->span[0];
  size_t merged = 0;
  if (count > 0) {
    memcpy(span, pauses, count * sizeof *span);
    qsort(span, count, sizeof *span, by_start);
    for (size_t i = 1; i < count; i++) {
      if (span[i].from > span[merged].to + 1) {
        span[++merged] = span[i];
      } else if (span[i].to > span[merged].to) {
        span[merged].to = span[i].to;
      }
    }
    merged++;
  }
  ret_held->count = merged;
}

/* The first span that ends at or after day; held->count if none does. */
static size_t span_at(const struct dom_held *held, int32_t day) {
  size_t low = 0;
  size_t high = held->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (held->span[middle].to < day) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The span that holds day, or NULL. */
static const struct dom_pause *holding(const struct dom_held *held, int32_t day) {
  size_t at = span_at(held, day);
  return at < held->count && held->span[at].from <= day ? &held->span[at] : NULL;
}

int32_t dom_counted_from(const struct dom_calendar *calendar, enum dom_unit unit, const struct dom_held *held,
                         int32_t day) {
  while (day <= DOM_DATE_MAX) {
    const struct dom_pause *span = holding(held, day);
    if (span != NULL) {
      day = span->to + 1;
    } else if (unit == DOM_UNIT_WORKING && !dom_calendar_working(calendar, day)) {
      day++;
    } else {
      return day;
    }
  }
  return DOM_DATE_NONE;
}

int32_t dom_counted_back(const struct dom_calendar *calendar, enum dom_unit unit, const struct dom_held *held,
                         int32_t day) {
  while (day >= DOM_DATE_MIN) {
    const struct dom_pause *span = holding(held, day);
    if (span != NULL) {
      day = span->from - 1;
    } else if (unit == DOM_UNIT_WORKING && !dom_calendar_working(calendar, day)) {
      day--;
    } else {
      return day;
    }
  }
  return DOM_DATE_NONE;
}
