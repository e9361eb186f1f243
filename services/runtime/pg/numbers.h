/* Running numbers by (kind, unit, day): a connection takes blocks of 64 in transactions of their own. ARCHITECTURE.md
 * "Numbers". */
#ifndef RT_PG_NUMBERS_H
#define RT_PG_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RT_NUMBER_BLOCKS = 32, RT_NUMBER_BLOCK = 64 };

struct rt_number_block {
  char *kind;
  char *unit;
  int32_t day;
  int64_t next;
  int64_t end;
  uint64_t used_at; /* the least recently used block makes room */
};

struct rt_number_blocks {
  struct rt_number_block list[RT_NUMBER_BLOCKS];
  size_t count;
  uint64_t uses;
};

void rt_number_blocks_clear(struct rt_number_blocks *blocks);

struct rt_conn;
struct rt_pipe;
/* Answers the wishes of all pipes; a pipe whose wish cannot be answered gets its outcome. */
void rt_numbers_fetch(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count);

#endif
