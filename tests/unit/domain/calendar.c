#include "domain/calendar.h"

#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(calendar, shipped_facts_R01) {
  static const struct {
    const char *day;
    enum dom_day_kind kind;
    const char *name;
  } cases[] = {
      {"2026-02-13", DOM_DAY_WORKDAY, NULL},     {"2026-02-14", DOM_DAY_MAKEUP, "春节"},
      {"2026-02-15", DOM_DAY_HOLIDAY, "春节"},   {"2026-02-17", DOM_DAY_HOLIDAY, "春节"},
      {"2026-02-23", DOM_DAY_HOLIDAY, "春节"},   {"2026-02-24", DOM_DAY_WORKDAY, NULL},
      {"2026-02-28", DOM_DAY_MAKEUP, "春节"},    {"2026-03-01", DOM_DAY_WEEKEND, NULL},
      {"2026-05-04", DOM_DAY_HOLIDAY, "劳动节"}, {"2026-10-10", DOM_DAY_MAKEUP, "国庆节"},
      {"2026-12-31", DOM_DAY_WORKDAY, NULL},     {"2004-05-08", DOM_DAY_MAKEUP, "劳动节"},
      {"2004-01-01", DOM_DAY_HOLIDAY, "元旦"},   {"2025-10-06", DOM_DAY_HOLIDAY, "中秋"},
      {"2024-12-31", DOM_DAY_WORKDAY, NULL},     {"2020-01-31", DOM_DAY_HOLIDAY, "春节"},
  };
  const struct dom_calendar *calendar = shipped_calendar();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    int32_t day = day_of(cases[i].day);
    const char *name = "unset";
    cr_expect_eq(dom_calendar_kind(calendar, day, &name), cases[i].kind, "%s", cases[i].day);
    cr_expect(cases[i].name == NULL ? name == NULL : name != NULL && strcmp(name, cases[i].name) == 0, "%s",
              cases[i].day);
    bool working = cases[i].kind == DOM_DAY_WORKDAY || cases[i].kind == DOM_DAY_MAKEUP;
    cr_expect_eq(dom_calendar_working(calendar, day), working, "%s", cases[i].day);
  }
}

Test(calendar, years_2004_to_2026_are_loaded_the_others_fall_back) {
  const struct dom_calendar *calendar = shipped_calendar();
  for (int year = DOM_YEAR_MIN; year <= DOM_YEAR_MAX; year++) {
    cr_assert_eq(dom_calendar_loaded(calendar, year), year >= 2004 && year <= 2026, "%d", year);
  }
}

/* DOMAIN.md: Monday–Friday less 1 January, 1–2 May and 1–3 October; worked out here from day and month alone. */
Test(calendar, a_year_not_loaded_falls_back_R01) {
  static struct dom_calendar calendar;
  dom_calendar_init(&calendar);
  for (int year = 1900; year <= 9999; year += year < 2100 ? 1 : 971) {
    for (int32_t day = dom_date_of(year, 1, 1); day <= dom_date_of(year, 12, 31); day++) {
      char text[DOM_DATE_TEXT];
      dom_date_format(day, text);
      bool fixed = strstr("01-01 05-01 05-02 10-01 10-02 10-03", text + 5) != NULL;
      bool weekend = dom_date_weekday(day) >= 6;
      const char *name = NULL;
      cr_assert_eq(dom_calendar_working(&calendar, day), !fixed && !weekend, "%s", text);
      cr_assert_eq(dom_calendar_kind(&calendar, day, &name) == DOM_DAY_HOLIDAY, fixed, "%s", text);
      cr_assert_eq(name != NULL, fixed, "%s", text);
    }
  }
}

static bool parse(const char *text, struct dom_calendar_error *ret_error) {
  static struct dom_calendar calendar;
  return dom_calendar_parse(text, strlen(text), &calendar, ret_error);
}

