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
};

void notification_cases_load(struct rt_pipe *pipe, const char *case_number, struct notification_case *into);
/* Makes or renews the copy. What the acceptance lacks of the submission stays. */
void notification_cases_put(struct rt_pipe *pipe, const struct notification_case *row, const char *const *accounts,
                            size_t account_count);

/* Who rated (rectification.opened), for the events of the rectification to come. */
void notification_raters_put(struct rt_pipe *pipe, const char *rectification, const char *case_number,
                             const char *account);

#endif
