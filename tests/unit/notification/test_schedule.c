/* N-03: quiet hours and growing waits. */
#include "domain/date.h"
#include "notification/rules/sending/schedule.h"
#include <criterion/criterion.h>

struct quiet_case {
  const char *hours;
  int at; /* minute of the day */
  bool urgent;
  int until_day; /* days later */
  int until;     /* minute of the day; -1: at once */
};

static const struct quiet_case quiets[] = {
    {"22:00-07:00", 12 * 60, false, 0, -1},
    {"22:00-07:00", 21 * 60 + 59, false, 0, -1},
    {"22:00-07:00", 22 * 60, false, 1, 7 * 60},
    {"22:00-07:00", 23 * 60 + 59, false, 1, 7 * 60},
    {"22:00-07:00", 0, false, 0, 7 * 60},
    {"22:00-07:00", 6 * 60 + 59, false, 0, 7 * 60},
    {"22:00-07:00", 7 * 60, false, 0, -1},
    {"22:00-07:00", 23 * 60, true, 0, -1},
    {"12:00-14:30", 13 * 60, false, 0, 14 * 60 + 30},
    {"12:00-14:30", 14 * 60 + 30, false, 0, -1},
    {"12:00-14:30", 11 * 60, false, 0, -1},
    {"none", 3 * 60, false, 0, -1},
    {"05:00-05:00", 5 * 60, false, 0, -1},
};

Test(quiet, N03_what_is_not_urgent_waits_for_the_morning) {
  const int32_t day = dom_date_of(2026, 11, 23);
  for (size_t i = 0; i < sizeof quiets / sizeof *quiets; i++) {
    const struct quiet_case *c = &quiets[i];
    struct notification_quiet quiet;
    cr_assert(notification_quiet_parse(c->hours, &quiet), "%s", c->hours);
    int64_t at = dom_time_at(day, c->at) + 30 * 1000000;
    int64_t wanted = c->until < 0 ? at : dom_time_at(day + c->until_day, c->until);
    cr_expect_eq(notification_not_before(&quiet, c->urgent, at), wanted, "%s at %d", c->hours, c->at);
  }
}

Test(quiet, hours_are_read_strictly) {
  static const char *const bad[] = {
      "", "22-7", "22:00-7:00", "24:00-07:00", "22:60-07:00", "22:00_07:00", "22:00-07:00 ", "ab:cd-ef:gh"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct notification_quiet quiet = {7, 7};
    cr_expect_not(notification_quiet_parse(bad[i], &quiet), "«%s»", bad[i]);
    cr_expect_eq(quiet.from, 7);
  }
}

Test(retry, N03_waits_grow_until_it_is_dead) {
  static const int minutes[] = {1, 5, 30, 120, 360, 720, 1440};
  const struct notification_quiet never = {0, 0};
  const int64_t now = dom_time_at(dom_date_of(2026, 11, 23), 600);
  for (int attempts = 1; attempts <= 7; attempts++) {
    struct notification_next next = notification_after(NOTIFICATION_LATER, attempts, false, &never, now);
    cr_expect_eq(next.state, NOTIFICATION_WAITING);
    cr_expect_eq(next.at_us, now + minutes[attempts - 1] * INT64_C(60000000), "after %d", attempts);
  }
  cr_expect_eq(notification_after(NOTIFICATION_LATER, 8, false, &never, now).state, NOTIFICATION_DEAD);
  cr_expect_eq(notification_after(NOTIFICATION_LATER, 9, false, &never, now).state, NOTIFICATION_DEAD);
  cr_expect_eq(notification_after(NOTIFICATION_REFUSED, 1, false, &never, now).state, NOTIFICATION_DEAD);
  cr_expect_eq(notification_after(NOTIFICATION_TAKEN, 8, false, &never, now).state, NOTIFICATION_SENT);
}

Test(retry, N03_a_retry_keeps_the_quiet_hours) {
  const struct notification_quiet quiet = {22 * 60, 7 * 60};
  const int32_t day = dom_date_of(2026, 11, 23);
  struct notification_next next =
      notification_after(NOTIFICATION_LATER, 3, false, &quiet, dom_time_at(day, 21 * 60 + 45));
  cr_expect_eq(next.at_us, dom_time_at(day + 1, 7 * 60));
}
