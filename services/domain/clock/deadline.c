/* Due days: counting forward from a start. Pauses are jumped over, so the cost is the days counted. */
#include "domain/deadline.h"

#include "domain/clock/held.h"

#include <assert.h>

static const char *const refusal_texts[DOM_DEADLINE__COUNT] = {
    [DOM_DEADLINE_OK] = "可以计算",
    [DOM_DEADLINE_BAD_START] = "起算日期须在 1900 年至 9999 年之间",
    [DOM_DEADLINE_BAD_LIMIT] = "时限须为 0 至 3650 天",
    [DOM_DEADLINE_BAD_EXTENSION] = "延长天数须为 0 至 3650 天",
    [DOM_DEADLINE_BAD_UNIT] = "时限单位须为工作日或自然日",
    [DOM_DEADLINE_TOO_MANY_PAUSES] = "暂停不得超过 100 段",
    [DOM_DEADLINE_BAD_PAUSE] = "暂停的结束日期不得早于开始日期",
    [DOM_DEADLINE_BEYOND] = "截止日期超出 9999 年",
};

const char *dom_deadline_refusal_text(enum dom_deadline_refusal refusal) {
  assert(refusal < DOM_DEADLINE__COUNT);
  return refusal_texts[refusal];
}

static bool days_good(int32_t days) {
  return days >= 0 && days <= DOM_DEADLINE_DAYS;
}

static enum dom_deadline_refusal check_pauses(const struct dom_deadline *ask) {
  if (ask->pause_count > DOM_DEADLINE_PAUSES) {
    return DOM_DEADLINE_TOO_MANY_PAUSES;
  }
  for (size_t i = 0; i < ask->pause_count; i++) {
    const struct dom_pause *pause = &ask->pauses[i];
    if (!dom_date_valid(pause->from) || !dom_date_valid(pause->to) || pause->from > pause->to) {
      return DOM_DEADLINE_BAD_PAUSE;
    }
  }
  return DOM_DEADLINE_OK;
}

static enum dom_deadline_refusal check(const struct dom_deadline *ask) {
  if (!dom_date_valid(ask->start)) {
    return DOM_DEADLINE_BAD_START;
  }
  if (!days_good(ask->limit_days)) {
    return DOM_DEADLINE_BAD_LIMIT;
  }
  if (!days_good(ask->extension_days)) {
    return DOM_DEADLINE_BAD_EXTENSION;
  }
  if (ask->unit != DOM_UNIT_WORKING && ask->unit != DOM_UNIT_CALENDAR) {
    return DOM_DEADLINE_BAD_UNIT;
  }
  return check_pauses(ask);
}

/* The n-th counted day after start; for n = 0 the first from start on. DOM_DATE_NONE beyond the last year. */
static int32_t nth_counted(const struct dom_calendar *calendar, enum dom_unit unit, const struct dom_held *held,
                           int32_t start, int32_t n) {
  if (n == 0) {
    return dom_counted_from(calendar, unit, held, start);
  }
  int32_t day = start;
  for (int32_t i = 0; i < n && day != DOM_DATE_NONE; i++) {
    day = dom_counted_from(calendar, unit, held, day + 1);
  }
  return day;
}

enum dom_deadline_refusal dom_deadline_compute(const struct dom_calendar *calendar, const struct dom_deadline *ask,
                                               int32_t *ret_due) {
  enum dom_deadline_refusal refusal = check(ask);
  if (refusal != DOM_DEADLINE_OK) {
    return refusal;
  }
  struct dom_held held;
  dom_held_merge(ask->pauses, ask->pause_count, &held);
  int32_t due = nth_counted(calendar, ask->unit, &held, ask->start, ask->limit_days + ask->extension_days);
  if (due == DOM_DATE_NONE) {
    return DOM_DEADLINE_BEYOND;
  }
  *ret_due = due;
  return DOM_DEADLINE_OK;
}

/* Counted days in (after, until]. */
static int32_t counted_between(const struct dom_calendar *calendar, const struct dom_deadline *ask, int32_t after,
                               int32_t until) {
  struct dom_held held;
  dom_held_merge(ask->pauses, ask->pause_count, &held);
  int32_t count = 0;
  int32_t day = dom_counted_from(calendar, ask->unit, &held, after + 1);
  while (day != DOM_DATE_NONE && day <= until) {
    count++;
    day = dom_counted_from(calendar, ask->unit, &held, day + 1);
  }
  return count;
}

int32_t dom_deadline_left(const struct dom_calendar *calendar, const struct dom_deadline *ask, int32_t today,
                          int32_t due) {
  assert(dom_date_valid(today) && dom_date_valid(due) && check_pauses(ask) == DOM_DEADLINE_OK);
  if (today <= due) {
    return counted_between(calendar, ask, today, due);
  }
  int32_t late = counted_between(calendar, ask, due, today);
  return late > 0 ? -late : -1;
}

int32_t dom_working_days_after(const struct dom_calendar *calendar, int32_t day, int32_t n) {
  assert(dom_date_valid(day) && n >= 0);
  struct dom_held none = {.count = 0};
  return nth_counted(calendar, DOM_UNIT_WORKING, &none, day, n);
}

bool dom_after_hours(int64_t time_us, int office_end_minute) {
  return dom_time_minute_of_day(time_us) >= office_end_minute;
}

enum dom_deadline_refusal dom_dues_at_acceptance(const struct dom_calendar *calendar, int32_t accepted_on,
                                                 bool after_hours, const struct dom_limits *limits,
                                                 struct dom_dues *ret_dues) {
  struct dom_dues dues;
  struct dom_deadline ask = {.start = accepted_on, .limit_days = limits->promised_days, .unit = limits->unit};
  if (limits->promised_days == 0) {
    /* An immediate case waits for an open office, whatever its limit counts in. */
    ask.unit = DOM_UNIT_WORKING;
    ask.start = after_hours ? accepted_on + 1 : accepted_on;
  }
  enum dom_deadline_refusal refusal = dom_deadline_compute(calendar, &ask, &dues.promised_due);
  if (refusal != DOM_DEADLINE_OK) {
    return refusal;
  }
  ask = (struct dom_deadline){.start = accepted_on, .limit_days = limits->statutory_days, .unit = limits->unit};
  refusal = dom_deadline_compute(calendar, &ask, &dues.statutory_due);
  if (refusal != DOM_DEADLINE_OK) {
    return refusal;
  }
  if (limits->promised_days == 0 && dues.statutory_due < dues.promised_due) {
    dues.statutory_due = dues.promised_due;
  }
  *ret_dues = dues;
  return DOM_DEADLINE_OK;
}
