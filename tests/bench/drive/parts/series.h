/* Times that were measured, kept one by one, so that a percentile is one of them and no estimate. */
#ifndef DRIVE_SERIES_H
#define DRIVE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero is an empty series. */
struct drive_series {
  uint32_t *values; /* microseconds, at most 71 minutes */
  size_t count, room;
  bool sorted;
};

void drive_series_add(struct drive_series *series, int64_t us);
void drive_series_free(struct drive_series *series);

/* The smallest value that at least `percent` of 100 of all values do not exceed (nearest rank); 0 of an empty series.
 * Sorts the series. */
uint32_t drive_series_percentile(struct drive_series *series, double percent);

#endif
