/* What a case's progress needs. */
#ifndef INTAKE_STORE_PROGRESS_H
#define INTAKE_STORE_PROGRESS_H

#include "runtime/pg/pipe.h"

struct intake_progress_row {
  const char *case_number; /* NULL: no such case */
  struct rt_bytes hash;
  int64_t state;
  const char *item_name;
  const char *unit;
  int32_t promised_due;
  int32_t statutory_due;
};

void intake_progress_load(struct rt_pipe *pipe, const char *case_number, struct intake_progress_row *into);
#endif
