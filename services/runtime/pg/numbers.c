#include "runtime/pg/numbers.h"

#include "runtime/pg/conn_inside.h"
#include "runtime/pg/pipe_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct rt_statement take_block = {
    "rt_numbers_take", "INSERT INTO numbers AS n (kind, unit, day, next) VALUES ($1, $2, $3, $4 + 1)"
                       " ON CONFLICT (kind, unit, day) DO UPDATE SET next = n.next + $4 RETURNING next"};

enum { FIRST_ROOM = 16, LAST_ROOM = 8192 };

void rt_number_blocks_clear(struct rt_number_blocks *blocks) {
  free(blocks->list);
  *blocks = (struct rt_number_blocks){0};
}

static uint64_t mix(uint64_t hash, const char *text) {
  for (; *text != '\0'; text++) {
    hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
  }
  return (hash ^ '/') * UINT64_C(1099511628211);
}

/* The block's slot, or the free one where it would stand. There is always a free one. */
static struct rt_number_block *slot(const struct rt_number_blocks *blocks, const char *kind, const char *unit,
                                    int32_t day) {
  uint64_t hash = mix(mix(UINT64_C(14695981039346656037) ^ (uint32_t)day, kind), unit);
  for (size_t at = (size_t)(hash >> 16);; at++) {
    struct rt_number_block *block = &blocks->list[at & (blocks->room - 1)];
    if (block->kind[0] == '\0' ||
        (block->day == day && strcmp(block->kind, kind) == 0 && strcmp(block->unit, unit) == 0)) {
      return block;
    }
  }
}

/* Doubles it, or at the end empties it. */
static void make_room(struct rt_number_blocks *blocks) {
  struct rt_number_blocks old = *blocks;
  blocks->room = old.room == 0 ? FIRST_ROOM : old.room < LAST_ROOM ? old.room * 2 : FIRST_ROOM;
  blocks->list = calloc(blocks->room, sizeof *blocks->list);
  assert(blocks->list != NULL);
  blocks->count = 0;
  for (size_t i = 0; i < old.room && old.room < LAST_ROOM; i++) {
    const struct rt_number_block *block = &old.list[i];
    if (block->kind[0] != '\0') {
      *slot(blocks, block->kind, block->unit, block->day) = *block;
      blocks->count++;
    }
  }
  free(old.list);
}

static struct rt_number_block *block_for(struct rt_number_blocks *blocks, const struct rt_number_wish *wish) {
  if (blocks->count * 4 >= blocks->room * 3) {
    make_room(blocks);
  }
  struct rt_number_block *block = slot(blocks, wish->kind, wish->unit, wish->day);
  if (block->kind[0] == '\0') {
    assert(strlen(wish->kind) < RT_NUMBER_KIND && strlen(wish->unit) < RT_NUMBER_UNIT && *wish->kind != '\0');
    memcpy(block->kind, wish->kind, strlen(wish->kind) + 1);
    memcpy(block->unit, wish->unit, strlen(wish->unit) + 1);
    block->day = wish->day;
    blocks->count++;
  }
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
