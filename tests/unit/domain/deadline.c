#include "domain/deadline.h"

#include "support.h"

#include <criterion/criterion.h>
#include <string.h>

struct pause_text {
  const char *from;
  const char *to;
};

struct row {
  const char *what;
  const char *start;
  int32_t limit;
  int32_t extension;
  enum dom_unit unit;
  struct pause_text pauses[4];
  const char *due;
};

static const struct row rows[] = {
    {"Spring Festival and its make-up Saturday", "2026-02-06", 10, 0, DOM_UNIT_WORKING, {{0}}, "2026-02-27"},
    {"the start may be a rest day", "2026-02-08", 10, 0, DOM_UNIT_WORKING, {{0}}, "2026-02-27"},
    {"one day, make-up Saturday", "2026-02-13", 1, 0, DOM_UNIT_WORKING, {{0}}, "2026-02-14"},
    {"one day, over the whole festival", "2026-02-14", 1, 0, DOM_UNIT_WORKING, {{0}}, "2026-02-24"},
    {"calendar days go through the festival", "2026-02-06", 10, 0, DOM_UNIT_CALENDAR, {{0}}, "2026-02-16"},
    {"extension adds to the limit", "2026-02-06", 5, 5, DOM_UNIT_WORKING, {{0}}, "2026-02-27"},
    {"zero on a working day is that day", "2026-02-13", 0, 0, DOM_UNIT_WORKING, {{0}}, "2026-02-13"},
    {"zero on a rest day is the next working day", "2026-02-15", 0, 0, DOM_UNIT_WORKING, {{0}}, "2026-02-24"},
    {"zero calendar days on a rest day is that day", "2026-02-15", 0, 0, DOM_UNIT_CALENDAR, {{0}}, "2026-02-15"},
    {"zero in a pause is the first day after it",
     "2026-02-13",
     0,
     0,
     DOM_UNIT_CALENDAR,
     {{"2026-02-01", "2026-02-20"}},
     "2026-02-21"},
    {"a pause holds both its ends", "2026-03-02", 3, 0, DOM_UNIT_WORKING, {{"2026-03-03", "2026-03-04"}}, "2026-03-09"},
    {"a pause of one day", "2026-03-02", 3, 0, DOM_UNIT_WORKING, {{"2026-03-03", "2026-03-03"}}, "2026-03-06"},
    {"a pause on rest days moves nothing",
     "2026-03-02",
     5,
     0,
     DOM_UNIT_WORKING,
     {{"2026-03-07", "2026-03-08"}},
     "2026-03-09"},
    {"overlapping, nested and repeated pauses count once",
     "2026-03-02",
     3,
     0,
     DOM_UNIT_WORKING,
     {{"2026-03-04", "2026-03-06"},
      {"2026-03-03", "2026-03-05"},
      {"2026-03-04", "2026-03-04"},
      {"2026-03-03", "2026-03-05"}},
     "2026-03-11"},
    {"a pause on the start day alone moves nothing",
     "2026-03-02",
     1,
     0,
     DOM_UNIT_WORKING,
     {{"2026-03-02", "2026-03-02"}},
     "2026-03-03"},
    {"a pause after the due day moves nothing",
     "2026-03-02",
     1,
     0,
     DOM_UNIT_WORKING,
     {{"2026-03-04", "2026-03-30"}},
     "2026-03-03"},
    {"into a year not loaded", "2026-12-31", 1, 0, DOM_UNIT_WORKING, {{0}}, "2027-01-04"},
    {"from a year not loaded", "2003-12-31", 1, 0, DOM_UNIT_WORKING, {{0}}, "2004-01-02"},
    {"1 to 3 October of a year not loaded", "2029-09-28", 1, 0, DOM_UNIT_WORKING, {{0}}, "2029-10-04"},
    {"art. 42: 20 days and 10 more", "2026-11-23", 20, 10, DOM_UNIT_WORKING, {{0}}, "2027-01-05"},
    {"the last day there is", "9999-12-30", 1, 0, DOM_UNIT_CALENDAR, {{0}}, "9999-12-31"},
};

