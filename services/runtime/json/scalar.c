/* JSON numbers arrive as doubles (the parser is told so): a number beyond 64 bits is then a fault of its field and not
 * of the whole body, and 1.0 is the whole number it is in JSON. */
#include "runtime/json/scalar.h"
#include "runtime/base/buffer.h"
#include "runtime/base/cleanup.h"
#include "runtime/json/base64.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE_EXACTLY 9007199254740992.0 /* 2^53: up to here a double is the number that was written */

static const char wants_text[] = "类型不对，这里要填文字（加引号）";
static const char wants_number[] = "类型不对，这里要填整数（不加引号）";
static const char wants_whole[] = "要填整数，不能有小数，请修改";
static const char wants_wide[] = "类型不对，这里要填加引号的整数";
static const char wants_real[] = "类型不对，这里要填数字";
static const char wants_truth[] = "类型不对，这里只能填 true 或 false";
static const char wants_base64[] = "不是正确的 Base64，请检查";
static const char holds_nul[] = "文字里有不允许的空字符（U+0000），请删去";
static const char out_of_range[] = "数字太大或太小，请修改";

struct range {
  int64_t low;
  int64_t high;
  bool wide; /* 64 bits: text in JSON */
};

static bool whole_range(ProtobufCType type, struct range *ret_range) {
  switch (type) {
  case PROTOBUF_C_TYPE_INT32:
  case PROTOBUF_C_TYPE_SINT32:
  case PROTOBUF_C_TYPE_SFIXED32:
    *ret_range = (struct range){INT32_MIN, INT32_MAX, false};
    return true;
  case PROTOBUF_C_TYPE_UINT32:
  case PROTOBUF_C_TYPE_FIXED32:
    *ret_range = (struct range){0, UINT32_MAX, false};
    return true;
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
    *ret_range = (struct range){INT64_MIN, INT64_MAX, true};
    return true;
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_FIXED64:
    *ret_range = (struct range){0, INT64_MAX, true};
    return true;
  case PROTOBUF_C_TYPE_FLOAT:
  case PROTOBUF_C_TYPE_DOUBLE:
  case PROTOBUF_C_TYPE_BOOL:
  case PROTOBUF_C_TYPE_ENUM:
  case PROTOBUF_C_TYPE_STRING:
  case PROTOBUF_C_TYPE_BYTES:
  case PROTOBUF_C_TYPE_MESSAGE:
    break;
  }
  return false;
}

static const char *put_whole(const struct range *range, int64_t number, void *slot) {
  if (number < range->low || number > range->high) {
    return out_of_range;
  }
  if (range->wide) {
    memcpy(slot, &number, sizeof number);
  } else {
    uint32_t narrow = (uint32_t)number; /* the same bits, signed or not */
    memcpy(slot, &narrow, sizeof narrow);
  }
  return NULL;
}

static const char *whole_from_text(const struct range *range, const char *text, void *slot) {
  const char *digits = text + (*text == '-');
  if (!*digits || strspn(digits, "0123456789") != strlen(digits)) {
    return wants_whole;
  }
  errno = 0;
  int64_t number = strtoll(text, NULL, 10);
  return errno ? out_of_range : put_whole(range, number, slot);
}

static const char *whole_from_json(const struct range *range, const json_t *value, void *slot) {
  if (range->wide && json_is_string(value)) {
    return whole_from_text(range, json_string_value(value), slot);
  }
  if (!json_is_real(value)) {
    return range->wide ? wants_wide : wants_number;
  }
  double number = json_real_value(value);
  if (number < -WHOLE_EXACTLY || number > WHOLE_EXACTLY) {
    return out_of_range;
  }
  int64_t whole = (int64_t)number;
  bool same = !((double)whole < number) && !((double)whole > number);
  return same ? put_whole(range, whole, slot) : wants_whole;
}

/* "…；可选：A、B、C", without the zero that nobody chooses. */
static const char *choices(struct rt_arena *arena, const ProtobufCEnumDescriptor *type) {
  RT_AUTO(rt_buffer_free) struct rt_buffer text = {0};
  rt_buffer_text(&text, "没有这个选项，请从这些里选：");
  const char *comma = "";
  for (unsigned i = 0; i < type->n_values && text.used < 400; i++) {
    if (type->values[i].value != 0) {
      rt_buffer_printf(&text, "%s%s", comma, type->values[i].name);
      comma = "、";
    }
  }
  return rt_arena_text(arena, text.data);
}

