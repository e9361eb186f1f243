/* E-01: who may rate what, when. */
#include "domain/date.h"
#include "evaluation/rules/ratings/rate.h"
#include <criterion/criterion.h>

static const int64_t day_us = INT64_C(86400) * 1000000;

struct rate_case {
  const char *name;
  struct evaluation_case rated;
  struct evaluation_rating rating;
  int64_t after_days;
  const char *code; /* NULL: allowed */
};

static const struct rate_case cases[] = {
    {"satisfied without a word", {true, 0, false}, {EVALUATION_SATISFIED, 0, ""}, 1, NULL},
    {"basically satisfied is not negative", {true, 0, false}, {EVALUATION_BASICALLY_SATISFIED, 0, ""}, 1, NULL},
    {"dissatisfied without a reason", {true, 0, false}, {EVALUATION_DISSATISFIED, 0, ""}, 1, "REASON_MISSING"},
    {"dissatisfied with a reason of the list", {true, 0, false}, {EVALUATION_DISSATISFIED, 1, ""}, 1, NULL},
    {"very dissatisfied in words", {true, 0, false}, {EVALUATION_VERY_DISSATISFIED, 0, "等了很久"}, 1, NULL},
    {"before the end", {false, 0, false}, {EVALUATION_SATISFIED, 0, ""}, 1, "NOT_ENDED_YET"},
    {"a second time", {true, 0, true}, {EVALUATION_SATISFIED, 0, ""}, 1, "ALREADY_RATED"},
    {"on the last day", {true, 0, false}, {EVALUATION_SATISFIED, 0, ""}, EVALUATION_OPEN_DAYS, NULL},
    {"a day too late", {true, 0, false}, {EVALUATION_SATISFIED, 0, ""}, EVALUATION_OPEN_DAYS + 1, "RATING_CLOSED"},
};

Test(rate, E01_one_case_one_rating_when_it_has_ended) {
  const int64_t end = dom_time_at(20000, 600);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct rate_case *c = &cases[i];
    struct evaluation_case rated = c->rated;
    struct dom_refusal refusal = {0};
    rated.ended_us = end;
    bool may = evaluation_rate(&rated, &c->rating, end + c->after_days * day_us, &refusal);
    cr_assert_eq(may, c->code == NULL, "%s: %s", c->name, refusal.text);
    if (c->code)
      cr_assert_str_eq(refusal.code, c->code, "%s", c->name);
  }
}

Test(rate, E02_called_back_within_one_working_day) {
  struct dom_calendar calendar;
  dom_calendar_init(&calendar); /* no year loaded: Monday to Friday */
  int32_t friday = dom_date_of(2026, 11, 20);
  cr_assert_eq(evaluation_call_back_due(&calendar, dom_time_at(friday, 600)), dom_date_of(2026, 11, 23));
}
