/* A due date in Chinese words: what was counted and what was not, so that nobody has to take it on trust. */
#include "domain/clock/held.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_SHOWN = 12, SPANS_SHOWN = 8 };

/* What lies between the start and the due day, outside pauses. */
struct facts {
  const char *holiday[NAMES_SHOWN]; /* in order of the first day left out, each once */
  size_t holidays;
  bool more_holidays;
  int makeup_days;
  int fallback_first; /* years without a calendar, 0: none */
  int fallback_last;
  int fallback_runs; /* more than one: years with a calendar lie between */
};

static void begin_line(struct dom_explanation *explanation) {
  assert(explanation->count < DOM_EXPLANATION_LINES);
  if (explanation->count > 0) {
    explanation->used++; /* keep the NUL of the line before */
  }
  explanation->line[explanation->count++] = explanation->text + explanation->used;
}

/* Add words to the last line. The bounds of names, spans and years above keep all of it within the text. */
__attribute__((format(printf, 2, 3))) static void add(struct dom_explanation *explanation, const char *format, ...) {
  size_t room = sizeof explanation->text - explanation->used;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(explanation->text + explanation->used, room, format, arguments);
  va_end(arguments);
  assert(length >= 0 && (size_t)length < room);
  explanation->used += (size_t)length;
}

static void note_holiday(struct facts *facts, const char *name) {
  for (size_t i = 0; i < facts->holidays; i++) {
    if (strcmp(facts->holiday[i], name) == 0) {
      return;
    }
  }
  if (facts->holidays == NAMES_SHOWN) {
    facts->more_holidays = true;
    return;
  }
  facts->holiday[facts->holidays++] = name;
}

static void note_year(struct facts *facts, const struct dom_calendar *calendar, int year) {
  if (dom_calendar_loaded(calendar, year) || year == facts->fallback_last) {
    return;
  }
  if (facts->fallback_first == 0) {
    facts->fallback_first = year;
  }
  if (facts->fallback_last != year - 1) {
    facts->fallback_runs++;
  }
  facts->fallback_last = year;
}

static void note_day(struct facts *facts, const struct dom_calendar *calendar, int32_t day) {
  const char *name;
  enum dom_day_kind kind = dom_calendar_kind(calendar, day, &name);
  note_year(facts, calendar, dom_date_ymd(day).year);
  if (kind == DOM_DAY_HOLIDAY) {
    note_holiday(facts, name);
  } else if (kind == DOM_DAY_MAKEUP) {
    facts->makeup_days++;
  }
}

/* The days from first to due that no pause holds; a pause is jumped over. */
static void gather(const struct dom_calendar *calendar, const struct dom_held *held, int32_t first, int32_t due,
                   struct facts *ret_facts) {
  int32_t day = dom_counted_from(calendar, DOM_UNIT_CALENDAR, held, first);
  while (day != DOM_DATE_NONE && day <= due) {
    note_day(ret_facts, calendar, day);
    day = dom_counted_from(calendar, DOM_UNIT_CALENDAR, held, day + 1);
  }
}

static const char *unit_words(enum dom_unit unit) {
  return unit == DOM_UNIT_WORKING ? "个工作日" : "个自然日";
}

/* "截止 2026-02-27：10 个工作日，春节放假不计" */
static void say_due(struct dom_explanation *explanation, const struct dom_deadline *ask, int32_t due,
                    const struct facts *facts) {
  char date[DOM_DATE_TEXT];
  begin_line(explanation);
  add(explanation, "截止 %s：%d %s", dom_date_format(due, date), ask->limit_days, unit_words(ask->unit));
  if (ask->extension_days > 0) {
    add(explanation, "，延长 %d %s", ask->extension_days, unit_words(ask->unit));
  }
  for (size_t i = 0; i < facts->holidays; i++) {
    add(explanation, "%s%s", i == 0 ? "，" : "、", facts->holiday[i]);
  }
  if (facts->holidays > 0) {
    add(explanation, "%s放假不计", facts->more_holidays ? "等" : "");
  }
}

