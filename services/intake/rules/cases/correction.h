/* The once-only notice of everything to correct (一次性告知, I-05; art. 32) and the lapse of a case whose correction is
 * not in. */
#ifndef INTAKE_RULES_CASES_CORRECTION_H
#define INTAKE_RULES_CASES_CORRECTION_H

#include "domain/deadline.h"
#include "domain/refusal.h"

enum { INTAKE_CORRECTION_DAYS = 10 }; /* working days, where the notice names no date */

struct intake_notice {
  char *const *missing;
  size_t missing_count;
  const char *notes;
  int32_t by; /* DOM_DATE_NONE: the default */
};

/* What the case already had: how many notices, and the names of papers handed in after the first. */
struct intake_noticed {
  int notices;
  const char *const *since_first;
  size_t since_count;
};

/* CORRECTION_ONCE_ONLY when a second notice names what the first could have; then what the notice lacks. *ret_by is the
 * day the correction has to be in. */
bool intake_notice_check(const struct dom_calendar *calendar, int32_t today, const struct intake_noticed *had,
                         const struct intake_notice *notice, int32_t *ret_by, struct dom_refusal *refusal);

/* The start of the day after `by`. */
int64_t intake_lapse_at(int32_t by);

#endif
