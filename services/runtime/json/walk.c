#include "runtime/json/walk.h"
#include "runtime/base/buffer.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/text/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_NAME = 100 }; /* bytes of a member's name that a fault repeats */

void rt_json_name(const char *proto_name, char ret_name[RT_JSON_NAME_SIZE]) {
  size_t used = 0;
  bool upper = false;
  for (const char *c = proto_name; *c && used < RT_JSON_NAME_SIZE - 1; c++) {
    if (*c == '_') {
      upper = true;
      continue;
    }
    ret_name[used++] = (char)(upper && *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    upper = false;
  }
  ret_name[used] = 0;
}

const ProtobufCFieldDescriptor *rt_json_field(const ProtobufCMessageDescriptor *type, const char *json_name) {
  for (unsigned i = 0; i < type->n_fields; i++) {
    char name[RT_JSON_NAME_SIZE];
    rt_json_name(type->fields[i].name, name);
    if (strcmp(name, json_name) == 0) {
      return &type->fields[i];
    }
  }
  return NULL;
}

static void add_cut(struct rt_buffer *out, const char *name) {
  size_t bytes = strlen(name);
  size_t at = 0;
  while (at < bytes) {
    size_t length = rt_utf8_next(name + at, bytes - at);
    if (length == 0 || at + length > SHOWN_NAME) {
      break;
    }
    at += length;
  }
  rt_buffer_add(out, name, at);
}

static void add_place(struct rt_buffer *out, const struct rt_place *place) {
  if (!place || !place->name) {
    return;
  }
  add_place(out, place->up);
  if (out->used > 0) {
    rt_buffer_text(out, ".");
  }
  if (place->as_written) {
    add_cut(out, place->name);
  } else {
    char name[RT_JSON_NAME_SIZE];
    rt_json_name(place->name, name);
    rt_buffer_text(out, name);
  }
  if (place->index >= 0) {
    rt_buffer_printf(out, "[%ld]", place->index);
  }
}

void rt_place_fault(struct rt_faults *faults, struct rt_arena *arena, const struct rt_place *place, const char *format,
                    ...) {
  RT_AUTO(rt_buffer_free) struct rt_buffer field = {0};
  rt_buffer_text(&field, "");
  add_place(&field, place);
  char message[512];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  rt_fault_add(faults, arena, field.data, "%s", message);
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text);
  return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

bool rt_field_is_list(const ProtobufCFieldDescriptor *field) {
  return field->label == PROTOBUF_C_LABEL_REPEATED;
}

bool rt_field_is_map(const ProtobufCFieldDescriptor *field) {
  if (!rt_field_is_list(field) || field->type != PROTOBUF_C_TYPE_MESSAGE) {
    return false;
  }
  const ProtobufCMessageDescriptor *entry = field->descriptor;
  return entry->n_fields == 2 && ends_with(entry->short_name, "Entry") && strcmp(entry->fields[0].name, "key") == 0 &&
         strcmp(entry->fields[1].name, "value") == 0 && entry->fields[0].type == PROTOBUF_C_TYPE_STRING;
}

void *rt_field_slot(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  return (char *)message + field->offset;
}

void *rt_field_count_slot(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  return (char *)message + field->quantifier_offset;
}

bool rt_field_chosen(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)) {
    return true;
  }
  uint32_t chosen;
  memcpy(&chosen, rt_field_count_slot(message, field), sizeof chosen);
  return chosen == field->id;
}

size_t rt_field_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  return *(size_t *)rt_field_count_slot(message, field);
}

size_t rt_field_size(const ProtobufCFieldDescriptor *field) {
  switch (field->type) {
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_FIXED64:
  case PROTOBUF_C_TYPE_DOUBLE:
    return 8;
  case PROTOBUF_C_TYPE_BOOL:
    return sizeof(protobuf_c_boolean);
  case PROTOBUF_C_TYPE_STRING:
  case PROTOBUF_C_TYPE_MESSAGE:
    return sizeof(void *);
  case PROTOBUF_C_TYPE_BYTES:
    return sizeof(ProtobufCBinaryData);
  case PROTOBUF_C_TYPE_INT32:
  case PROTOBUF_C_TYPE_SINT32:
  case PROTOBUF_C_TYPE_SFIXED32:
  case PROTOBUF_C_TYPE_UINT32:
  case PROTOBUF_C_TYPE_FIXED32:
  case PROTOBUF_C_TYPE_FLOAT:
  case PROTOBUF_C_TYPE_ENUM:
    break;
  }
  return 4;
}

void *rt_field_entry(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index) {
  char *entries = *(char **)rt_field_slot(message, field);
  return entries + index * rt_field_size(field);
}
