#include "notification/handlers/events/fields.h"

#include "notification/handlers/events/words.h"
#include <string.h>

static const ProtobufCFieldDescriptor *find(const ProtobufCMessageDescriptor *type, const char *field) {
  return protobuf_c_message_descriptor_get_field_by_name(type, field);
}

bool notification_field_tells(const ProtobufCMessageDescriptor *type, const char *field) {
  const ProtobufCFieldDescriptor *it = find(type, field);
  if (!it)
    return false;
  return it->type == PROTOBUF_C_TYPE_STRING ||
         (it->type == PROTOBUF_C_TYPE_ENUM && it->label != PROTOBUF_C_LABEL_REPEATED);
}

bool notification_field_compares(const ProtobufCMessageDescriptor *type, const char *field) {
  const ProtobufCFieldDescriptor *it = find(type, field);
  return it && it->label != PROTOBUF_C_LABEL_REPEATED &&
         (it->type == PROTOBUF_C_TYPE_STRING || it->type == PROTOBUF_C_TYPE_ENUM || it->type == PROTOBUF_C_TYPE_BOOL);
}

static const void *at(const ProtobufCMessage *message, size_t offset) {
  return (const char *)message + offset;
}

static const char *text_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *it) {
  const char *text;
  memcpy(&text, at(message, it->offset), sizeof text);
  return text ? text : "";
}

/* Enums are ints in what protoc-c writes. */
static int enum_at(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *it) {
  int value;
  memcpy(&value, at(message, it->offset), sizeof value);
  return value;
}

static const char *list_at(struct rt_arena *arena, const ProtobufCMessage *message,
                           const ProtobufCFieldDescriptor *it) {
  size_t count;
  char **texts;
  const char *joined = "";
  memcpy(&count, at(message, it->quantifier_offset), sizeof count);
  memcpy(&texts, at(message, it->offset), sizeof texts);
  for (size_t i = 0; i < count; i++)
    joined = i == 0 ? texts[0] : rt_arena_printf(arena, "%s、%s", joined, texts[i]);
  return joined;
}

const char *notification_field_text(struct rt_arena *arena, const ProtobufCMessage *message, const char *field) {
  const ProtobufCFieldDescriptor *it = find(message->descriptor, field);
  if (!it || !notification_field_tells(message->descriptor, field))
    return "";
  if (it->type == PROTOBUF_C_TYPE_ENUM)
    return notification_word(it->descriptor, enum_at(message, it));
  return it->label == PROTOBUF_C_LABEL_REPEATED ? list_at(arena, message, it) : text_at(message, it);
}

const char *notification_field_word(const ProtobufCMessage *message, const char *field) {
  const ProtobufCFieldDescriptor *it = find(message->descriptor, field);
  if (!it || !notification_field_compares(message->descriptor, field))
    return "";
  if (it->type == PROTOBUF_C_TYPE_STRING)
    return text_at(message, it);
  if (it->type == PROTOBUF_C_TYPE_BOOL)
    return *(const protobuf_c_boolean *)at(message, it->offset) ? "true" : "false";
  const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(it->descriptor, enum_at(message, it));
  return value ? value->name : "";
}
