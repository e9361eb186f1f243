#include "intake/rules/cases/correction.h"

#include "days.h"

static char design[] = "采伐设计";
static char licence[] = "林权证";

static const struct notice_case {
  const char *name;
  int notices;
  const char *since[2];
  size_t since_count;
  char *missing[2];
  size_t missing_count;
  const char *notes;
  const char *by;
  const char *code; /* NULL: allowed */
  const char *due;
} cases[] = {
    {"the first, default date", 0, {NULL, NULL}, 0, {design, NULL}, 1, "", NULL, NULL, "2026-12-07"},
    {"the first, words only", 0, {NULL, NULL}, 0, {NULL, NULL}, 0, "签名", "2026-11-30", NULL, "2026-11-30"},
    {"it says nothing", 0, {NULL, NULL}, 0, {NULL, NULL}, 0, "", NULL, "CORRECTION_EMPTY", NULL},
    {"its date is today", 0, {NULL, NULL}, 0, {design, NULL}, 1, "", "2026-11-23", "CORRECTION_DATE_PAST", NULL},
    {"the second names what was handed in since",
     1,
     {design, NULL},
     1,
     {design, NULL},
     1,
     "",
     NULL,
     NULL,
     "2026-12-07"},
    {"the second names what the first could have",
     1,
     {design, NULL},
     1,
     {licence, NULL},
     1,
     "",
     NULL,
     "CORRECTION_ONCE_ONLY",
     NULL},
    {"the second names both", 1, {design, NULL}, 1, {design, licence}, 2, "", NULL, "CORRECTION_ONCE_ONLY", NULL},
    {"the second names nothing", 1, {design, NULL}, 1, {NULL, NULL}, 0, "再补", NULL, "CORRECTION_ONCE_ONLY", NULL},
};

Test(correction, i05_once_only_a_second_notice_finds_fault_only_with_what_came_after_the_first) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct notice_case *c = &cases[i];
    const struct intake_noticed had = {c->notices, c->since, c->since_count};
    const struct intake_notice notice = {c->missing, c->missing_count, c->notes, c->by ? day(c->by) : DOM_DATE_NONE};
    struct dom_refusal refusal = {0};
    int32_t by = DOM_DATE_NONE;
    bool allowed = intake_notice_check(days(), day("2026-11-23"), &had, &notice, &by, &refusal);
    cr_assert_eq(allowed, c->code == NULL, "%s: %s", c->name, refusal.text);
    if (c->code)
      cr_assert_str_eq(refusal.code, c->code, "%s", c->name);
    else
      cr_assert_eq(by, day(c->due), "%s", c->name);
  }
}

Test(correction, a_correction_lapses_with_the_end_of_its_day) {
  cr_assert_eq(intake_lapse_at(day("2026-11-30")), at("2026-12-01T00:00:00+08:00"));
}
