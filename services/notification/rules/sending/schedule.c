#include "notification/rules/sending/schedule.h"

#include "domain/date.h"
#include <string.h>

static const int64_t minute_us = INT64_C(60) * 1000000;

/* Two digits below `limit`, else -1. */
static int two_digits(const char *text, int limit) {
  if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
    return -1;
  int number = (text[0] - '0') * 10 + (text[1] - '0');
  return number < limit ? number : -1;
}

static int minute_of(const char *text) {
  int hour = two_digits(text, 24);
  if (hour < 0 || text[2] != ':')
    return -1;
  int minute = two_digits(text + 3, 60);
  return minute < 0 ? -1 : hour * 60 + minute;
}

bool notification_quiet_parse(const char *text, struct notification_quiet *ret_quiet) {
  if (strcmp(text, "none") == 0) {
    *ret_quiet = (struct notification_quiet){0, 0};
    return true;
  }
  if (strlen(text) != strlen("22:00-07:00") || text[5] != '-')
    return false;
  struct notification_quiet quiet = {minute_of(text), minute_of(text + 6)};
  if (quiet.from < 0 || quiet.to < 0)
    return false;
  *ret_quiet = quiet;
  return true;
}

int64_t notification_not_before(const struct notification_quiet *quiet, bool urgent, int64_t at_us) {
  int minute = dom_time_minute_of_day(at_us);
  bool over_midnight = quiet->from > quiet->to;
  bool late = minute >= quiet->from, early = minute < quiet->to;
  if (urgent || quiet->from == quiet->to || !(over_midnight ? late || early : late && early))
    return at_us;
  return dom_time_at(dom_time_day(at_us) + (over_midnight && late ? 1 : 0), quiet->to);
}

struct notification_next notification_after(enum notification_result result, int64_t attempts, bool urgent,
                                            const struct notification_quiet *quiet, int64_t now_us) {
  static const int64_t wait_minutes[NOTIFICATION_ATTEMPTS - 1] = {1, 5, 30, 120, 360, 720, 1440};
  if (result == NOTIFICATION_TAKEN)
    return (struct notification_next){NOTIFICATION_SENT, now_us};
  if (result == NOTIFICATION_REFUSED || attempts >= NOTIFICATION_ATTEMPTS)
    return (struct notification_next){NOTIFICATION_DEAD, now_us};
  int64_t at_us = now_us + wait_minutes[attempts < 1 ? 0 : attempts - 1] * minute_us;
  return (struct notification_next){NOTIFICATION_WAITING, notification_not_before(quiet, urgent, at_us)};
}
