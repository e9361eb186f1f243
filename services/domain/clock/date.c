/* Civil dates by day numbers, and the fixed +08:00 of Asia/Shanghai. Nothing here asks the C library's time zone. */
#include "domain/date.h"

#include <assert.h>
#include <string.h>

enum { OFFSET_HOURS = 8, MARCH_1_YEAR_0 = -719468, DAYS_400_YEARS = 146097 };
#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define DAY_US (DOM_MINUTES_DAY * MINUTE_US)
#define OFFSET_US (MINUTE_US * 60 * OFFSET_HOURS)

bool dom_date_valid(int32_t day) {
  return day >= DOM_DATE_MIN && day <= DOM_DATE_MAX;
}

static bool leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Years counted from 1 March, so that the leap day is the last of its year and months have a regular length. */
int32_t dom_date_of(int year, int month, int day) {
  if (year < DOM_YEAR_MIN || year > DOM_YEAR_MAX || month < 1 || month > 12 || day < 1 ||
      day > month_days(year, month)) {
    return DOM_DATE_NONE;
  }
  int shifted_year = month > 2 ? year : year - 1;
  int shifted_month = month > 2 ? month - 3 : month + 9;
  int leap_days = shifted_year / 4 - shifted_year / 100 + shifted_year / 400;
  return MARCH_1_YEAR_0 + 365 * shifted_year + leap_days + (153 * shifted_month + 2) / 5 + day - 1;
}

struct dom_ymd dom_date_ymd(int32_t day) {
  assert(dom_date_valid(day));
  int since = day - MARCH_1_YEAR_0;
  int era = since / DAYS_400_YEARS;
  int of_era = since % DAYS_400_YEARS;
  int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted_month = (5 * of_year + 2) / 153;
  struct dom_ymd ymd = {
      .year = era * 400 + year_of_era + (shifted_month >= 10),
      .month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9,
      .day = of_year - (153 * shifted_month + 2) / 5 + 1,
  };
  return ymd;
}

