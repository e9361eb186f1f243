/* What waits at a window or of what an agent carries, oldest first (I-04, I-08). */
#ifndef INTAKE_STORE_QUEUE_H
#define INTAKE_STORE_QUEUE_H

#include "intake/store/cases/cases.h"

/* Whose queue; a branch whose key is NULL gives nothing. */
struct intake_queue_owner {
  const char *account;       /* an agent: what they handed in */
  const char *township;      /* a window: its township ("" for the county's hall), and in it */
  const char *root;          /* this path */
  const char *received_unit; /* what this unit's window took for others */
};

struct intake_queue_query {
  struct intake_queue_owner owner;
  const int64_t *states; /* enum intake_state */
  size_t state_count;
  int32_t due; /* only what is promised by then; RT_NO_DAY: any */
  int64_t after_at;
  const char *after_number;
  int limit;
};

void intake_queue_list(struct rt_pipe *pipe, const struct intake_queue_query *query, struct intake_case_page *into);

enum { INTAKE_QUEUE_STATES = 14 };
struct intake_queue_counts {
  int64_t by_state[INTAKE_QUEUE_STATES];
  int64_t due[INTAKE_QUEUE_STATES]; /* of them, promised by the day asked for */
};
/* Open cases of the owner by state; what is open at one window is few, at most 10 000 are counted. */
void intake_queue_count(struct rt_pipe *pipe, const struct intake_queue_owner *owner, int32_t due,
                        struct intake_queue_counts *into);

#endif
