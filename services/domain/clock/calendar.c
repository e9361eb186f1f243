/* The calendar file's text → a bitmap of working days for each year, and questions to it. */
#include "domain/calendar.h"

#include "domain/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* What the file does not know (DOMAIN.md): the holidays of each year that have a fixed date. */
static const struct {
  int month;
  int first;
  int last;
  const char *name;
} fixed_holidays[] = {{1, 1, 1, "元旦"}, {5, 1, 2, "劳动节"}, {10, 1, 3, "国庆节"}};

static const char *fixed_holiday(const struct dom_ymd *ymd) {
  for (size_t i = 0; i < sizeof fixed_holidays / sizeof fixed_holidays[0]; i++) {
    if (ymd->month == fixed_holidays[i].month && ymd->day >= fixed_holidays[i].first &&
        ymd->day <= fixed_holidays[i].last) {
      return fixed_holidays[i].name;
    }
  }
  return NULL;
}

static bool weekend(int32_t day) {
  return dom_date_weekday(day) > 5;
}

/* The year's slot if it is loaded, else NULL. */
static const struct dom_calendar_year *loaded_year(const struct dom_calendar *calendar, int year) {
  if (year < DOM_CALENDAR_FIRST || year >= DOM_CALENDAR_FIRST + DOM_CALENDAR_YEARS) {
    return NULL;
  }
  const struct dom_calendar_year *slot = &calendar->year[year - DOM_CALENDAR_FIRST];
  return slot->loaded ? slot : NULL;
}

static bool bit(const struct dom_calendar_year *year, int32_t of_year) {
  return (year->working[of_year / 64] >> (of_year % 64) & 1) != 0;
}

static void set_bit(struct dom_calendar_year *year, int32_t of_year, bool working) {
  uint64_t mask = UINT64_C(1) << (of_year % 64);
  year->working[of_year / 64] = working ? year->working[of_year / 64] | mask : year->working[of_year / 64] & ~mask;
}

void dom_calendar_init(struct dom_calendar *ret_calendar) {
  memset(ret_calendar, 0, sizeof *ret_calendar);
}

bool dom_calendar_loaded(const struct dom_calendar *calendar, int year) {
  return loaded_year(calendar, year) != NULL;
}

bool dom_calendar_working(const struct dom_calendar *calendar, int32_t day) {
  struct dom_ymd ymd = dom_date_ymd(day);
  const struct dom_calendar_year *year = loaded_year(calendar, ymd.year);
  if (year == NULL) {
    return !weekend(day) && fixed_holiday(&ymd) == NULL;
  }
  return bit(year, day - dom_date_of(ymd.year, 1, 1));
}

enum dom_day_kind dom_calendar_kind(const struct dom_calendar *calendar, int32_t day, const char **ret_name) {
  struct dom_ymd ymd = dom_date_ymd(day);
  const struct dom_calendar_year *year = loaded_year(calendar, ymd.year);
  if (year == NULL) {
    *ret_name = fixed_holiday(&ymd);
  } else {
    unsigned name = year->name[day - dom_date_of(ymd.year, 1, 1)];
    *ret_name = name > 0 ? calendar->names[name - 1] : NULL;
  }
  if (dom_calendar_working(calendar, day)) {
    return weekend(day) ? DOM_DAY_MAKEUP : DOM_DAY_WORKDAY;
  }
  return *ret_name != NULL ? DOM_DAY_HOLIDAY : DOM_DAY_WEEKEND;
}

/* The file as it is read: one line, what is built so far, and whether each year has a holiday. */
struct reading {
  struct dom_calendar built;
  bool has_holiday[DOM_CALENDAR_YEARS];
  uint8_t listed[DOM_CALENDAR_YEARS][366];
  int line;
  struct dom_calendar_error *error;
};

static bool fail(const struct reading *reading, int line, const char *what) {
  reading->error->line = line;
  snprintf(reading->error->text, sizeof reading->error->text, "%s", what);
  return false;
}

/* `year 2026`: every weekday works until the file's days say otherwise. */
static bool take_year(struct reading *reading, const char *line) {
  char padded[24];
  snprintf(padded, sizeof padded, "%.12s-01-01", line + sizeof "year " - 1);
  int32_t first;
  if (!dom_date_parse(padded, &first)) {
    return fail(reading, reading->line, "a year is four digits");
  }
  int year = dom_date_ymd(first).year;
  if (year < DOM_CALENDAR_FIRST || year >= DOM_CALENDAR_FIRST + DOM_CALENDAR_YEARS) {
    return fail(reading, reading->line, "the year is outside what a calendar holds");
  }
  struct dom_calendar_year *slot = &reading->built.year[year - DOM_CALENDAR_FIRST];
  if (slot->loaded) {
    return fail(reading, reading->line, "the year stands here a second time");
  }
  slot->loaded = true;
  int32_t next = dom_date_of(year + 1, 1, 1);
  for (int32_t day = first; day < next; day++) {
    set_bit(slot, day - first, !weekend(day));
  }
  return true;
}

