/* E-01: one case, one rating, when it has ended; voluntary, for 30 days. E-02: a negative one opens a rectification.
 * Pure. */
#ifndef EVALUATION_RULES_RATE_H
#define EVALUATION_RULES_RATE_H

#include "domain/calendar.h"
#include "domain/refusal.h"
#include <stddef.h>
#include <stdint.h>

/* The numbers of bm.RatingLevel. */
enum evaluation_level {
  EVALUATION_VERY_SATISFIED = 1,
  EVALUATION_SATISFIED,
  EVALUATION_BASICALLY_SATISFIED,
  EVALUATION_DISSATISFIED,
  EVALUATION_VERY_DISSATISFIED
};

enum {
  EVALUATION_OPEN_DAYS = 30,    /* a case may be rated so many days after its end */
  EVALUATION_REMINDER_DAYS = 7, /* one reminder so many days after it */
  EVALUATION_CALL_BACK_DAYS = 1 /* working days to the call-back */
};

struct evaluation_case {
  bool ended;
  int64_t ended_us;
  bool rated;
};

struct evaluation_rating {
  enum evaluation_level level;
  size_t tag_count;
  const char *comment;
};

/* The last two levels are negative. */
bool evaluation_is_negative(enum evaluation_level level);

/* May this case be rated so now? A negative rating gives at least one reason, from the list or in words. */
bool evaluation_rate(const struct evaluation_case *rated, const struct evaluation_rating *rating, int64_t now_us,
                     struct dom_refusal *refusal);

/* May this be a case handed in so lately that intake's event of it is still on its way? Then it has not ended either:
 * "not yet" is true of it, "no such case" is not. Whether a number was given is no secret: they are counted up. */
bool evaluation_may_be_new(const char *case_number, int64_t now_us);
bool evaluation_too_early(struct dom_refusal *refusal); /* sets NOT_ENDED_YET; returns false */

/* The day the call-back is due: 1 working day after the rating. */
int32_t evaluation_call_back_due(const struct dom_calendar *calendar, int64_t now_us);

#endif
