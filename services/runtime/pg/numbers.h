/* Running numbers by (kind, unit, day): a connection takes blocks of 64 in transactions of their own. ARCHITECTURE.md
 * "Numbers". */
#ifndef RT_PG_NUMBERS_H
#define RT_PG_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RT_NUMBER_BLOCK = 64, RT_NUMBER_KIND = 16, RT_NUMBER_UNIT = 16 };

struct rt_number_block {
  char kind[RT_NUMBER_KIND]; /* "": the slot is free */
  char unit[RT_NUMBER_UNIT];
  int32_t day;
  int64_t next;
  int64_t end;
  bool asked; /* for its next block, in the round under way */
};

/* A hash table that grows: a nation has thousands of counties, and a block that is forgotten is a gap of up to 64. When
 * it is as large as it may be it starts anew, for most of what it holds is of days gone by. */
struct rt_number_blocks {
  struct rt_number_block *list;
  size_t room; /* a power of two */
  size_t count;
};

void rt_number_blocks_clear(struct rt_number_blocks *blocks);

struct rt_conn;
struct rt_pipe;
/* Answers the wishes of all pipes; all blocks that are at their end are taken in one statement. A pipe whose wish
 * cannot be answered gets its outcome. */
void rt_numbers_fetch(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count);

#endif
