#include "domain/lights.h"

#include "domain/clock/held.h"

#include <assert.h>

static const char *const names[DOM_LIGHT__COUNT] = {"NONE", "WARNING", "YELLOW", "RED"};

static int32_t day_after(int32_t due) {
  return due == DOM_DATE_NONE || due == DOM_DATE_MAX ? DOM_DATE_NONE : due + 1;
}

/* max(1, ⌊promise/5⌋) working days before the promised date. Days no clock counts are not days left, so pauses are
 * passed. */
static int32_t warning_day(const struct dom_calendar *calendar, int32_t due, int32_t promised_days,
                           const struct dom_held *held) {
  if (due == DOM_DATE_NONE || promised_days == 0) {
    return DOM_DATE_NONE;
  }
  int32_t before = promised_days / 5 > 1 ? promised_days / 5 : 1;
  int32_t day = due;
  for (int32_t i = 0; i < before && day != DOM_DATE_NONE; i++) {
    day = dom_counted_back(calendar, DOM_UNIT_WORKING, held, day - 1);
  }
  return day == DOM_DATE_NONE ? DOM_DATE_MIN : day;
}

struct dom_crossings dom_light_crossings(const struct dom_calendar *calendar, const struct dom_dues *dues,
                                         int32_t promised_days, const struct dom_pause *pauses, size_t pause_count) {
  struct dom_held held;
  dom_held_merge(pauses, pause_count, &held);
  struct dom_crossings crossings = {{
      [DOM_LIGHT_NONE] = DOM_DATE_NONE,
      [DOM_LIGHT_WARNING] = warning_day(calendar, dues->promised_due, promised_days, &held),
      [DOM_LIGHT_YELLOW] = day_after(dues->promised_due),
      [DOM_LIGHT_RED] = day_after(dues->statutory_due),
  }};
  return crossings;
}

enum dom_light dom_light_on(const struct dom_crossings *crossings, int32_t day) {
  for (int light = DOM_LIGHT_RED; light > DOM_LIGHT_NONE; light--) {
    if (crossings->day[light] != DOM_DATE_NONE && crossings->day[light] <= day) {
      return (enum dom_light)light;
    }
  }
  return DOM_LIGHT_NONE;
}

const char *dom_light_name(enum dom_light light) {
  assert(light < DOM_LIGHT__COUNT);
  return names[light];
}