static size_t read_pauses(const struct row *row, struct dom_pause ret_pauses[4]) {
  size_t count = 0;
  for (; count < 4 && row->pauses[count].from != NULL; count++) {
    ret_pauses[count] = (struct dom_pause){day_of(row->pauses[count].from), day_of(row->pauses[count].to)};
  }
  return count;
}

Test(deadline, known_due_days_R01) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct dom_pause pauses[4];
    struct dom_deadline ask = {
        .start = day_of(rows[i].start),
        .limit_days = rows[i].limit,
        .extension_days = rows[i].extension,
        .unit = rows[i].unit,
        .pauses = pauses,
        .pause_count = read_pauses(&rows[i], pauses),
    };
    int32_t due = DOM_DATE_MIN;
    char text[DOM_DATE_TEXT];
    cr_expect_eq(dom_deadline_compute(shipped_calendar(), &ask, &due), DOM_DEADLINE_OK, "%s", rows[i].what);
    cr_expect_str_eq(dom_date_format(due, text), rows[i].due, "%s: %s", rows[i].what, text);
  }
}

Test(deadline, what_cannot_be_computed_is_refused_and_leaves_the_result_alone) {
  static const struct dom_pause backward = {10, 9};
  static const struct dom_pause early = {DOM_DATE_MIN - 1, 9};
  static const struct dom_pause always = {DOM_DATE_MIN, DOM_DATE_MAX};
  static const struct dom_pause many[101];
  static const struct {
    struct dom_deadline ask;
    enum dom_deadline_refusal refusal;
  } cases[] = {
      {{.start = DOM_DATE_MIN - 1, .unit = DOM_UNIT_WORKING}, DOM_DEADLINE_BAD_START},
      {{.start = DOM_DATE_MAX + 1, .unit = DOM_UNIT_WORKING}, DOM_DEADLINE_BAD_START},
      {{.limit_days = -1, .unit = DOM_UNIT_WORKING}, DOM_DEADLINE_BAD_LIMIT},
      {{.limit_days = 3651, .unit = DOM_UNIT_WORKING}, DOM_DEADLINE_BAD_LIMIT},
      {{.extension_days = -1, .unit = DOM_UNIT_WORKING}, DOM_DEADLINE_BAD_EXTENSION},
      {{.extension_days = 3651, .unit = DOM_UNIT_WORKING}, DOM_DEADLINE_BAD_EXTENSION},
      {{.start = 0}, DOM_DEADLINE_BAD_UNIT},
      {{.unit = DOM_UNIT_WORKING, .pauses = many, .pause_count = 101}, DOM_DEADLINE_TOO_MANY_PAUSES},
      {{.unit = DOM_UNIT_WORKING, .pauses = &backward, .pause_count = 1}, DOM_DEADLINE_BAD_PAUSE},
      {{.unit = DOM_UNIT_WORKING, .pauses = &early, .pause_count = 1}, DOM_DEADLINE_BAD_PAUSE},
      {{.unit = DOM_UNIT_WORKING, .pauses = &always, .pause_count = 1}, DOM_DEADLINE_BEYOND},
      {{.start = DOM_DATE_MAX, .limit_days = 1, .unit = DOM_UNIT_CALENDAR}, DOM_DEADLINE_BEYOND},
      {{.start = DOM_DATE_MAX, .limit_days = 3650, .unit = DOM_UNIT_WORKING}, DOM_DEADLINE_BEYOND},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    int32_t due = 42;
    struct dom_explanation explanation = {.count = 7};
    cr_expect_eq(dom_deadline_compute(shipped_calendar(), &cases[i].ask, &due), cases[i].refusal, "case %zu", i);
    cr_expect_eq(dom_deadline_explain(shipped_calendar(), &cases[i].ask, &due, &explanation), cases[i].refusal);
    cr_expect_eq(due, 42);
    cr_expect_eq(explanation.count, 7);
    cr_expect_gt(strlen(dom_deadline_refusal_text(cases[i].refusal)), 0);
  }
}