static bool good_name(const char *name) {
  size_t left = strlen(name);
  if (left == 0 || left >= DOM_CALENDAR_NAME) {
    return false;
  }
  while (left > 0) {
    size_t length = dom_utf8_length(name, left);
    if (length == 0 || (unsigned char)*name < ' ') {
      return false;
    }
    name += length;
    left -= length;
  }
  return true;
}

/* The name's number in names[] plus one, added if new; 0 if there is no room. */
static uint8_t intern(struct dom_calendar *calendar, const char *name) {
  for (size_t i = 0; i < calendar->name_count; i++) {
    if (strcmp(calendar->names[i], name) == 0) {
      return (uint8_t)(i + 1);
    }
  }
  if (calendar->name_count == DOM_CALENDAR_NAMES) {
    return 0;
  }
  size_t length = strnlen(name, DOM_CALENDAR_NAME - 1);
  memcpy(calendar->names[calendar->name_count], name, length);
  calendar->names[calendar->name_count++][length] = '\0';
  return (uint8_t)calendar->name_count;
}

/* `2026-02-17 holiday 春节`, `2026-02-14 workday 春节`. */
static bool take_day(struct reading *reading, char *line) {
  int32_t day;
  line[DOM_DATE_TEXT - 1] = '\0';
  if (!dom_date_parse(line, &day)) {
    return fail(reading, reading->line, "no such date");
  }
  char *word = line + DOM_DATE_TEXT;
  bool working = strncmp(word, "workday ", 8) == 0;
  if (!working && strncmp(word, "holiday ", 8) != 0) {
    return fail(reading, reading->line, "a day is a holiday or a workday, and has a name");
  }
  struct dom_ymd ymd = dom_date_ymd(day);
  if (!dom_calendar_loaded(&reading->built, ymd.year)) {
    return fail(reading, reading->line, "the day's year has not been named before it");
  }
  int slot = ymd.year - DOM_CALENDAR_FIRST;
  int32_t of_year = day - dom_date_of(ymd.year, 1, 1);
  if (reading->listed[slot][of_year]) {
    return fail(reading, reading->line, "the day stands here a second time");
  }
  uint8_t name = good_name(word + 8) ? intern(&reading->built, word + 8) : 0;
  if (name == 0) {
    return fail(reading, reading->line, "the name is empty, too long, not UTF-8, or one too many");
  }
  reading->listed[slot][of_year] = 1;
  reading->has_holiday[slot] = reading->has_holiday[slot] || !working;
  reading->built.year[slot].name[of_year] = name;
  set_bit(&reading->built.year[slot], of_year, working);
  return true;
}

static bool take_line(struct reading *reading, char *line) {
  if (line[0] == '\0' || line[0] == '#') {
    return true;
  }
  if (strncmp(line, "year ", 5) == 0) {
    return take_year(reading, line);
  }
  if (strlen(line) < DOM_DATE_TEXT || line[DOM_DATE_TEXT - 1] != ' ') {
    return fail(reading, reading->line, "neither a year nor a day");
  }
  return take_day(reading, line);
}

static bool whole_years(const struct reading *reading) {
  for (int i = 0; i < DOM_CALENDAR_YEARS; i++) {
    if (reading->built.year[i].loaded && !reading->has_holiday[i]) {
      char what[64];
      snprintf(what, sizeof what, "the year %d has no holiday", DOM_CALENDAR_FIRST + i);
      return fail(reading, 0, what);
    }
  }
  return true;
}

/* Copy the next line without its end and blanks there; false if it is too long or holds a NUL. */
static bool next_line(const char **at, const char *end, char *ret_line, size_t room) {
  const char *stop = memchr(*at, '\n', (size_t)(end - *at));
  size_t length = (size_t)((stop != NULL ? stop : end) - *at);
  if (length >= room || memchr(*at, '\0', length) != NULL) {
    return false;
  }
  memcpy(ret_line, *at, length);
  while (length > 0 && strchr(" \t\r", ret_line[length - 1]) != NULL) {
    length--;
  }
  ret_line[length] = '\0';
  *at = stop != NULL ? stop + 1 : end;
  return true;
}

bool dom_calendar_parse(const char *text, size_t size, struct dom_calendar *ret_calendar,
                        struct dom_calendar_error *ret_error) {
  struct reading reading;
  memset(&reading, 0, sizeof reading);
  reading.error = ret_error;
  const char *end = text + size;
  while (text < end) {
    char line[256];
    reading.line++;
    if (!next_line(&text, end, line, sizeof line)) {
      return fail(&reading, reading.line, "the line is too long or holds a NUL");
    }
    if (!take_line(&reading, line)) {
      return false;
    }
  }
  if (!whole_years(&reading)) {
    return false;
  }
  *ret_calendar = reading.built;
  return true;
}
