#include "runtime/pg/numbers.h"

#include "runtime/pg/conn_inside.h"
#include "runtime/pg/pipe_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct rt_statement take_block = {
    "rt_numbers_take", "INSERT INTO numbers AS n (kind, unit, day, next) VALUES ($1, $2, $3, $4 + 1)"
                       " ON CONFLICT (kind, unit, day) DO UPDATE SET next = n.next + $4 RETURNING next"};

static void free_block(struct rt_number_block *block) {
  free(block->kind);
  free(block->unit);
  *block = (struct rt_number_block){0};
}

void rt_number_blocks_clear(struct rt_number_blocks *blocks) {
  for (size_t i = 0; i < blocks->count; i++) {
    free_block(&blocks->list[i]);
  }
  *blocks = (struct rt_number_blocks){0};
}

static struct rt_number_block *oldest(struct rt_number_blocks *blocks) {
  struct rt_number_block *found = &blocks->list[0];
  for (size_t i = 1; i < blocks->count; i++) {
    if (blocks->list[i].used_at < found->used_at) {
      found = &blocks->list[i];
    }
  }
  return found;
}

static struct rt_number_block *block_for(struct rt_number_blocks *blocks, const struct rt_number_wish *wish) {
  for (size_t i = 0; i < blocks->count; i++) {
    struct rt_number_block *block = &blocks->list[i];
    if (block->day == wish->day && strcmp(block->kind, wish->kind) == 0 && strcmp(block->unit, wish->unit) == 0) {
      block->used_at = ++blocks->uses;
      return block;
    }
  }
  struct rt_number_block *block = blocks->count < RT_NUMBER_BLOCKS ? &blocks->list[blocks->count++] : oldest(blocks);
  free_block(block);
  *block = (struct rt_number_block){.kind = strdup(wish->kind), .unit = strdup(wish->unit), .day = wish->day};
  assert(block->kind != NULL && block->unit != NULL);
  block->used_at = ++blocks->uses;
  return block;
}

static void read_next(const struct rt_row *row, void *into) {
  struct rt_number_block *block = into;
  block->end = rt_row_int(row, 0);
  block->next = block->end - RT_NUMBER_BLOCK;
}

/* In a transaction of its own, so that no case waits for another's counter row. */
static bool fill(struct rt_conn *conn, struct rt_pipe *asking, const struct rt_number_wish *wish,
                 struct rt_number_block *block) {
  struct rt_pipe *pipe = rt_pipe_new(asking->arena, NULL, NULL);
  rt_pipe_run(pipe, &take_block, read_next, block, RT_P_TEXT(wish->kind), RT_P_TEXT(wish->unit), RT_P_DAY(wish->day),
              RT_P_INT(RT_NUMBER_BLOCK));
  rt_wave_run(conn, &pipe, 1, RT_WAVE_EACH);
  if (pipe->outcome.result == RT_WAVE_DONE) {
    return true;
  }
  asking->outcome = pipe->outcome;
  if (asking->outcome.result == RT_WAVE_NOT_RUN) {
    asking->outcome.result = RT_WAVE_LOST;
  }
  return false;
}

void rt_numbers_fetch(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < pipes[i]->wish_count; j++) {
      const struct rt_number_wish *wish = &pipes[i]->wishes[j];
      struct rt_number_block *block = block_for(&conn->numbers, wish);
      if (block->next == block->end && !fill(conn, pipes[i], wish, block)) {
        break;
      }
      *wish->ret_number = block->next++;
    }
  }
}
