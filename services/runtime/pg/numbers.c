#include "runtime/pg/numbers.h"

#include "runtime/pg/conn_inside.h"
#include "runtime/pg/pipe_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* In one order, so that two who take of the same counters wait for each other one way only. */
static const struct rt_statement take_blocks = {
    "rt_numbers_take",
    "INSERT INTO numbers AS n (kind, unit, day, next)"
    " SELECT DISTINCT k, u, d, $4 + 1 FROM unnest($1, $2, $3) AS x (k, u, d) ORDER BY k, u, d"
    " ON CONFLICT (kind, unit, day) DO UPDATE SET next = n.next + $4 RETURNING kind, unit, day, next"};

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

static void read_block(const struct rt_row *row, void *into) {
  struct rt_number_block *block = slot(into, rt_row_text(row, 0), rt_row_text(row, 1), rt_row_day(row, 2));
  if (block->kind[0] == '\0') {
    return; /* forgotten meanwhile, for the table started anew */
  }
  block->end = rt_row_int(row, 3);
  block->next = block->end - RT_NUMBER_BLOCK;
}

/* Counters whose block is at its end. */
struct lack {
  const char **kinds;
  const char **units;
  int32_t *days;
  size_t count;
};

static void add_lack(struct lack *lack, struct rt_number_block *block, const struct rt_number_wish *wish) {
  if (!block->asked) {
    block->asked = true;
    lack->kinds[lack->count] = wish->kind;
    lack->units[lack->count] = wish->unit;
    lack->days[lack->count++] = wish->day;
  }
}

/* Gives what the blocks hold; what they lack is listed. */
static struct lack give(struct rt_number_blocks *blocks, struct rt_pipe *const *pipes, size_t count) {
  size_t wishes = 0;
  for (size_t i = 0; i < count; i++) {
    wishes += pipes[i]->wish_count;
  }
  struct rt_arena *arena = pipes[0]->arena;
  struct lack lack = {.kinds = rt_arena_array(arena, wishes, sizeof *lack.kinds),
                      .units = rt_arena_array(arena, wishes, sizeof *lack.units),
                      .days = rt_arena_array(arena, wishes, sizeof *lack.days)};
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < pipes[i]->wish_count; j++) {
      struct rt_number_wish *wish = &pipes[i]->wishes[j];
      struct rt_number_block *block = wish->met ? NULL : block_for(blocks, wish);
      if (block != NULL && block->next < block->end) {
        *wish->ret_number = block->next++;
        wish->met = true;
      } else if (block != NULL) {
        add_lack(&lack, block, wish);
      }
    }
  }
  return lack;
}

/* In a transaction of its own, so that no case waits for another's counter row. */
static struct rt_wave_outcome take(struct rt_conn *conn, struct rt_arena *arena, const struct lack *lack) {
  struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
  rt_pipe_run(pipe, &take_blocks, read_block, &conn->numbers, RT_P_ARRAY(RT_PARAM_TEXTS, lack->kinds, lack->count),
              RT_P_ARRAY(RT_PARAM_TEXTS, lack->units, lack->count), RT_P_ARRAY(RT_PARAM_DAYS, lack->days, lack->count),
              RT_P_INT(RT_NUMBER_BLOCK));
  for (size_t i = 0; i < lack->count; i++) {
    slot(&conn->numbers, lack->kinds[i], lack->units[i], lack->days[i])->asked = false;
  }
  rt_wave_run(conn, &pipe, 1, RT_WAVE_EACH);
  return pipe->outcome;
}

static void give_up(struct rt_pipe *pipe, const struct rt_wave_outcome *outcome) {
  for (size_t i = 0; i < pipe->wish_count; i++) {
    if (!pipe->wishes[i].met) {
      pipe->outcome = *outcome;
      pipe->outcome.result = outcome->result == RT_WAVE_NOT_RUN ? RT_WAVE_LOST : outcome->result;
    }
  }
}

void rt_numbers_fetch(struct rt_conn *conn, struct rt_pipe *const *pipes, size_t count) {
  for (struct lack lack = give(&conn->numbers, pipes, count); lack.count > 0;
       lack = give(&conn->numbers, pipes, count)) {
    struct rt_wave_outcome outcome = take(conn, pipes[0]->arena, &lack);
    for (size_t i = 0; outcome.result != RT_WAVE_DONE && i < count; i++) {
      give_up(pipes[i], &outcome);
    }
    if (outcome.result != RT_WAVE_DONE) {
      return;
    }
  }
}