/* The number of exactly `count` digits at text, or -1; stops at a NUL like at any other non-digit. */
static int digits(const char *text, int count) {
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/* The day of "YYYY-MM-DD" at text (what follows is not looked at), or DOM_DATE_NONE. */
static int32_t date_at(const char *text) {
  int year = digits(text, 4);
  if (year < 0 || text[4] != '-') {
    return DOM_DATE_NONE;
  }
  int month = digits(text + 5, 2);
  if (month < 0 || text[7] != '-') {
    return DOM_DATE_NONE;
  }
  return dom_date_of(year, month, digits(text + 8, 2));
}

bool dom_date_parse(const char *text, int32_t *ret_day) {
  int32_t day = date_at(text);
  if (day == DOM_DATE_NONE || text[10] != '\0') {
    return false;
  }
  *ret_day = day;
  return true;
}

bool dom_date_parse_compact(const char *text, int32_t *ret_day) {
  int all = digits(text, 8);
  if (all < 0 || text[8] != '\0') {
    return false;
  }
  int32_t day = dom_date_of(all / 10000, all / 100 % 100, all % 100);
  if (day == DOM_DATE_NONE) {
    return false;
  }
  *ret_day = day;
  return true;
}

/* Write value with exactly `count` digits. */
static char *put(char *at, int value, int count) {
  for (int i = count - 1; i >= 0; i--) {
    at[i] = (char)('0' + value % 10);
    value /= 10;
  }
  return at + count;
}

const char *dom_date_format(int32_t day, char ret_text[DOM_DATE_TEXT]) {
  struct dom_ymd ymd = dom_date_ymd(day);
  char *at = put(ret_text, ymd.year, 4);
  *at++ = '-';
  at = put(at, ymd.month, 2);
  *at++ = '-';
  *put(at, ymd.day, 2) = '\0';
  return ret_text;
}

const char *dom_date_format_compact(int32_t day, char ret_text[DOM_DATE_COMPACT]) {
  struct dom_ymd ymd = dom_date_ymd(day);
  *put(put(put(ret_text, ymd.year, 4), ymd.month, 2), ymd.day, 2) = '\0';
  return ret_text;
}

int dom_date_weekday(int32_t day) {
  assert(dom_date_valid(day));
  return (day - DOM_DATE_MIN) % 7 + 1; /* 1900-01-01 was a Monday */
}

int32_t dom_date_add_months(int32_t day, int months) {
  assert(months > -DOM_YEAR_MAX * 12 && months < DOM_YEAR_MAX * 12);
  struct dom_ymd ymd = dom_date_ymd(day);
  int all = ymd.year * 12 + ymd.month - 1 + months;
  int year = all / 12;
  if (all < 0 || year > DOM_YEAR_MAX) {
    return DOM_DATE_NONE;
  }
  int month = all % 12 + 1;
  int last = month_days(year, month);
  return dom_date_of(year, month, ymd.day < last ? ymd.day : last);
}

/* Microseconds since midnight of 1970-01-01 in Shanghai, split so that times before it round down too. */
static int64_t split(int64_t time_us, int32_t *ret_day) {
  int64_t local = time_us + OFFSET_US;
  int64_t of_day = local % DAY_US;
  if (of_day < 0) {
    of_day += DAY_US;
  }
  *ret_day = (int32_t)((local - of_day) / DAY_US);
  return of_day;
}

int32_t dom_time_day(int64_t time_us) {
  int32_t day;
  split(time_us, &day);
  return day;
}

int dom_time_minute_of_day(int64_t time_us) {
  int32_t day;
  return (int)(split(time_us, &day) / MINUTE_US);
}

int dom_time_hour(int64_t time_us) {
  return dom_time_minute_of_day(time_us) / 60;
}

int64_t dom_time_at(int32_t day, int minute_of_day) {
  assert(minute_of_day >= 0 && minute_of_day < DOM_MINUTES_DAY);
  return day * DAY_US + minute_of_day * MINUTE_US - OFFSET_US;
}

const char *dom_time_format(int64_t time_us, char ret_text[DOM_TIME_TEXT]) {
  int32_t day;
  int seconds = (int)(split(time_us, &day) / SECOND_US);
  dom_date_format(day, ret_text);
  char *at = ret_text + DOM_DATE_TEXT - 1;
  *at++ = 'T';
  at = put(at, seconds / 3600, 2);
  *at++ = ':';
  at = put(at, seconds / 60 % 60, 2);
  *at++ = ':';
  at = put(at, seconds % 60, 2);
  memcpy(at, "+08:00", sizeof "+08:00");
  return ret_text;
}

/* "HH:MM" at text in minutes, or -1. */
static int clock_minutes(const char *text) {
  int hour = digits(text, 2);
  if (hour < 0 || hour > 23 || text[2] != ':') {
    return -1;
  }
  int minute = digits(text + 3, 2);
  return minute < 0 || minute > 59 ? -1 : hour * 60 + minute;
}

/* The fraction of a second at *text, moved past it; 0 if there is none, -1 if it is not one to six digits. */
static int fraction_us(const char **text) {
  if (**text != '.') {
    return 0;
  }
  const char *at = *text + 1;
  int value = 0;
  int count = 0;
  for (; digits(at, 1) >= 0 && count < 6; count++) {
    value = value * 10 + digits(at++, 1);
  }
  if (count == 0) {
    return -1;
  }
  for (; count < 6; count++) {
    value *= 10;
  }
  *text = at;
  return value;
}

/* The offset at text, to its end, in minutes east; false if it is none. */
static bool offset_minutes(const char *text, int *ret_minutes) {
  if (strcmp(text, "Z") == 0) {
    *ret_minutes = 0;
    return true;
  }
  if (text[0] != '+' && text[0] != '-') {
    return false;
  }
  int minutes = clock_minutes(text + 1);
  if (minutes < 0 || text[6] != '\0') {
    return false;
  }
  *ret_minutes = text[0] == '+' ? minutes : -minutes;
  return true;
}

bool dom_time_parse(const char *text, int64_t *ret_time_us) {
  int32_t day = date_at(text);
  if (day == DOM_DATE_NONE || text[10] != 'T') {
    return false;
  }
  int minutes = clock_minutes(text + 11);
  if (minutes < 0 || text[16] != ':') {
    return false;
  }
  int seconds = digits(text + 17, 2);
  if (seconds < 0 || seconds > 59) {
    return false;
  }
  const char *rest = text + 19;
  int fraction = fraction_us(&rest);
  int offset = 0;
  if (fraction < 0 || !offset_minutes(rest, &offset)) {
    return false;
  }
  /* As written the text is local to its offset; a time is counted from UTC. */
  int64_t time_us = day * DAY_US + (minutes - offset) * MINUTE_US + seconds * SECOND_US + fraction;
  if (!dom_date_valid(dom_time_day(time_us))) {
    return false;
  }
  *ret_time_us = time_us;
  return true;
}
