#include "tests/bench/drive/parts/series.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

void drive_series_add(struct drive_series *series, int64_t us) {
  if (series->count == series->room) {
    series->room = series->room ? 2 * series->room : 1024;
    series->values = realloc(series->values, series->room * sizeof *series->values);
    assert(series->values);
  }
  if (us < 0)
    us = 0;
  series->values[series->count++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
  series->sorted = false;
}

void drive_series_free(struct drive_series *series) {
  free(series->values);
  *series = (struct drive_series){0};
}

static int compare(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

uint32_t drive_series_percentile(struct drive_series *series, double percent) {
  if (!series->count)
    return 0;
  if (!series->sorted)
    qsort(series->values, series->count, sizeof *series->values, compare);
  series->sorted = true;
  double rank = ceil(percent / 100.0 * (double)series->count);
  size_t place = rank < 1 ? 1 : (size_t)rank;
  return series->values[(place > series->count ? series->count : place) - 1];
}
