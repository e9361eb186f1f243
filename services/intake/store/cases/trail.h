/* Rows of table trail: appended, never changed. */
#ifndef INTAKE_STORE_TRAIL_H
#define INTAKE_STORE_TRAIL_H

#include "runtime/pg/pipe.h"

struct intake_trail_row {
  const char *case_number;
  int64_t seq;
  const char *text;
  const char *link;
  const char *hidden_from;
};

struct intake_trail_list {
  struct intake_trail_row *rows; /* grows in the arena of the row */
  size_t count;
  size_t room;
};

/* One statement for all. */
void intake_trail_add(struct rt_pipe *pipe, const struct intake_trail_row *rows, size_t count);
enum { INTAKE_TRAIL_ALL = INT32_MAX };

/* Those of a case behind `after` (0: from the first), in order, `limit` at most. */
void intake_trail_load(struct rt_pipe *pipe, const char *case_number, int64_t after, int64_t limit,
                       struct intake_trail_list *into);

#endif