Test(calendar, a_bad_file_is_refused_with_its_line) {
  static const struct {
    const char *text;
    int line;
  } cases[] = {
      {"2026-01-01 holiday 元旦\n", 1},                                   /* its year is not named */
      {"year 2026\n", 0},                                                 /* cut short: no holiday */
      {"year 2026\n2026-02-14 workday 春节\n", 0},                        /* the same, with a make-up day */
      {"year 2026\n2026-01-01 holiday 元旦\n\nyear 2026\n", 4},           /* a year twice */
      {"year 2026\n2026-01-01 holiday 元旦\n2026-01-01 workday 元旦", 3}, /* a day twice */
      {"year 2026\n2026-02-30 holiday 春节\n", 2},
      {"year 2026\n2026-01-01 holidays 元旦\n", 2},
      {"year 2026\n2026-01-01 holiday \n", 2},
      {"year 2026\n2026-01-01 holiday\n", 2},
      {"year 2026\n2026-01-01\n", 2},
      {"year 2026\n2026-01-01 holiday \xff\n", 2},
      {"year 2026\n2027-01-01 holiday 元旦\n", 2},
      {"year 26\n", 1},
      {"year 20266\n", 1},
      {"year 1899\n", 1},
      {"year 2300\n", 1},
      {"\n\n# note\nwhat is this\n", 4},
      {"year 2026 \n2026-01-01 holiday 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二\n", 2},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct dom_calendar_error error = {.line = -1};
    cr_expect_not(parse(cases[i].text, &error), "%s", cases[i].text);
    cr_expect_eq(error.line, cases[i].line, "%s: line %d, %s", cases[i].text, error.line, error.text);
    cr_expect_gt(strlen(error.text), 0);
  }
}

Test(calendar, a_file_from_windows_and_one_without_last_line_end_are_read) {
  struct dom_calendar_error error = {0};
  cr_expect(parse("year 2027\r\n2027-01-01 holiday 元旦\r\n", &error), "%s", error.text);
  cr_expect(parse("# 2027\nyear 2027\n\n2027-01-01 holiday 元旦", &error), "%s", error.text);
  cr_expect(parse("", &error), "%s", error.text);
}

Test(calendar, a_refused_file_leaves_the_calendar_as_it_was) {
  static struct dom_calendar calendar;
  struct dom_calendar_error error = {0};
  static const char good[] = "year 2027\n2027-03-01 holiday 试验\n";
  static const char bad[] = "year 2028\n2028-03-01 holiday 试验\nwhat\n";
  cr_assert(dom_calendar_parse(good, sizeof good - 1, &calendar, &error));
  cr_assert_not(dom_calendar_parse(bad, sizeof bad - 1, &calendar, &error));
  cr_expect(dom_calendar_loaded(&calendar, 2027));
  cr_expect_not(dom_calendar_loaded(&calendar, 2028));
  cr_expect_not(dom_calendar_working(&calendar, day_of("2027-03-01")));
}

Test(calendar, seeded_garbage_never_breaks_the_reader) {
  static const char *const pieces[] = {"year ", "2026", "2027",    "-01-01",   " holiday ", " workday ",
                                       "元旦",  "\n",   "\r\n",    "#",        "\xe6",      "\x80",
                                       "9",     " ",    "\n2026-", "\nyear 1", "-02-29 ",   "\t"};
  uint64_t seed = test_seed("calendar");
  for (int i = 0; i < 20000; i++) {
    char text[512] = "";
    size_t used = 0;
    for (uint32_t n = chance(&seed, 40); n > 0; n--) {
      const char *piece = pieces[chance(&seed, sizeof pieces / sizeof pieces[0])];
      used += (size_t)snprintf(text + used, sizeof text - used, "%s", piece);
    }
    struct dom_calendar_error error = {.line = -1};
    if (!parse(text, &error)) {
      cr_assert(error.line >= 0 && error.text[0] != '\0');
    }
  }
}