static struct dom_deadline random_ask(uint64_t *seed, struct dom_pause pauses[DOM_DEADLINE_PAUSES]) {
  struct dom_deadline ask = {
      .start = day_of("2002-01-01") + (int32_t)chance(seed, 365 * 27),
      .limit_days = (int32_t)chance(seed, 60),
      .extension_days = (int32_t)chance(seed, 20),
      .unit = chance(seed, 2) == 0 ? DOM_UNIT_WORKING : DOM_UNIT_CALENDAR,
      .pauses = pauses,
      .pause_count = chance(seed, 8),
  };
  for (size_t i = 0; i < ask.pause_count; i++) {
    pauses[i].from = ask.start - 20 + (int32_t)chance(seed, 120);
    pauses[i].to = pauses[i].from + (int32_t)chance(seed, 15);
  }
  return ask;
}

static bool counts(const struct dom_deadline *ask, int32_t day) {
  for (size_t i = 0; i < ask->pause_count; i++) {
    if (ask->pauses[i].from <= day && day <= ask->pauses[i].to) {
      return false;
    }
  }
  return ask->unit == DOM_UNIT_CALENDAR || dom_calendar_working(shipped_calendar(), day);
}

/* The definition of the due day, word for word: it counts, and N counted days lie in (start, due]. */
Test(deadline, seeded_due_days_are_the_nth_counted_day_R01) {
  uint64_t seed = test_seed("deadline");
  for (int i = 0; i < 20000; i++) {
    struct dom_pause pauses[DOM_DEADLINE_PAUSES];
    struct dom_deadline ask = random_ask(&seed, pauses);
    int32_t n = ask.limit_days + ask.extension_days;
    int32_t due = 0;
    cr_assert_eq(dom_deadline_compute(shipped_calendar(), &ask, &due), DOM_DEADLINE_OK);
    int32_t counted = 0;
    for (int32_t day = n == 0 ? ask.start : ask.start + 1; day <= due; day++) {
      counted += counts(&ask, day);
    }
    cr_assert(counts(&ask, due), "case %d", i);
    cr_assert_eq(counted, n == 0 ? 1 : n, "case %d", i);
  }
}

Test(deadline, seeded_order_and_repetition_of_pauses_change_nothing_R04) {
  uint64_t seed = test_seed("pauses");
  for (int i = 0; i < 20000; i++) {
    struct dom_pause pauses[DOM_DEADLINE_PAUSES];
    struct dom_deadline ask = random_ask(&seed, pauses);
    int32_t due = 0;
    int32_t again = 1;
    cr_assert_eq(dom_deadline_compute(shipped_calendar(), &ask, &due), DOM_DEADLINE_OK);
    for (size_t j = ask.pause_count; j > 1; j--) {
      size_t other = chance(&seed, (uint32_t)j);
      struct dom_pause kept = pauses[j - 1];
      pauses[j - 1] = pauses[other];
      pauses[other] = kept;
    }
    if (ask.pause_count > 0) {
      pauses[ask.pause_count++] = pauses[0];
    }
    cr_assert_eq(dom_deadline_compute(shipped_calendar(), &ask, &again), DOM_DEADLINE_OK);
    cr_assert_eq(due, again, "case %d", i);
  }
}

Test(deadline, seeded_days_left_fall_from_the_limit_to_nothing_R07) {
  uint64_t seed = test_seed("left");
  for (int i = 0; i < 2000; i++) {
    struct dom_pause pauses[DOM_DEADLINE_PAUSES];
    struct dom_deadline ask = random_ask(&seed, pauses);
    int32_t due = 0;
    cr_assert_eq(dom_deadline_compute(shipped_calendar(), &ask, &due), DOM_DEADLINE_OK);
    int32_t n = ask.limit_days + ask.extension_days;
    int32_t left = dom_deadline_left(shipped_calendar(), &ask, ask.start, due);
    cr_assert(n == 0 || left == n, "case %d: %d of %d", i, left, n);
    cr_assert_eq(dom_deadline_left(shipped_calendar(), &ask, due, due), 0);
    int32_t last = left;
    for (int32_t day = ask.start + 1; day <= due + 40; day++) {
      int32_t now = dom_deadline_left(shipped_calendar(), &ask, day, due);
      cr_assert(now <= last && now >= last - 1, "case %d: from %d to %d", i, last, now);
      cr_assert_eq(now<0, day> due, "case %d", i);
      last = now;
    }
  }
}

