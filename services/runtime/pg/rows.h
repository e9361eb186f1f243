/* Rows of one table put in by one statement: several as arrays, a single one as values, which costs PostgreSQL a
 * fraction of its arrays of one. */
#ifndef RT_PG_ROWS_H
#define RT_PG_ROWS_H

#include "runtime/pg/pipe.h"

/* A column's value in the caller's struct: TEXT and ID `const char *`, INT and TIME int64_t, DAY int32_t, BYTES struct
 * rt_bytes. */
struct rt_column {
  enum rt_param_kind kind;
  size_t offset;
};

enum { RT_COLUMNS_MAX = 32 };

/* Static storage. Both statements take the columns as $1 …, `one` as values, `many` as arrays of equal length. */
struct rt_rows {
  struct rt_statement one;
  struct rt_statement many;
  const struct rt_column *columns;
  size_t column_count;
  size_t row_size;
};

/* Appends what puts `count` rows (an array of the caller's struct) in; nothing for none. */
void rt_pipe_rows(struct rt_pipe *pipe, const struct rt_rows *shape, const void *rows, size_t count);

#endif
