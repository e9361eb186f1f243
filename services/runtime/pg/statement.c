#include "runtime/pg/statement.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 128 };

void (*rt_prepared_seen)(const struct rt_prepared *prepared);

static bool fits(const struct rt_prepared *row, const struct rt_statement *statement, const enum rt_param_kind *kinds,
                 size_t count) {
  if (row->statement != statement || row->count != count) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (kinds[i] != RT_PARAM_NULL && kinds[i] != row->kinds[i]) {
      return false;
    }
  }
  return true;
}

static size_t home(const struct rt_prepared_set *set, const struct rt_statement *statement) {
  return (size_t)(((uintptr_t)statement >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 32) % set->room;
}

static void place(struct rt_prepared_set *set, struct rt_prepared *row) {
  size_t at = home(set, row->statement);
  while (set->slots[at] != NULL) {
    at = (at + 1) % set->room;
  }
  set->slots[at] = row;
}

static void grow(struct rt_prepared_set *set) {
  struct rt_prepared_set old = *set;
  set->room = old.room == 0 ? FIRST_ROOM : old.room * 2;
  set->slots = calloc(set->room, sizeof *set->slots);
  assert(set->slots != NULL);
  for (size_t i = 0; i < old.room; i++) {
    if (old.slots[i] != NULL) {
      place(set, old.slots[i]);
    }
  }
  free(old.slots);
}

static struct rt_prepared *add(struct rt_prepared_set *set, const struct rt_statement *statement,
                               const enum rt_param_kind *kinds, size_t count) {
  if (set->used * 2 >= set->room) {
    grow(set);
  }
  struct rt_prepared *row = calloc(1, sizeof *row);
  assert(row != NULL);
  row->statement = statement;
  row->count = count;
  row->kinds = calloc(count + 1, sizeof *row->kinds);
  assert(row->kinds != NULL);
  for (size_t i = 0; i < count; i++) {
    row->kinds[i] = kinds[i];
  }
  snprintf(row->name, sizeof row->name, "%zu %.40s", set->used, statement->name);
  place(set, row);
  set->used++;
  return row;
}

struct rt_prepared *rt_prepared_find(struct rt_prepared_set *set, const struct rt_statement *statement,
                                     const enum rt_param_kind *kinds, size_t count) {
  if (set->room > 0) {
    for (size_t at = home(set, statement); set->slots[at] != NULL; at = (at + 1) % set->room) {
      if (fits(set->slots[at], statement, kinds, count)) {
        return set->slots[at];
      }
    }
  }
  return add(set, statement, kinds, count);
}

void rt_prepared_clear(struct rt_prepared_set *set) {
  for (size_t i = 0; i < set->room; i++) {
    if (set->slots[i] != NULL) {
      free(set->slots[i]->kinds);
      free(set->slots[i]);
    }
  }
  free(set->slots);
  *set = (struct rt_prepared_set){0};
}