static void say_start(struct dom_explanation *explanation, const struct dom_deadline *ask, int32_t due) {
  char date[DOM_DATE_TEXT];
  dom_date_format(ask->start, date);
  begin_line(explanation);
  if (ask->limit_days + ask->extension_days > 0) {
    add(explanation, "自 %s 起算，起算当日不计入", date);
  } else if (due == ask->start) {
    add(explanation, "时限为 0，%s 当日办结", date);
  } else {
    add(explanation, "时限为 0，%s 不计入，顺延至其后第一个计入的日子", date);
  }
}

static void say_makeup(struct dom_explanation *explanation, const struct facts *facts) {
  if (facts->makeup_days > 0) {
    begin_line(explanation);
    add(explanation, "其中调休上班的周末 %d 天，计入", facts->makeup_days);
  }
}

/* Each merged pause that lies before the due day, in order. */
static void say_pauses(struct dom_explanation *explanation, const struct dom_deadline *ask, const struct dom_held *held,
                       int32_t due) {
  size_t shown = 0;
  size_t more = 0;
  for (size_t i = 0; i < held->count; i++) {
    char from[DOM_DATE_TEXT];
    char to[DOM_DATE_TEXT];
    if (held->span[i].to < ask->start || held->span[i].from > due) {
      continue;
    }
    if (shown == SPANS_SHOWN) {
      more++;
      continue;
    }
    begin_line(explanation);
    add(explanation, "%s 至 %s 暂停计时，不计入", dom_date_format(held->span[i].from, from),
        dom_date_format(held->span[i].to, to));
    shown++;
  }
  if (more > 0) {
    begin_line(explanation);
    add(explanation, "另有 %zu 段暂停，均不计入", more);
  }
}

static void say_merged(struct dom_explanation *explanation, const struct dom_deadline *ask,
                       const struct dom_held *held) {
  if (held->count < ask->pause_count) {
    begin_line(explanation);
    add(explanation, "共 %zu 段暂停，重叠或相接的合并为 %zu 段", ask->pause_count, held->count);
  }
}

static void say_fallback(struct dom_explanation *explanation, const struct facts *facts) {
  if (facts->fallback_first == 0) {
    return;
  }
  begin_line(explanation);
  add(explanation, "%d", facts->fallback_first);
  if (facts->fallback_last > facts->fallback_first) {
    add(explanation, " 至 %d", facts->fallback_last);
  }
  add(explanation, " 年%s未载入放假安排，按周一至周五计算，1 月 1 日、5 月 1 日至 2 日、10 月 1 日至 3 日不计",
      facts->fallback_runs > 1 ? "中部分年份" : "");
}

enum dom_deadline_refusal dom_deadline_explain(const struct dom_calendar *calendar, const struct dom_deadline *ask,
                                               int32_t *ret_due, struct dom_explanation *ret_explanation) {
  int32_t due;
  enum dom_deadline_refusal refusal = dom_deadline_compute(calendar, ask, &due);
  if (refusal != DOM_DEADLINE_OK) {
    return refusal;
  }
  struct dom_held held;
  struct facts facts = {.holidays = 0};
  dom_held_merge(ask->pauses, ask->pause_count, &held);
  if (ask->unit == DOM_UNIT_WORKING) {
    bool start_counts = ask->limit_days + ask->extension_days == 0;
    gather(calendar, &held, start_counts ? ask->start : ask->start + 1, due, &facts);
  }
  ret_explanation->count = 0;
  ret_explanation->used = 0;
  say_due(ret_explanation, ask, due, &facts);
  say_start(ret_explanation, ask, due);
  say_makeup(ret_explanation, &facts);
  say_merged(ret_explanation, ask, &held);
  say_pauses(ret_explanation, ask, &held, due);
  say_fallback(ret_explanation, &facts);
  *ret_due = due;
  return DOM_DEADLINE_OK;
}
