/* E-01: who may rate what, when. */
#include "domain/date.h"
#include "domain/number.h"
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

Test(rate, E01_a_number_of_today_may_be_a_case_not_heard_of_yet) {
  const int32_t day = dom_date_of(2026, 11, 20);
  char number[DOM_NUMBER_TEXT];
  dom_number_format("", "530623", day, 42, number);
  cr_assert(evaluation_may_be_new(number, dom_time_at(day, 600)));
  cr_assert(evaluation_may_be_new(number, dom_time_at(day + 1, 1)));
  cr_assert_not(evaluation_may_be_new(number, dom_time_at(day + 2, 0)));
  cr_assert_not(evaluation_may_be_new(number, dom_time_at(day - 1, 600)));
  number[17] = (char)(number[17] == '9' ? '0' : number[17] + 1); /* the check digit finds it */
  cr_assert_not(evaluation_may_be_new(number, dom_time_at(day, 600)));
  dom_number_format("SL", "530623", day, 42, number);
  cr_assert_not(evaluation_may_be_new(number, dom_time_at(day, 600)));
}

Test(rate, E02_called_back_within_one_working_day) {
  struct dom_calendar calendar;
  dom_calendar_init(&calendar); /* no year loaded: Monday to Friday */
  int32_t friday = dom_date_of(2026, 11, 20);
  cr_assert_eq(evaluation_call_back_due(&calendar, dom_time_at(friday, 600)), dom_date_of(2026, 11, 23));
}
