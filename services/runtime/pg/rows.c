#include "runtime/pg/rows.h"

#include <assert.h>
#include <string.h>

static const struct {
  enum rt_param_kind array;
  size_t size;
} kinds[RT_PARAM__COUNT] = {
    [RT_PARAM_TEXT] = {RT_PARAM_TEXTS, sizeof(const char *)},
    [RT_PARAM_ID] = {RT_PARAM_IDS, sizeof(const char *)},
    [RT_PARAM_INT] = {RT_PARAM_INTS, sizeof(int64_t)},
    [RT_PARAM_TIME] = {RT_PARAM_TIMES, sizeof(int64_t)},
    [RT_PARAM_DAY] = {RT_PARAM_DAYS, sizeof(int32_t)},
    [RT_PARAM_BYTES] = {RT_PARAM_BYTESES, sizeof(struct rt_bytes)},
};

static struct rt_param value(enum rt_param_kind kind, const char *at) {
  struct rt_param param = {.kind = kind};
  if (kind == RT_PARAM_TEXT || kind == RT_PARAM_ID) {
    memcpy(&param.data, at, sizeof param.data);
  } else if (kind == RT_PARAM_BYTES) {
    struct rt_bytes bytes;
    memcpy(&bytes, at, sizeof bytes);
    param.data = bytes.data;
    param.size = bytes.size;
  } else if (kind == RT_PARAM_DAY) {
    int32_t day;
    memcpy(&day, at, sizeof day);
    param.number = day;
  } else {
    memcpy(&param.number, at, sizeof param.number);
  }
  return param;
}

static struct rt_param values(struct rt_arena *arena, const struct rt_column *column, const char *rows, size_t row_size,
                              size_t count) {
  size_t size = kinds[column->kind].size;
  char *list = rt_arena_array(arena, count, size);
  for (size_t i = 0; i < count; i++) {
    memcpy(list + i * size, rows + i * row_size + column->offset, size);
  }
  return RT_P_ARRAY(kinds[column->kind].array, list, count);
}

void rt_pipe_rows(struct rt_pipe *pipe, const struct rt_rows *shape, const void *rows, size_t count) {
  struct rt_param params[RT_COLUMNS_MAX];
  assert(shape->column_count <= RT_COLUMNS_MAX);
  for (size_t i = 0; count > 0 && i < shape->column_count; i++) {
    const struct rt_column *column = &shape->columns[i];
    assert(kinds[column->kind].size > 0);
    params[i] = count == 1 ? value(column->kind, (const char *)rows + column->offset)
                           : values(rt_pipe_arena(pipe), column, rows, shape->row_size, count);
  }
  if (count > 0) {
    rt_pipe_add(pipe, count == 1 ? &shape->one : &shape->many, params, shape->column_count, NULL, NULL);
  }
}
