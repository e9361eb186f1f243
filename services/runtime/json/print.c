#include "runtime/base/text/quote.h"
#include "runtime/json/base64.h"
#include "runtime/json/json.h"
#include "runtime/json/walk.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void print_text(struct rt_buffer *out, const char *text) {
  rt_quote(out, text ? text : "", text ? strlen(text) : 0);
}

/* A value this build does not know came from a newer one: its number, for want of a name. */
static void print_enum(struct rt_buffer *out, const ProtobufCFieldDescriptor *field, int value) {
  const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(field->descriptor, value);
  if (known) {
    rt_buffer_text(out, "\"");
    rt_buffer_text(out, known->name);
    rt_buffer_text(out, "\"");
  } else {
    rt_buffer_printf(out, "%d", value);
  }
}

static void print_real(struct rt_buffer *out, double value, int digits) {
  if (isnan(value)) {
    rt_buffer_text(out, "\"NaN\"");
  } else if (isinf(value)) {
    rt_buffer_text(out, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  } else {
    rt_buffer_printf(out, "%.*g", digits, value);
  }
}

static void print_bytes(struct rt_buffer *out, const ProtobufCBinaryData *bytes) {
  rt_buffer_text(out, "\"");
  rt_base64_print(out, bytes->data, bytes->len);
  rt_buffer_text(out, "\"");
}

static void print_value(struct rt_buffer *out, const ProtobufCFieldDescriptor *field, const void *slot) {
  switch (field->type) {
  case PROTOBUF_C_TYPE_INT32:
  case PROTOBUF_C_TYPE_SINT32:
  case PROTOBUF_C_TYPE_SFIXED32:
    rt_buffer_printf(out, "%" PRId32, *(const int32_t *)slot);
    return;
  case PROTOBUF_C_TYPE_UINT32:
  case PROTOBUF_C_TYPE_FIXED32:
    rt_buffer_printf(out, "%" PRIu32, *(const uint32_t *)slot);
    return;
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
    rt_buffer_printf(out, "\"%" PRId64 "\"", *(const int64_t *)slot);
    return;
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_FIXED64:
    rt_buffer_printf(out, "\"%" PRIu64 "\"", *(const uint64_t *)slot);
    return;
  case PROTOBUF_C_TYPE_FLOAT:
    print_real(out, (double)*(const float *)slot, 9);
    return;
  case PROTOBUF_C_TYPE_DOUBLE:
    print_real(out, *(const double *)slot, 17);
    return;
  case PROTOBUF_C_TYPE_BOOL:
    rt_buffer_text(out, *(const protobuf_c_boolean *)slot ? "true" : "false");
    return;
  case PROTOBUF_C_TYPE_ENUM:
    print_enum(out, field, *(const int *)slot);
    return;
  case PROTOBUF_C_TYPE_STRING:
    print_text(out, *(char *const *)slot);
    return;
  case PROTOBUF_C_TYPE_BYTES:
    print_bytes(out, slot);
    return;
  case PROTOBUF_C_TYPE_MESSAGE:
    rt_json_print(*(ProtobufCMessage *const *)slot, out);
    return;
  }
}

static void print_entry(struct rt_buffer *out, const ProtobufCMessage *entry) {
  const ProtobufCFieldDescriptor *fields = entry->descriptor->fields;
  print_text(out, *(char **)rt_field_slot(entry, &fields[0]));
  rt_buffer_text(out, ":");
  print_value(out, &fields[1], rt_field_slot(entry, &fields[1]));
}

static void print_list(struct rt_buffer *out, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  bool map = rt_field_is_map(field);
  rt_buffer_text(out, map ? "{" : "[");
  for (size_t i = 0; i < rt_field_count(message, field); i++) {
    const void *slot = rt_field_entry(message, field, i);
    rt_buffer_text(out, i ? "," : "");
    if (map) {
      print_entry(out, *(ProtobufCMessage *const *)slot);
    } else {
      print_value(out, field, slot);
    }
  }
  rt_buffer_text(out, map ? "}" : "]");
}

static bool shown(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  bool singular_message = field->type == PROTOBUF_C_TYPE_MESSAGE && !rt_field_is_list(field);
  return rt_field_chosen(message, field) && !(singular_message && !*(ProtobufCMessage **)rt_field_slot(message, field));
}

void rt_json_print(const ProtobufCMessage *message, struct rt_buffer *out) {
  rt_buffer_text(out, "{");
  const char *comma = "";
  for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
    if (!shown(message, field)) {
      continue;
    }
    char name[RT_JSON_NAME_SIZE];
    rt_json_name(field->name, name);
    rt_buffer_text(out, comma);
    rt_buffer_text(out, "\"");
    rt_buffer_text(out, name);
    rt_buffer_text(out, "\":");
    comma = ",";
    if (rt_field_is_list(field)) {
      print_list(out, message, field);
    } else {
      print_value(out, field, rt_field_slot(message, field));
    }
  }
  rt_buffer_text(out, "}");
}
