/* Statements on the copies of cases: what texts say of them, and whom to tell. */
#ifndef NOTIFICATION_STORE_CASES_H
#define NOTIFICATION_STORE_CASES_H

#include "runtime/pg/pipe.h"

extern const char notification_cases_table[];

struct notification_case {
  const char *case_number; /* NULL: not known here */
  const char *unit;
  const char *unit_path;
  const char *item_name;
  const char *lead_office;
  const char *masked_name;
  struct rt_bytes email_sealed; /* given with the application; empty: none */
  const char *unit_name;        /* of the copies of units, as loaded */
  const char *office_name;
  const char *accounts; /* of the applicant's side, with blanks between; not loaded */
};

/* Each into its place. */
void notification_cases_load(struct rt_pipe *pipe, const char *const *case_numbers,
                             struct notification_case *const *into, size_t count);
/* Makes or renews the copies, no case twice. What the acceptance lacks of the submission stays. */
void notification_cases_put(struct rt_pipe *pipe, const struct notification_case *cases, size_t count);

/* Who rated (rectification.opened), for the events of the rectification to come. */
void notification_raters_put(struct rt_pipe *pipe, const char *rectification, const char *case_number,
                             const char *account);

#endif