static const char *enum_from_text(struct rt_arena *arena, const ProtobufCFieldDescriptor *field, const char *text,
                                  void *slot) {
  const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value_by_name(field->descriptor, text);
  if (!found) {
    return choices(arena, field->descriptor);
  }
  memcpy(slot, &found->value, sizeof found->value);
  return NULL;
}

static const char *bytes_from_text(struct rt_arena *arena, const char *text, void *slot) {
  ProtobufCBinaryData bytes = {0, rt_arena_alloc(arena, strlen(text) / 4 * 3)};
  if (!rt_base64_parse(text, bytes.data, &bytes.len)) {
    return wants_base64;
  }
  memcpy(slot, &bytes, sizeof bytes);
  return NULL;
}

static const char *put_real(const ProtobufCFieldDescriptor *field, double number, void *slot) {
  if (field->type == PROTOBUF_C_TYPE_FLOAT) {
    *(float *)slot = (float)number;
  } else {
    *(double *)slot = number;
  }
  return NULL;
}

/* Whether there is nothing to read: only white space, the wide one of Chinese keyboards and the unseen ones too. */
static bool is_blank(const char *text) {
  static const char *const unseen[] = {" ", "\t", "\r", "\n", "\u3000", "\u00a0", "\u200b", "\ufeff"};
  while (*text) {
    size_t step = 0;
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen && !step; i++) {
      size_t bytes = strlen(unseen[i]);
      step = strncmp(text, unseen[i], bytes) == 0 ? bytes : 0;
    }
    if (!step) {
      return false;
    }
    text += step;
  }
  return true;
}

static const char *text_kind(struct rt_arena *arena, const ProtobufCFieldDescriptor *field, const char *text,
                             void *slot) {
  if (field->type == PROTOBUF_C_TYPE_ENUM) {
    return enum_from_text(arena, field, text, slot);
  }
  if (field->type == PROTOBUF_C_TYPE_BYTES) {
    return bytes_from_text(arena, text, slot);
  }
  *(char **)slot = rt_arena_text(arena, is_blank(text) ? "" : text); /* a reason of spaces is none */
  return NULL;
}

const char *rt_scalar_from_json(struct rt_arena *arena, const ProtobufCFieldDescriptor *field, const json_t *value,
                                void *slot) {
  struct range range;
  if (json_is_string(value) && strlen(json_string_value(value)) != json_string_length(value)) {
    return holds_nul;
  }
  if (whole_range(field->type, &range)) {
    return whole_from_json(&range, value, slot);
  }
  if (field->type == PROTOBUF_C_TYPE_BOOL) {
    *(protobuf_c_boolean *)slot = json_is_true(value);
    return json_is_boolean(value) ? NULL : wants_truth;
  }
  if (field->type == PROTOBUF_C_TYPE_FLOAT || field->type == PROTOBUF_C_TYPE_DOUBLE) {
    return json_is_real(value) ? put_real(field, json_real_value(value), slot) : wants_real;
  }
  return json_is_string(value) ? text_kind(arena, field, json_string_value(value), slot) : wants_text;
}

const char *rt_scalar_from_text(struct rt_arena *arena, const ProtobufCFieldDescriptor *field, const char *text,
                                void *slot) {
  struct range range;
  if (whole_range(field->type, &range)) {
    return whole_from_text(&range, text, slot);
  }
  if (field->type == PROTOBUF_C_TYPE_BOOL) {
    *(protobuf_c_boolean *)slot = strcmp(text, "true") == 0;
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ? NULL : wants_truth;
  }
  if (field->type == PROTOBUF_C_TYPE_FLOAT || field->type == PROTOBUF_C_TYPE_DOUBLE) {
    char *end = NULL;
    double number = strtod(text, &end);
    return *text && !*end ? put_real(field, number, slot) : wants_real;
  }
  const char *fault = text_kind(arena, field, text, slot);
  bool zero = !fault && field->type == PROTOBUF_C_TYPE_ENUM && *(const int *)slot == 0;
  return zero ? choices(arena, field->descriptor) : fault; /* the zero is nobody's choice */
}
