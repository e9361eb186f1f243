/* A row as libpq holds it; readers see it through pipe.h only. */
#ifndef RT_PG_ROW_H
#define RT_PG_ROW_H

#include "runtime/pg/pipe.h"
#include <libpq-fe.h>

struct rt_row {
  const PGresult *result;
  int index;
  struct rt_arena *arena;
};

#endif