Test(deadline, five_working_days_of_article_32) {
  const struct dom_calendar *calendar = shipped_calendar();
  cr_expect_eq(dom_working_days_after(calendar, day_of("2026-11-23"), 5), day_of("2026-11-30"));
  cr_expect_eq(dom_working_days_after(calendar, day_of("2026-09-28"), 5), day_of("2026-10-10"));
  cr_expect_eq(dom_working_days_after(calendar, day_of("2026-10-04"), 0), day_of("2026-10-08"));
  cr_expect_eq(dom_working_days_after(calendar, DOM_DATE_MAX, 1), DOM_DATE_NONE);
}

Test(deadline, hours_end_when_they_end) {
  int32_t day = day_of("2026-11-23");
  cr_expect_not(dom_after_hours(dom_time_at(day, DOM_OFFICE_END - 1), DOM_OFFICE_END));
  cr_expect(dom_after_hours(dom_time_at(day, DOM_OFFICE_END), DOM_OFFICE_END));
  cr_expect(dom_after_hours(dom_time_at(day, 23 * 60 + 59), DOM_OFFICE_END));
  cr_expect_not(dom_after_hours(dom_time_at(day, 0), DOM_OFFICE_END));
}

Test(deadline, both_dues_at_acceptance_R01_R02) {
  static const struct {
    const char *what;
    const char *accepted;
    bool late;
    struct dom_limits limits;
    const char *promised;
    const char *statutory;
  } cases[] = {
      {"promised", "2026-11-23", false, {12, 20, DOM_UNIT_WORKING}, "2026-12-09", "2026-12-21"},
      {"promised, after hours: the same", "2026-11-23", true, {12, 20, DOM_UNIT_WORKING}, "2026-12-09", "2026-12-21"},
      {"identity card, calendar days", "2026-11-23", false, {20, 60, DOM_UNIT_CALENDAR}, "2026-12-13", "2027-01-22"},
      {"immediate", "2026-11-23", false, {0, 5, DOM_UNIT_WORKING}, "2026-11-23", "2026-11-30"},
      {"immediate, after hours", "2026-11-23", true, {0, 5, DOM_UNIT_WORKING}, "2026-11-24", "2026-11-30"},
      {"immediate, Friday after hours", "2026-11-27", true, {0, 5, DOM_UNIT_WORKING}, "2026-11-30", "2026-12-04"},
      {"immediate, on a Sunday", "2026-11-29", false, {0, 1, DOM_UNIT_WORKING}, "2026-11-30", "2026-11-30"},
      {"immediate, nothing by law", "2026-11-29", true, {0, 0, DOM_UNIT_WORKING}, "2026-11-30", "2026-11-30"},
      {"immediate in calendar days, on a Sunday",
       "2026-11-29",
       false,
       {0, 1, DOM_UNIT_CALENDAR},
       "2026-11-30",
       "2026-11-30"},
      {"immediate, make-up Saturday", "2026-02-14", false, {0, 5, DOM_UNIT_WORKING}, "2026-02-14", "2026-02-28"},
      {"immediate, after hours before the festival",
       "2026-02-14",
       true,
       {0, 5, DOM_UNIT_WORKING},
       "2026-02-24",
       "2026-02-28"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct dom_dues dues = {0, 0};
    char text[DOM_DATE_TEXT];
    cr_expect_eq(
        dom_dues_at_acceptance(shipped_calendar(), day_of(cases[i].accepted), cases[i].late, &cases[i].limits, &dues),
        DOM_DEADLINE_OK);
    cr_expect_str_eq(dom_date_format(dues.promised_due, text), cases[i].promised, "%s: promised %s", cases[i].what,
                     text);
    cr_expect_str_eq(dom_date_format(dues.statutory_due, text), cases[i].statutory, "%s: statutory %s", cases[i].what,
                     text);
  }
  struct dom_dues dues = {1, 2};
  struct dom_limits limits = {1, 1, DOM_UNIT_WORKING};
  cr_expect_eq(dom_dues_at_acceptance(shipped_calendar(), DOM_DATE_MAX, false, &limits, &dues), DOM_DEADLINE_BEYOND);
  cr_expect(dues.promised_due == 1 && dues.statutory_due == 2);
}
