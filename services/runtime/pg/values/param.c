/* One encoder for each kind; arrays share one frame (dimensions, element type) around the encoders of their elements.
 */
#include "runtime/pg/values/param.h"
#include "runtime/pg/values/types.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

static const Oid types[RT_PARAM__COUNT] = {
    [RT_PARAM_NULL] = 0,
    [RT_PARAM_TEXT] = RT_PG_TEXT,
    [RT_PARAM_INT] = RT_PG_INT8,
    [RT_PARAM_BOOL] = RT_PG_BOOL,
    [RT_PARAM_BYTES] = RT_PG_BYTEA,
    [RT_PARAM_ID] = RT_PG_UUID,
    [RT_PARAM_TIME] = RT_PG_TIMESTAMPTZ,
    [RT_PARAM_DAY] = RT_PG_DATE,
    [RT_PARAM_TEXTS] = RT_PG_TEXT_ARRAY,
    [RT_PARAM_INTS] = RT_PG_INT8_ARRAY,
    [RT_PARAM_BYTESES] = RT_PG_BYTEA_ARRAY,
    [RT_PARAM_IDS] = RT_PG_UUID_ARRAY,
    [RT_PARAM_TIMES] = RT_PG_TIMESTAMPTZ_ARRAY,
    [RT_PARAM_DAYS] = RT_PG_DATE_ARRAY,
};

static const enum rt_param_kind elements[RT_PARAM__COUNT] = {
    [RT_PARAM_TEXTS] = RT_PARAM_TEXT, [RT_PARAM_INTS] = RT_PARAM_INT,   [RT_PARAM_BYTESES] = RT_PARAM_BYTES,
    [RT_PARAM_IDS] = RT_PARAM_ID,     [RT_PARAM_TIMES] = RT_PARAM_TIME, [RT_PARAM_DAYS] = RT_PARAM_DAY,
};

Oid rt_param_type(enum rt_param_kind kind) {
  assert(kind < RT_PARAM__COUNT);
  return types[kind];
}

static const char *put_number(struct rt_arena *arena, int64_t number, int bytes, int *ret_length) {
  char *out = rt_arena_alloc(arena, (size_t)bytes);
  for (int i = 0; i < bytes; i++) {
    out[i] = (char)((uint64_t)number >> (8 * (bytes - 1 - i)));
  }
  *ret_length = bytes;
  return out;
}

