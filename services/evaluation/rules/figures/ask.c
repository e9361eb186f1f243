#include "evaluation/rules/figures/ask.h"

#include "domain/date.h"
#include <stdio.h>
#include <string.h>

static bool hidden(struct dom_refusal *refusal) {
  return dom_refuse(refusal, DOM_HIDDEN, "UNIT_NOT_FOUND", "unit",
                    "没有这个单位，或不在您的查看范围；请从统计表中选择");
}

static bool holds(const struct evaluation_asker *asker, const char *office) {
  for (size_t i = 0; i < asker->office_count; i++)
    if (strcmp(asker->offices[i], office) == 0)
      return true;
  return false;
}

/* An office handles cases of several units of its county, so its figures are sought in all of it. */
static void of_offices(const char *path, const char *const *offices, size_t count, struct evaluation_scope *ret_scope) {
  *ret_scope = (struct evaluation_scope){.offices = offices, .office_count = count, .by_office = true};
  snprintf(ret_scope->path, sizeof ret_scope->path, "%.*s", (int)strcspn(path, "/"), path);
}

bool evaluation_scope_of(const struct evaluation_asker *asker, const char *const *unit,
                         struct evaluation_scope *ret_scope, struct dom_refusal *refusal) {
  char path[DOM_UNITPATH_TEXT];
  *ret_scope = (struct evaluation_scope){0};
  if (!**unit && !asker->supervises) {
    of_offices(asker->unit_path, asker->offices, asker->office_count, ret_scope);
    return true;
  }
  if (!**unit) {
    snprintf(ret_scope->path, sizeof ret_scope->path, "%s", asker->unit_path);
    return true;
  }
  if (!dom_unitpath_of_code(*unit, path))
    return hidden(refusal);
  if (dom_unitpath_is_office(path) &&
      (holds(asker, *unit) || (asker->supervises && dom_unitpath_within(path, asker->unit_path)))) {
    of_offices(path, unit, 1, ret_scope);
    return true;
  }
  if (dom_unitpath_is_office(path) || !asker->supervises || !dom_unitpath_within(path, asker->unit_path))
    return hidden(refusal);
  snprintf(ret_scope->path, sizeof ret_scope->path, "%s", path);
  return true;
}

enum { QUARTER_MONTHS = 3, YEAR_MONTHS = 12 };

/* The whole day, month, quarter or year that holds the day. */
static struct evaluation_span whole(enum evaluation_period period, int32_t day) {
  const struct dom_ymd date = dom_date_ymd(day);
  int months = 1, first = date.month;
  if (period == EVALUATION_PERIOD_DAY)
    return (struct evaluation_span){day, day};
  if (period == EVALUATION_PERIOD_QUARTER || period == EVALUATION_PERIOD_YEAR) {
    months = period == EVALUATION_PERIOD_QUARTER ? QUARTER_MONTHS : YEAR_MONTHS;
    first = (date.month - 1) / months * months + 1;
  }
  const int last = first + months - 1;
  const int32_t behind = last == YEAR_MONTHS ? dom_date_of(date.year + 1, 1, 1) : dom_date_of(date.year, last + 1, 1);
  return (struct evaluation_span){dom_date_of(date.year, first, 1),
                                  behind == DOM_DATE_NONE ? DOM_DATE_MAX : behind - 1};
}

static bool day_of(const char *text, const char *field, int32_t otherwise, int32_t *ret_day,
                   struct dom_refusal *refusal) {
  if (!*text) {
    *ret_day = otherwise;
    return true;
  }
  return dom_date_parse(text, ret_day) ||
         dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", field, "应为日期，如 2026-11-23");
}

bool evaluation_span_of(enum evaluation_period period, const char *from, const char *to, int32_t today,
                        struct evaluation_span *ret_span, struct dom_refusal *refusal) {
  struct evaluation_span span;
  if (!day_of(to, "to", today, &span.to, refusal))
    return false;
  if (period != EVALUATION_PERIOD_NONE && *from)
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "from", "选了周期就不必再写开始日期，请去掉其中一个");
  if (!day_of(from, "from", whole(EVALUATION_PERIOD_MONTH, span.to).from, &span.from, refusal))
    return false;
  if (period != EVALUATION_PERIOD_NONE)
    span = whole(period, span.to);
  if (span.from > span.to)
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "from", "开始日期不能晚于结束日期");
  if (span.to - span.from >= EVALUATION_FIGURE_DAYS)
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "from", "一次最多统计一年，请缩短日期范围");
  *ret_span = span;
  return true;
}
