/* Days and times of the county's clock. A day is an int32_t: days since 1970-01-01. A time is an int64_t: microseconds
 * since 1970-01-01T00:00:00Z. Both are shown in Asia/Shanghai, which is fixed at +08:00 here, whatever TZ says
 * (DOMAIN.md, "The case, from door to door"; China has had no summer time since 1992). */
#ifndef DOM_DATE_H
#define DOM_DATE_H

#include "domain/must.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  DOM_DATE_MIN = -25567,  /* 1900-01-01 */
  DOM_DATE_MAX = 2932896, /* 9999-12-31 */
  DOM_YEAR_MIN = 1900,
  DOM_YEAR_MAX = 9999,
  DOM_DATE_TEXT = 11,    /* bytes of "2026-11-23" with its NUL */
  DOM_DATE_COMPACT = 9,  /* bytes of "20261123" with its NUL */
  DOM_TIME_TEXT = 26,    /* bytes of "2026-11-23T09:30:00+08:00" with its NUL */
  DOM_MINUTES_DAY = 1440 /* minutes of a day */
};
#define DOM_DATE_NONE INT32_MIN /* "no such day": not a date, never printed */

struct dom_ymd {
  int year;  /* 1900–9999 */
  int month; /* 1–12 */
  int day;   /* 1–31 */
};

/* True for a day of the years 1900–9999. */
bool dom_date_valid(int32_t day);

/* The day of a civil date; DOM_DATE_NONE if there is no such date or its year is outside 1900–9999. */
int32_t dom_date_of(int year, int month, int day);

/* The civil date of a valid day. */
struct dom_ymd dom_date_ymd(int32_t day);

/* Exactly "YYYY-MM-DD" and a real date, else false and *ret_day untouched. */
DOM_MUST_CHECK bool dom_date_parse(const char *text, int32_t *ret_day);

/* Exactly "YYYYMMDD" and a real date, else false and *ret_day untouched. */
DOM_MUST_CHECK bool dom_date_parse_compact(const char *text, int32_t *ret_day);

/* Write a valid day as "YYYY-MM-DD" or "YYYYMMDD"; both return ret_text, for use in a printf. */
const char *dom_date_format(int32_t day, char ret_text[DOM_DATE_TEXT]);
const char *dom_date_format_compact(int32_t day, char ret_text[DOM_DATE_COMPACT]);

/* 1 = Monday … 7 = Sunday. */
int dom_date_weekday(int32_t day);

/* The same date so many months later (or earlier), or the month's last day if it has no such date (litigation within 6
 * months, R-05). DOM_DATE_NONE outside 1900–9999. */
int32_t dom_date_add_months(int32_t day, int months);

/* The Shanghai day of a time, its hour 0–23, its minute of the day 0–1439. */
int32_t dom_time_day(int64_t time_us);
int dom_time_hour(int64_t time_us);
int dom_time_minute_of_day(int64_t time_us);

/* The time of a Shanghai day at a minute of that day. */
int64_t dom_time_at(int32_t day, int minute_of_day);

/* "2026-11-23T09:30:00+08:00": whole seconds, rounded down. Returns ret_text. The time's day must be valid. */
const char *dom_time_format(int64_t time_us, char ret_text[DOM_TIME_TEXT]);

/* RFC 3339 with upper-case T, seconds, up to six digits of a fraction, and "Z" or an offset; years 1900–9999. Leap
 * seconds are refused. False leaves *ret_time_us untouched. */
DOM_MUST_CHECK bool dom_time_parse(const char *text, int64_t *ret_time_us);

#endif