static const char *put_bytes(const void *data, size_t size, int *ret_length) {
  assert(size <= INT_MAX);
  *ret_length = (int)size;
  return data;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_dash(size_t at) {
  return at == 8 || at == 13 || at == 18 || at == 23;
}

static const char *put_id(struct rt_arena *arena, const char *text, int *ret_length) {
  if (strlen(text) != RT_PG_UUID_TEXT) {
    return NULL;
  }
  char *out = rt_arena_alloc(arena, RT_PG_UUID_BYTES);
  size_t nibbles = 0;
  for (size_t i = 0; i < RT_PG_UUID_TEXT; i++) {
    if (is_dash(i)) {
      if (text[i] != '-') {
        return NULL;
      }
      continue;
    }
    int digit = hex_digit(text[i]);
    if (digit < 0) {
      return NULL;
    }
    out[nibbles / 2] = (char)(nibbles % 2 == 0 ? digit << 4 : out[nibbles / 2] | digit);
    nibbles++;
  }
  *ret_length = RT_PG_UUID_BYTES;
  return out;
}

/* From our epoch to PostgreSQL's; what lies before all it knows stays so, and is refused there. */
static int64_t pg_time(int64_t us) {
  return us > INT64_MIN + RT_PG_EPOCH_US ? us - RT_PG_EPOCH_US : INT64_MIN + 1;
}

/* An empty view (NULL data, size 0) of a whole BYTES parameter is empty bytes; in an array NULL data is SQL NULL. */
static const char *put_scalar(struct rt_arena *arena, const struct rt_param *param, int *ret_length) {
  switch (param->kind) {
  case RT_PARAM_TEXT:
    return param->data == NULL ? NULL : put_bytes(param->data, strlen(param->data), ret_length);
  case RT_PARAM_ID:
    return param->data == NULL ? NULL : put_id(arena, param->data, ret_length);
  case RT_PARAM_BYTES:
    return put_bytes(param->data == NULL ? "" : param->data, param->size, ret_length);
  case RT_PARAM_INT:
    return put_number(arena, param->number, 8, ret_length);
  case RT_PARAM_BOOL:
    return put_number(arena, param->number != 0, 1, ret_length);
  case RT_PARAM_TIME:
    return param->number == RT_NO_TIME ? NULL : put_number(arena, pg_time(param->number), 8, ret_length);
  case RT_PARAM_DAY:
    return param->number == RT_NO_DAY ? NULL : put_number(arena, param->number - RT_PG_EPOCH_DAY, 4, ret_length);
  case RT_PARAM_NULL:
  case RT_PARAM_TEXTS:
  case RT_PARAM_INTS:
  case RT_PARAM_BYTESES:
  case RT_PARAM_IDS:
  case RT_PARAM_TIMES:
  case RT_PARAM_DAYS:
  case RT_PARAM__COUNT:
    break;
  }
  return NULL;
}

static struct rt_param element(const struct rt_param *array, size_t at) {
  enum rt_param_kind kind = elements[array->kind];
  switch (array->kind) {
  case RT_PARAM_TEXTS:
  case RT_PARAM_IDS:
    return (struct rt_param){kind, 0, ((const char *const *)array->data)[at], 0};
  case RT_PARAM_INTS:
  case RT_PARAM_TIMES:
    return (struct rt_param){kind, ((const int64_t *)array->data)[at], NULL, 0};
  case RT_PARAM_DAYS:
    return (struct rt_param){kind, ((const int32_t *)array->data)[at], NULL, 0};
  case RT_PARAM_BYTESES: {
    const struct rt_bytes *bytes = (const struct rt_bytes *)array->data + at;
    return bytes->data == NULL ? RT_P_NULL : (struct rt_param){kind, 0, bytes->data, bytes->size};
  }
  case RT_PARAM_NULL:
  case RT_PARAM_TEXT:
  case RT_PARAM_INT:
  case RT_PARAM_BOOL:
  case RT_PARAM_BYTES:
  case RT_PARAM_ID:
  case RT_PARAM_TIME:
  case RT_PARAM_DAY:
  case RT_PARAM__COUNT:
    break;
  }
  assert(false && "an array kind");
  return RT_P_NULL;
}

static char *put_int32(char *at, int64_t number) {
  for (int i = 0; i < 4; i++) {
    at[i] = (char)((uint64_t)number >> (8 * (3 - i)));
  }
  return at + 4;
}

/* dimensions, has-null flag, element type, then the one dimension's size and lower bound, then length and bytes of
 * each. */
static const char *put_array(struct rt_arena *arena, const struct rt_param *array, int *ret_length) {
  size_t count = array->size;
  const char **values = rt_arena_array(arena, count, sizeof *values);
  int *lengths = rt_arena_array(arena, count, sizeof *lengths);
  size_t bytes = 20;
  for (size_t i = 0; i < count; i++) {
    struct rt_param one = element(array, i);
    values[i] = put_scalar(arena, &one, &lengths[i]);
    bytes += 4 + (values[i] == NULL ? 0 : (size_t)lengths[i]);
  }
  char *out = rt_arena_alloc(arena, bytes);
  char *at = put_int32(out, count > 0);
  at = put_int32(at, 1);
  at = put_int32(at, types[elements[array->kind]]);
  if (count > 0) {
    at = put_int32(at, (int64_t)count);
    at = put_int32(at, 1);
  }
  for (size_t i = 0; i < count; i++) {
    at = put_int32(at, values[i] == NULL ? -1 : lengths[i]);
    if (values[i] != NULL && lengths[i] > 0) {
      memcpy(at, values[i], (size_t)lengths[i]);
      at += lengths[i];
    }
  }
  return put_bytes(out, (size_t)(at - out), ret_length);
}

const char *rt_param_encode(struct rt_arena *arena, const struct rt_param *param, int *ret_length) {
  assert(param->kind < RT_PARAM__COUNT);
  *ret_length = 0;
  return elements[param->kind] == RT_PARAM_NULL ? put_scalar(arena, param, ret_length)
                                                : put_array(arena, param, ret_length);
}
