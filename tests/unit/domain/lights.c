#include "domain/lights.h"

#include "support.h"

#include <criterion/criterion.h>

static const char *text_of(int32_t day, char text[DOM_DATE_TEXT]) {
  return day == DOM_DATE_NONE ? "none" : dom_date_format(day, text);
}

Test(lights, crossing_days_R07) {
  static const struct {
    const char *what;
    const char *promised;
    const char *statutory;
    int32_t days;
    const char *warning;
    const char *yellow;
    const char *red;
  } cases[] = {
      {"12 days: two before", "2026-12-09", "2026-12-21", 12, "2026-12-07", "2026-12-10", "2026-12-22"},
      {"4 days: one before, over a weekend", "2026-11-30", "2026-12-18", 4, "2026-11-27", "2026-12-01", "2026-12-19"},
      {"5 days: one before", "2026-11-26", "2026-12-18", 5, "2026-11-25", "2026-11-27", "2026-12-19"},
      {"20 days: four before, over the festival", "2026-02-27", "2026-03-20", 20, "2026-02-14", "2026-02-28",
       "2026-03-21"},
      {"immediate: no warning", "2026-11-23", "2026-11-30", 0, "none", "2026-11-24", "2026-12-01"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct dom_dues dues = {day_of(cases[i].promised), day_of(cases[i].statutory)};
    struct dom_crossings crossings = dom_light_crossings(shipped_calendar(), &dues, cases[i].days, NULL, 0);
    char text[DOM_DATE_TEXT];
    cr_expect_str_eq(text_of(crossings.day[DOM_LIGHT_WARNING], text), cases[i].warning, "%s: %s", cases[i].what, text);
    cr_expect_str_eq(text_of(crossings.day[DOM_LIGHT_YELLOW], text), cases[i].yellow, "%s: %s", cases[i].what, text);
    cr_expect_str_eq(text_of(crossings.day[DOM_LIGHT_RED], text), cases[i].red, "%s: %s", cases[i].what, text);
  }
}

Test(lights, the_worst_lit_is_shown_from_its_day_on_R07) {
  struct dom_dues dues = {day_of("2026-12-09"), day_of("2026-12-21")};
  struct dom_crossings crossings = dom_light_crossings(shipped_calendar(), &dues, 12, NULL, 0);
  static const struct {
    const char *day;
    enum dom_light light;
  } cases[] = {
      {"2026-12-06", DOM_LIGHT_NONE},   {"2026-12-07", DOM_LIGHT_WARNING}, {"2026-12-09", DOM_LIGHT_WARNING},
      {"2026-12-10", DOM_LIGHT_YELLOW}, {"2026-12-21", DOM_LIGHT_YELLOW},  {"2026-12-22", DOM_LIGHT_RED},
      {"2030-01-01", DOM_LIGHT_RED},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cr_expect_eq(dom_light_on(&crossings, day_of(cases[i].day)), cases[i].light, "%s", cases[i].day);
  }
}

Test(lights, paused_days_are_no_days_left_R04) {
  struct dom_dues dues = {day_of("2026-12-09"), day_of("2026-12-21")};
  struct dom_pause pause = {day_of("2026-12-07"), day_of("2026-12-08")};
  struct dom_crossings crossings = dom_light_crossings(shipped_calendar(), &dues, 12, &pause, 1);
  cr_expect_eq(crossings.day[DOM_LIGHT_WARNING], day_of("2026-12-03"));
}

Test(lights, without_a_due_day_no_light_comes) {
  struct dom_dues dues = {DOM_DATE_NONE, DOM_DATE_NONE};
  struct dom_crossings crossings = dom_light_crossings(shipped_calendar(), &dues, 12, NULL, 0);
  cr_expect_eq(dom_light_on(&crossings, DOM_DATE_MAX), DOM_LIGHT_NONE);
  dues.promised_due = DOM_DATE_MAX;
  crossings = dom_light_crossings(shipped_calendar(), &dues, 0, NULL, 0);
  cr_expect_eq(dom_light_on(&crossings, DOM_DATE_MAX), DOM_LIGHT_NONE);
}

Test(lights, names_are_the_api_s) {
  cr_expect_str_eq(dom_light_name(DOM_LIGHT_NONE), "NONE");
  cr_expect_str_eq(dom_light_name(DOM_LIGHT_WARNING), "WARNING");
  cr_expect_str_eq(dom_light_name(DOM_LIGHT_YELLOW), "YELLOW");
  cr_expect_str_eq(dom_light_name(DOM_LIGHT_RED), "RED");
}
