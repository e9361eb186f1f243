#include "support.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const struct dom_calendar *shipped_calendar(void) {
  static struct dom_calendar calendar;
  if (dom_calendar_loaded(&calendar, 2026)) {
    return &calendar;
  }
  static char text[1 << 16];
  struct dom_calendar_error error = {0};
  FILE *file = fopen(BM_CALENDAR_FILE, "rb");
  cr_assert_not_null(file, "no %s", BM_CALENDAR_FILE);
  size_t size = fread(text, 1, sizeof text, file);
  fclose(file);
  cr_assert_lt(size, sizeof text);
  cr_assert(dom_calendar_parse(text, size, &calendar, &error), "line %d: %s", error.line, error.text);
  return &calendar;
}

int32_t day_of(const char *text) {
  int32_t day = DOM_DATE_NONE;
  cr_assert(dom_date_parse(text, &day), "%s is no date", text);
  return day;
}

uint64_t test_seed(const char *test) {
  const char *given = getenv("BM_TEST_SEED");
  uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
  printf("%s: BM_TEST_SEED=%" PRIu64 "\n", test, seed);
  return seed;
}

/* splitmix64 */
uint32_t chance(uint64_t *state, uint32_t below) {
  uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
  x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
  return (uint32_t)((x ^ x >> 31) % below);
}
