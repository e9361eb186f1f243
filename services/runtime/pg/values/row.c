/* Typed reads of binary results. Another type than the one asked for is a bug of the statement or its reader, so it
 * stops. */
#include "runtime/pg/values/row.h"
#include "runtime/pg/values/types.h"

#include <assert.h>
#include <string.h>

bool rt_row_null(const struct rt_row *row, int column) {
  return PQgetisnull(row->result, row->index, column) != 0;
}

struct rt_arena *rt_row_arena(const struct rt_row *row) {
  return row->arena;
}

static const uint8_t *value(const struct rt_row *row, int column) {
  return (const uint8_t *)PQgetvalue(row->result, row->index, column);
}

static size_t length(const struct rt_row *row, int column) {
  return (size_t)PQgetlength(row->result, row->index, column);
}

static Oid type(const struct rt_row *row, int column) {
  assert(column >= 0 && column < PQnfields(row->result));
  return PQftype(row->result, column);
}

static int64_t number(const uint8_t *data, size_t bytes) {
  uint64_t out = data[0] & 0x80 ? UINT64_MAX : 0; /* keeps the sign */
  for (size_t i = 0; i < bytes; i++) {
    out = out << 8 | data[i];
  }
  return (int64_t)out;
}

static const char *id_text(struct rt_arena *arena, const uint8_t *data) {
  static const char digits[] = "0123456789abcdef";
  char *out = rt_arena_alloc(arena, RT_PG_UUID_TEXT + 1);
  char *at = out;
  for (int i = 0; i < RT_PG_UUID_BYTES; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      *at++ = '-';
    }
    *at++ = digits[data[i] >> 4];
    *at++ = digits[data[i] & 15];
  }
  *at = '\0';
  return out;
}

const char *rt_row_text(const struct rt_row *row, int column) {
  Oid oid = type(row, column);
  bool text = oid == RT_PG_TEXT || oid == RT_PG_VARCHAR || oid == RT_PG_NAME || oid == RT_PG_CHAR ||
              oid == RT_PG_BPCHAR || oid == RT_PG_JSON;
  assert(text || oid == RT_PG_UUID);
  if (rt_row_null(row, column)) {
    return "";
  }
  return text ? rt_arena_textn(row->arena, (const char *)value(row, column), length(row, column))
              : id_text(row->arena, value(row, column));
}

int64_t rt_row_int(const struct rt_row *row, int column) {
  Oid oid = type(row, column);
  assert(oid == RT_PG_INT8 || oid == RT_PG_INT4 || oid == RT_PG_INT2);
  return rt_row_null(row, column) ? 0 : number(value(row, column), length(row, column));
}

bool rt_row_bool(const struct rt_row *row, int column) {
  assert(type(row, column) == RT_PG_BOOL);
  return !rt_row_null(row, column) && value(row, column)[0] != 0;
}

struct rt_bytes rt_row_bytes(const struct rt_row *row, int column) {
  assert(type(row, column) == RT_PG_BYTEA);
  if (rt_row_null(row, column)) {
    return (struct rt_bytes){NULL, 0};
  }
  size_t size = length(row, column);
  return (struct rt_bytes){rt_arena_copy(row->arena, value(row, column), size), size};
}

int64_t rt_row_time(const struct rt_row *row, int column) {
  assert(type(row, column) == RT_PG_TIMESTAMPTZ);
  return rt_row_null(row, column) ? RT_NO_TIME : number(value(row, column), 8) + RT_PG_EPOCH_US;
}

int32_t rt_row_day(const struct rt_row *row, int column) {
  assert(type(row, column) == RT_PG_DATE);
  return rt_row_null(row, column) ? RT_NO_DAY : (int32_t)(number(value(row, column), 4) + RT_PG_EPOCH_DAY);
}

/* The frame param.c writes; the server's own, so its shape is taken as given. */
const char *const *rt_row_texts(const struct rt_row *row, int column, size_t *ret_count) {
  assert(type(row, column) == RT_PG_TEXT_ARRAY);
  const uint8_t *at = value(row, column);
  bool empty = rt_row_null(row, column) || number(at, 4) == 0;
  size_t count = empty ? 0 : (size_t)number(at + 12, 4);
  const char **texts = rt_arena_array(row->arena, count + 1, sizeof *texts);
  at += 20;
  for (size_t i = 0; i < count; i++) {
    int64_t bytes = number(at, 4);
    at += 4;
    texts[i] = rt_arena_textn(row->arena, (const char *)at, bytes < 0 ? 0 : (size_t)bytes);
    at += bytes < 0 ? 0 : bytes;
  }
  *ret_count = count;
  return texts;
}
