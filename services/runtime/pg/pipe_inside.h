/* A pipe from inside, for the wave and the numbers only. */
#ifndef RT_PG_PIPE_INSIDE_H
#define RT_PG_PIPE_INSIDE_H

#include "runtime/pg/statement.h"
#include "runtime/pg/wave.h"
#include <libpq-fe.h>

struct rt_pipe_entry {
  const struct rt_statement *statement;
  enum rt_param_kind *kinds;
  const char **values;
  int *lengths;
  size_t count;
  rt_row_reader reader;
  void *into;
  struct rt_prepared *prepared; /* of the wave under way */
  PGresult *result;             /* kept until the transaction is known to be good */
};

struct rt_number_wish {
  const char *kind;
  const char *unit;
  int32_t day;
  int64_t *ret_number;
  bool met;
};

struct rt_pipe {
  struct rt_arena *arena;
  const struct rt_seal *seal;
  void *owner;
  struct rt_pipe_entry *entries;
  size_t count;
  size_t room;
  struct rt_number_wish *wishes;
  size_t wish_count;
  size_t wish_room;
  struct rt_wave_outcome outcome;
};

#endif
