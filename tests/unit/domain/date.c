#include "domain/date.h"

#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

Test(date, every_day_of_1900_to_9999_is_written_and_read_back_and_follows_the_last) {
  char text[DOM_DATE_TEXT];
  char compact[DOM_DATE_COMPACT];
  struct dom_ymd last = {.year = 1899, .month = 12, .day = 31};
  for (int32_t day = DOM_DATE_MIN; day <= DOM_DATE_MAX; day++) {
    struct dom_ymd ymd = dom_date_ymd(day);
    bool next = (ymd.year == last.year && ymd.month == last.month && ymd.day == last.day + 1) ||
                (ymd.year == last.year && ymd.month == last.month + 1 && ymd.day == 1 && last.day >= 28) ||
                (ymd.year == last.year + 1 && ymd.month == 1 && ymd.day == 1 && last.month == 12 && last.day == 31);
    int32_t read = 0;
    int32_t read_compact = 0;
    if (!next || dom_date_of(ymd.year, ymd.month, ymd.day) != day ||
        !dom_date_parse(dom_date_format(day, text), &read) || read != day ||
        !dom_date_parse_compact(dom_date_format_compact(day, compact), &read_compact) || read_compact != day) {
      cr_assert_fail("day %d: %s", day, text);
    }
    last = ymd;
  }
  cr_assert_str_eq(dom_date_format(DOM_DATE_MIN, text), "1900-01-01");
  cr_assert_str_eq(dom_date_format(DOM_DATE_MAX, text), "9999-12-31");
  cr_assert_str_eq(dom_date_format(0, text), "1970-01-01");
}

Test(date, what_is_no_date_is_refused_and_leaves_the_result_alone) {
  static const char *const bad[] = {
      "",           "2026",        "2026-2-17",   "2026-02-30", "2025-02-29",  "1900-02-29", "2026-00-10",
      "2026-13-01", "2026-01-00",  "2026-01-32",  "1899-12-31", "0000-01-01",  "2026/02/17", "2026-02-17 ",
      "20260217",   " 2026-02-17", "2026-02-17T", "2026-02-1x", "+026-02-17",  "-026-02-17", "10000-01-01",
      "2026-02-",   "2026-0",      "2026-",       "20260230",   "２０２６-02", "2026-02-1",
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    int32_t day = 42;
    cr_expect_not(dom_date_parse(bad[i], &day), "'%s'", bad[i]);
    cr_expect_eq(day, 42);
    if (i != 14) { /* "20260217" is one in the compact form */
      cr_expect_not(dom_date_parse_compact(bad[i], &day), "'%s'", bad[i]);
      cr_expect_eq(day, 42);
    }
  }
}

Test(date, weekdays_agree_with_the_c_library) {
  for (int32_t day = DOM_DATE_MIN; day < DOM_DATE_MAX; day += 97) {
    time_t seconds = (time_t)day * 86400;
    struct tm tm;
    cr_assert_not_null(gmtime_r(&seconds, &tm));
    cr_assert_eq(dom_date_weekday(day), tm.tm_wday == 0 ? 7 : tm.tm_wday, "day %d", day);
  }
}

Test(date, months_later_ends_at_the_last_day_of_a_shorter_month_R05) {
  static const struct {
    const char *from;
    int months;
    const char *to;
  } cases[] = {
      {"2026-11-23", 6, "2027-05-23"}, {"2026-08-31", 6, "2027-02-28"},  {"2023-08-31", 6, "2024-02-29"},
      {"2026-12-31", 1, "2027-01-31"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-01-15", -12, "2025-01-15"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cr_expect_eq(dom_date_add_months(day_of(cases[i].from), cases[i].months), day_of(cases[i].to), "%s %+d",
                 cases[i].from, cases[i].months);
  }
  cr_expect_eq(dom_date_add_months(DOM_DATE_MAX, 1), DOM_DATE_NONE);
  cr_expect_eq(dom_date_add_months(DOM_DATE_MIN, -1), DOM_DATE_NONE);
}

