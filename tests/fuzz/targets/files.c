/* The files an operator writes: the calendar, settings, keys. Whatever stands in them, a file that is refused is
 * refused with a reason, and one that is taken is what it says. Input: a byte that chooses the kind, the file. */
#include "domain/calendar.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/config.h"
#include "runtime/seal/keys.h"
#include "runtime/wire/curve.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A year that is loaded has a holiday, and its days' kinds agree with whether they are worked. */
static void check_year(const struct dom_calendar *calendar, int year) {
  bool holiday = false;
  for (int32_t day = dom_date_of(year, 1, 1); day <= dom_date_of(year, 12, 31); day++) {
    const char *name = NULL;
    enum dom_day_kind kind = dom_calendar_kind(calendar, day, &name);
    bool weekend = dom_date_weekday(day) > 5;
    must(dom_calendar_working(calendar, day) == (kind == DOM_DAY_WORKDAY || kind == DOM_DAY_MAKEUP));
    must((kind != DOM_DAY_WEEKEND && kind != DOM_DAY_MAKEUP) || weekend);
    must(kind != DOM_DAY_WORKDAY || !weekend);
    must(name == NULL || (*name != '\0' && strlen(name) < DOM_CALENDAR_NAME));
    holiday = holiday || kind == DOM_DAY_HOLIDAY;
  }
  must(holiday);
}

static void calendar(struct fuzz_input input) {
  static struct dom_calendar calendar;
  struct dom_calendar_error error = {0};
  char *bytes = fuzz_copy(input, false);
  if (!dom_calendar_parse(bytes, input.left, &calendar, &error)) {
    must(error.line >= 0 && error.text[0] != '\0' && strlen(error.text) < sizeof error.text);
    free(bytes);
    return;
  }
  free(bytes);
  for (int year = DOM_CALENDAR_FIRST; year < DOM_CALENDAR_FIRST + DOM_CALENDAR_YEARS; year++) {
    if (dom_calendar_loaded(&calendar, year)) {
      check_year(&calendar, year);
    }
  }
}

static void settings(struct fuzz_input input) {
  static const struct rt_setting known[] = {{"BM_NUMBER", "7", "a number", false},
                                            {"BM_TEXT", NULL, "a text that must be there", false},
                                            {"BM_SECRET", "", "a secret", true},
                                            {NULL, NULL, NULL, false}};
  struct rt_config *config = NULL;
  struct rt_error error = {0};
  if (!rt_config_new(known, fuzz_file(input.at, input.left), &config, &error)) {
    must(config == NULL && error.status != RT_OK && error.text[0] != '\0');
    return;
  }
  int64_t number = 0;
  must(*rt_config_text(config, "BM_TEXT") != '\0' && rt_config_text(config, "BM_SECRET") != NULL);
  if (rt_config_number(config, "BM_NUMBER", 1, 720, &number, &error)) {
    must(number >= 1 && number <= 720);
  } else {
    must(strstr(error.text, "BM_NUMBER") != NULL);
  }
  rt_config_destroy(&config);
}

static void seal_keys(struct fuzz_input input) {
  static struct rt_seal_keys keys;
  struct rt_error error = {0};
  if (!rt_seal_keys_read(fuzz_file(input.at, input.left), &keys, &error)) {
    must(error.status != RT_OK && error.text[0] != '\0');
    return;
  }
  must(keys.count > 0 && keys.count <= RT_SEAL_KEYS_MAX);
  for (size_t i = 0; i < keys.count; i++) {
    must(keys.list[i].version > (i > 0 ? keys.list[i - 1].version : 0) && keys.list[i].version <= 65535);
  }
}

static void curve_key(struct fuzz_input input) {
  struct rt_key_pair pair = {0};
  struct rt_error error = {0};
  if (rt_key_read(fuzz_file(input.at, input.left), true, &pair, &error)) {
    must(strlen(pair.public_key) <= 40 && strlen(pair.secret_key) <= 40);
  } else {
    must(error.status != RT_OK && error.text[0] != '\0');
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static void (*const kinds[])(struct fuzz_input) = {calendar, settings, seal_keys, curve_key};
  struct fuzz_input input = {data, size};
  kinds[fuzz_byte(&input) % 4](input);
  return 0;
}
