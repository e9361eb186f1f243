#include "domain/deadline.h"

#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *what;
  const char *start;
  struct dom_deadline ask; /* without start and pauses */
  const char *pauses[3][2];
  const char *lines;
} cases[] = {
    {"the festival by name",
     "2026-02-06",
     {.limit_days = 10, .unit = DOM_UNIT_WORKING},
     {{0}},
     "截止 2026-02-27：10 个工作日，春节放假不计\n"
     "自 2026-02-06 起算，起算当日不计入\n"
     "其中调休上班的周末 1 天，计入\n"},
    {"nothing special",
     "2026-11-23",
     {.limit_days = 3, .unit = DOM_UNIT_WORKING},
     {{0}},
     "截止 2026-11-26：3 个工作日\n"
     "自 2026-11-23 起算，起算当日不计入\n"},
    {"two festivals in order, a holiday inside a pause not named",
     "2026-03-30",
     {.limit_days = 40, .unit = DOM_UNIT_WORKING},
     {{"2026-04-03", "2026-04-07"}},
     "截止 2026-06-01：40 个工作日，劳动节放假不计\n"
     "自 2026-03-30 起算，起算当日不计入\n"
     "其中调休上班的周末 1 天，计入\n"
     "2026-04-03 至 2026-04-07 暂停计时，不计入\n"},
    {"extension, merged pauses, a pause that is over before",
     "2026-03-02",
     {.limit_days = 3, .extension_days = 2, .unit = DOM_UNIT_WORKING},
     {{"2026-03-04", "2026-03-06"}, {"2026-03-03", "2026-03-05"}, {"2026-01-03", "2026-01-05"}},
     "截止 2026-03-13：3 个工作日，延长 2 个工作日\n"
     "自 2026-03-02 起算，起算当日不计入\n"
     "共 3 段暂停，重叠或相接的合并为 2 段\n"
     "2026-03-03 至 2026-03-06 暂停计时，不计入\n"},
    {"a year not loaded",
     "2026-12-30",
     {.limit_days = 3, .unit = DOM_UNIT_WORKING},
     {{0}},
     "截止 2027-01-05：3 个工作日，元旦放假不计\n"
     "自 2026-12-30 起算，起算当日不计入\n"
     "2027 年未载入放假安排，按周一至周五计算，1 月 1 日、5 月 1 日至 2 日、10 月 1 日至 3 日不计\n"},
    {"calendar days ask no calendar",
     "2026-12-30",
     {.limit_days = 60, .unit = DOM_UNIT_CALENDAR},
     {{0}},
     "截止 2027-02-28：60 个自然日\n"
     "自 2026-12-30 起算，起算当日不计入\n"},
    {"zero on a working day",
     "2026-11-23",
     {.unit = DOM_UNIT_WORKING},
     {{0}},
     "截止 2026-11-23：0 个工作日\n"
     "时限为 0，2026-11-23 当日办结\n"},
    {"zero on a rest day",
     "2026-10-01",
     {.unit = DOM_UNIT_WORKING},
     {{0}},
     "截止 2026-10-08：0 个工作日，国庆节放假不计\n"
     "时限为 0，2026-10-01 不计入，顺延至其后第一个计入的日子\n"},
};

Test(explain, due_days_in_words_R01) {
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct dom_pause pauses[3];
    struct dom_deadline ask = cases[i].ask;
    ask.start = day_of(cases[i].start);
    ask.pauses = pauses;
    for (; ask.pause_count < 3 && cases[i].pauses[ask.pause_count][0] != NULL; ask.pause_count++) {
      pauses[ask.pause_count] =
          (struct dom_pause){day_of(cases[i].pauses[ask.pause_count][0]), day_of(cases[i].pauses[ask.pause_count][1])};
    }
    int32_t due = 0;
    int32_t same = 1;
    static struct dom_explanation explanation;
    cr_assert_eq(dom_deadline_explain(shipped_calendar(), &ask, &due, &explanation), DOM_DEADLINE_OK);
    cr_assert_eq(dom_deadline_compute(shipped_calendar(), &ask, &same), DOM_DEADLINE_OK);
    cr_expect_eq(due, same, "%s", cases[i].what);
    char text[DOM_EXPLANATION_TEXT] = "";
    size_t used = 0;
    for (size_t line = 0; line < explanation.count; line++) {
      used += (size_t)snprintf(text + used, sizeof text - used, "%s\n", explanation.line[line]);
    }
    cr_expect_str_eq(text, cases[i].lines, "%s:\n%s", cases[i].what, text);
  }
}

Test(explain, the_longest_explanation_fits) {
  static struct dom_calendar calendar;
  static char file[1 << 16];
  size_t used = (size_t)snprintf(file, sizeof file, "year 2030\n");
  for (int day = 1; day <= 31; day++) { /* as many and as long names as a file may have */
    used += (size_t)snprintf(file + used, sizeof file - used,
                             "2030-01-%02d holiday %02d节一二三四五六七八九十一二三四五六七八九十一二三四五六七八九\n",
                             day, day);
  }
  struct dom_calendar_error error = {0};
  cr_assert(dom_calendar_parse(file, used, &calendar, &error), "line %d: %s", error.line, error.text);
  struct dom_pause pauses[DOM_DEADLINE_PAUSES];
  for (int i = 0; i < DOM_DEADLINE_PAUSES; i++) {
    pauses[i].from = day_of("2030-03-01") + 4 * (i - i % 2);
    pauses[i].to = pauses[i].from + 1;
  }
  struct dom_deadline ask = {.start = day_of("2029-12-20"),
                             .limit_days = 3650,
                             .extension_days = 3650,
                             .unit = DOM_UNIT_WORKING,
                             .pauses = pauses,
                             .pause_count = DOM_DEADLINE_PAUSES};
  static struct dom_explanation explanation;
  int32_t due = 0;
  cr_assert_eq(dom_deadline_explain(&calendar, &ask, &due, &explanation), DOM_DEADLINE_OK);
  cr_expect(strstr(explanation.line[0], "等放假不计") != NULL, "%s", explanation.line[0]);
  cr_expect_str_eq(explanation.line[2], "共 100 段暂停，重叠或相接的合并为 50 段");
  cr_expect_str_eq(explanation.line[explanation.count - 2], "另有 42 段暂停，均不计入");
  cr_expect(strstr(explanation.line[explanation.count - 1], "年中部分年份未载入") != NULL);
}
