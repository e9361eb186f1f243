/* N-01: templates are filled with data that is never read as a template; the table of who is told what is sound. */
#include "domain/utf8.h"
#include "notification/rules/telling/template.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct fill_case {
  const char *name;
  const char *pattern;
  bool one_line;
  const char *a; /* the value of {a}; {b} is always empty */
  const char *filled;
};

static const struct fill_case fills[] = {
    {"no field", "文字", false, "x", "文字"},
    {"a field in the middle", "前{a}后", false, "值", "前值后"},
    {"the same field twice", "{a}{a}", false, "x", "xx"},
    {"an empty field leaves its line", "一\n二：{b}\n三", false, "x", "一\n三"},
    {"a line with one empty of two stays", "{a}：{b}", false, "x", "x："},
    {"the first line is left out", "{b}\n二", false, "x", "二"},
    {"the last line is left out", "一\n{b}", false, "x", "一"},
    {"all is left out", "{b}", false, "x", ""},
    {"a value is no template", "{a}", false, "{b}{a}", "{b}{a}"},
    {"a value keeps its lines in a text", "{a}", false, "一\n二", "一\n二"},
    {"CRLF in a text becomes LF", "{a}", false, "一\r\n二", "一\n二"},
    {"a value stays on the line of a title", "主题：{a}", true, "x\r\nBcc: y@z\nw\rv", "主题：x Bcc: y@z w v"},
    {"control characters go", "{a}", false, "\x1b[31mx\x7f\x01", "[31mx"},
    {"what is not UTF-8 goes", "{a}", false, "x\xff\xc3y", "xy"},
    {"an empty line stays", "一\n\n二", false, "x", "一\n\n二"},
};

static const char *value_of(void *context, const char *field) {
  return strcmp(field, "a") == 0 ? context : "";
}

Test(template, N01_filled_with_data) {
  for (size_t i = 0; i < sizeof fills / sizeof *fills; i++) {
    const struct fill_case *c = &fills[i];
    char out[256];
    size_t length = notification_fill(c->pattern, c->one_line, value_of, (void *)c->a, out, sizeof out);
    cr_expect_str_eq(out, c->filled, "%s: «%s»", c->name, out);
    cr_expect_eq(length, strlen(out), "%s", c->name);
  }
}

Test(template, N01_too_long_ends_with_a_whole_character) {
  char value[400] = "", out[64];
  for (int i = 0; i < 100; i++)
    strcat(value, "长");
  for (size_t size = 8; size <= sizeof out; size++) {
    size_t length = notification_fill("甲{a}乙", false, value_of, value, out, size);
    cr_assert_lt(length, size);
    cr_assert_eq(strlen(out), length);
    cr_assert_str_eq(out + length - strlen("…"), "…", "%zu: %s", size, out);
    for (size_t at = 0, step; at < length; at += step) {
      step = dom_utf8_length(out + at, length - at);
      cr_assert_gt(step, 0, "size %zu is cut inside a character", size);
    }
  }
}

struct sound_case {
  const char *pattern;
  bool sound;
};

static const struct sound_case sounds[] = {
    {"", true},       {"文字", true},
    {"{a}", true},    {"{case_number}。{b}", true},
    {"{", false},     {"}", false},
    {"{}", false},    {"{A}", false},
    {"{a b}", false}, {"{a", false},
    {"{a}}", false},  {"{{a}}", false},
    {"{a1}", false},  {"{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}", false},
};

Test(template, N01_unsound_patterns_are_seen) {
  for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++)
    cr_expect_eq(notification_pattern_sound(sounds[i].pattern), sounds[i].sound, "«%s»", sounds[i].pattern);
}

Test(template, N01_every_row_has_its_template_and_every_template_its_row) {
  for (const struct notification_rule *rule = notification_rules; rule->event; rule++)
    if (rule->template)
      cr_expect_not_null(notification_template_of(rule->template, NOTIFICATION_INBOX, "zh"), "%s", rule->template);
  for (const struct notification_template *row = notification_templates; row->template; row++) {
    bool used = strcmp(row->template, NOTIFICATION_FRAME) == 0;
    for (const struct notification_rule *rule = notification_rules; rule->event; rule++)
      used = used || (rule->template && strcmp(rule->template, row->template) == 0);
    cr_expect(used, "nobody uses template %s", row->template);
    cr_expect(notification_pattern_sound(row->title) && notification_pattern_sound(row->text), "%s", row->template);
    cr_expect_geq(row->version, 1);
    cr_expect_null(strchr(row->title, '\n'), "%s", row->template);
  }
}

Test(rules, rows_of_an_event_stand_together) {
  for (const struct notification_rule *rule = notification_rules; rule->event; rule++) {
    size_t reached = 0, all = 0;
    for (const struct notification_rule *it = notification_rules_of(rule->event); it; it = notification_rules_next(it))
      reached++;
    for (const struct notification_rule *it = notification_rules; it->event; it++)
      all += strcmp(it->event, rule->event) == 0;
    cr_expect_eq(reached, all, "%s", rule->event);
  }
  cr_expect_null(notification_rules_of("unit.put"));
}