Test(time, is_shown_in_shanghai_whatever_tz_says) {
  static const char *const zones[] = {"UTC", "America/New_York", "Asia/Kathmandu", "nonsense"};
  for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
    setenv("TZ", zones[i], 1);
    tzset();
    int64_t time_us = 0;
    char text[DOM_TIME_TEXT];
    cr_assert(dom_time_parse("2026-11-23T09:30:00+08:00", &time_us));
    cr_expect_eq(time_us, INT64_C(1795397400000000));
    cr_expect_str_eq(dom_time_format(time_us, text), "2026-11-23T09:30:00+08:00");
    cr_expect_eq(dom_time_hour(time_us), 9);
    cr_expect_eq(dom_time_minute_of_day(time_us), 9 * 60 + 30);
    cr_expect_eq(dom_time_day(time_us), day_of("2026-11-23"));
    cr_expect_eq(dom_time_at(day_of("2026-11-23"), 9 * 60 + 30), time_us);
  }
}

Test(time, the_day_turns_at_sixteen_hours_utc) {
  int64_t before = 0;
  int64_t after = 0;
  cr_assert(dom_time_parse("2026-12-31T15:59:59.999999Z", &before));
  cr_assert(dom_time_parse("2026-12-31T16:00:00Z", &after));
  cr_expect_eq(after - before, 1);
  cr_expect_eq(dom_time_day(before), day_of("2026-12-31"));
  cr_expect_eq(dom_time_day(after), day_of("2027-01-01"));
  cr_expect_eq(dom_time_hour(before), 23);
  cr_expect_eq(dom_time_hour(after), 0);
}

Test(time, before_1970_rounds_down_too) {
  int64_t time_us = 0;
  char text[DOM_TIME_TEXT];
  cr_assert(dom_time_parse("1969-07-20T20:17:39.5Z", &time_us));
  cr_expect_str_eq(dom_time_format(time_us, text), "1969-07-21T04:17:39+08:00");
}

Test(time, what_is_no_rfc_3339_time_is_refused) {
  static const char *const bad[] = {
      "",
      "2026-11-23",
      "2026-11-23T09:30:00",
      "2026-11-23 09:30:00Z",
      "2026-11-23t09:30:00Z",
      "2026-11-23T09:30:00z",
      "2026-11-23T24:00:00Z",
      "2026-11-23T09:60:00Z",
      "2026-11-23T09:30:60Z",
      "2026-11-23T09:30:00.Z",
      "2026-11-23T09:30:00.1234567Z",
      "2026-11-23T09:30:00+8:00",
      "2026-11-23T09:30:00+0800",
      "2026-11-23T09:30:00+08:00 ",
      "2026-11-31T09:30:00Z",
      "2026-11-23T9:30:00Z",
      "2026-11-23T09:30Z",
      "2026-11-23T09:30:0",
      "1900-01-01T00:00:00+23:00",
      "9999-12-31T23:00:00Z",
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    int64_t time_us = 42;
    cr_expect_not(dom_time_parse(bad[i], &time_us), "'%s'", bad[i]);
    cr_expect_eq(time_us, 42);
  }
}

Test(time, seeded_times_are_written_and_read_back) {
  uint64_t seed = test_seed("time");
  for (int i = 0; i < 100000; i++) {
    int32_t day = DOM_DATE_MIN + (int32_t)chance(&seed, DOM_DATE_MAX - DOM_DATE_MIN);
    int64_t time_us = dom_time_at(day, (int)chance(&seed, DOM_MINUTES_DAY)) + chance(&seed, 60) * INT64_C(1000000);
    int64_t read = 0;
    char text[DOM_TIME_TEXT];
    cr_assert(dom_time_parse(dom_time_format(time_us, text), &read), "%s", text);
    cr_assert_eq(read, time_us, "%s", text);
    cr_assert_eq(dom_time_day(time_us), day, "%s", text);
  }
}
