#include "runtime/base/cleanup.h"
#include "runtime/json/json.h"
#include "runtime/json/scalar.h"
#include "runtime/json/walk.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 64 };

struct parse {
  struct rt_arena *arena;
  struct rt_faults *faults;
  const struct rt_json_given *given;
  size_t given_count;
};

static void release(json_t **value) {
  json_decref(*value);
  *value = NULL;
}

/* Looked at before the parser, which would go 2 048 levels down its stack. */
static bool too_deep(const char *text, size_t bytes) {
  int level = 0;
  bool quoted = false;
  for (size_t i = 0; i < bytes; i++) {
    if (quoted) {
      quoted = text[i] != '"';
      i += text[i] == '\\'; /* what is escaped ends nothing */
    } else if (text[i] == '"') {
      quoted = true;
    } else if (text[i] == '{' || text[i] == '[') {
      if (++level > LEVELS) {
        return true;
      }
    } else if (text[i] == '}' || text[i] == ']') {
      level--;
    }
  }
  return false;
}

/* What people are told for a code of the library; all its other codes are of syntax. */
static const struct {
  enum json_error_code code;
  const char *text;
} syntax_texts[] = {
    {json_error_duplicate_key, "同一个字段写了两次，请删去一个"},
    {json_error_invalid_utf8, "文字编码不对，请使用 UTF-8"},
    {json_error_null_byte_in_key, "文字里有不允许的空字符（U+0000），请删去"},
    {json_error_numeric_overflow, "有一个数字太大，请修改"},
};

/* The library's own text may repeat what the body holds: only its code and place are used. */
static void syntax_fault(struct parse *parse, const json_error_t *error) {
  const char *what = "不是正确的 JSON，请检查括号、引号和逗号";
  for (size_t i = 0; i < sizeof syntax_texts / sizeof *syntax_texts; i++) {
    if (syntax_texts[i].code == json_error_code(error)) {
      what = syntax_texts[i].text;
    }
  }
  rt_place_fault(parse->faults, parse->arena, NULL, "%s（第 %d 行，第 %d 列附近）", what, error->line, error->column);
}

static json_t *load(struct parse *parse, const char *text, size_t bytes) {
  if (too_deep(text, bytes)) {
    rt_place_fault(parse->faults, parse->arena, NULL, "JSON 嵌套太深，最多 %d 层", LEVELS);
    return NULL;
  }
  json_error_t error;
  /* NUL is let in here and refused with its field's name when the text is read. */
  const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL;
  json_t *value = json_loadb(text, bytes, flags, &error);
  if (!value) {
    syntax_fault(parse, &error);
  }
  return value;
}

static ProtobufCMessage *message_new(struct rt_arena *arena, const ProtobufCMessageDescriptor *type) {
  ProtobufCMessage *message = rt_arena_alloc(arena, type->sizeof_message);
  type->message_init(message);
  return message;
}

static ProtobufCMessage *parse_message(struct parse *parse, const struct rt_place *at,
                                       const ProtobufCMessageDescriptor *type, const json_t *object);

/* A single value, or one of a list. */
static void parse_value(struct parse *parse, const struct rt_place *place, const ProtobufCFieldDescriptor *field,
                        const json_t *value, void *slot) {
  if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
    *(ProtobufCMessage **)slot = parse_message(parse, place, field->descriptor, value);
    return;
  }
  const char *fault = rt_scalar_from_json(parse->arena, field, value, slot);
  if (fault) {
    rt_place_fault(parse->faults, parse->arena, place, "%s", fault);
  }
}

static void *list_new(struct parse *parse, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                      size_t count) {
  void *entries = rt_arena_array(parse->arena, count, rt_field_size(field));
  *(void **)rt_field_slot(message, field) = count ? entries : NULL;
  *(size_t *)rt_field_count_slot(message, field) = count;
  return entries;
}

static void parse_list(struct parse *parse, const struct rt_place *place, ProtobufCMessage *message,
                       const ProtobufCFieldDescriptor *field, const json_t *array) {
  if (!json_is_array(array)) {
    rt_place_fault(parse->faults, parse->arena, place, "类型不对，这里要填列表（用方括号）");
    return;
  }
  size_t count = json_array_size(array);
  list_new(parse, message, field, count);
  for (size_t i = 0; i < count; i++) {
    struct rt_place entry = {place->up, place->name, false, (long)i};
    parse_value(parse, &entry, field, json_array_get(array, i), rt_field_entry(message, field, i));
  }
}

static const char *entry_key(const ProtobufCMessage *entry) {
  return *(char **)rt_field_slot(entry, &entry->descriptor->fields[0]);
}

static int by_key(const void *a, const void *b) {
  return strcmp(entry_key(*(ProtobufCMessage *const *)a), entry_key(*(ProtobufCMessage *const *)b));
}

static void parse_map(struct parse *parse, const struct rt_place *place, ProtobufCMessage *message,
                      const ProtobufCFieldDescriptor *field, json_t *object) {
  if (!json_is_object(object)) {
    rt_place_fault(parse->faults, parse->arena, place, "类型不对，这里要填对象（用花括号）");
    return;
  }
  ProtobufCMessage **entries = list_new(parse, message, field, json_object_size(object));
  size_t used = 0;
  const char *key;
  json_t *value;
  json_object_foreach(object, key, value) {
    ProtobufCMessage *entry = message_new(parse->arena, field->descriptor);
    const ProtobufCFieldDescriptor *fields = entry->descriptor->fields;
    struct rt_place inner = {place, key, true, -1};
    *(char **)rt_field_slot(entry, &fields[0]) = rt_arena_text(parse->arena, key);
    parse_value(parse, &inner, &fields[1], value, rt_field_slot(entry, &fields[1]));
    entries[used++] = entry;
  }
  if (used > 1) {
    qsort(entries, used, sizeof(void *), by_key);
  }
}

static bool is_given(const struct parse *parse, const struct rt_place *at, const char *name) {
  for (size_t i = 0; !at && i < parse->given_count; i++) {
    if (strcmp(parse->given[i].name, name) == 0) {
      return true;
    }
  }
  return false;
}

/* Marks the member of a oneof as the one that is set; false if another is. */
static bool choose(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)) {
    return true;
  }
  uint32_t chosen;
  memcpy(&chosen, rt_field_count_slot(message, field), sizeof chosen);
  if (chosen != 0 && chosen != field->id) {
    return false;
  }
  memcpy(rt_field_count_slot(message, field), &field->id, sizeof field->id);
  return true;
}

static void parse_member(struct parse *parse, const struct rt_place *at, ProtobufCMessage *message, const char *name,
                         json_t *value) {
  const ProtobufCFieldDescriptor *field = rt_json_field(message->descriptor, name);
  struct rt_place place = {at, field ? field->name : name, !field, -1};
  if (!field) {
    rt_place_fault(parse->faults, parse->arena, &place, "没有这个字段，请删去或检查拼写");
  } else if (json_is_null(value)) {
    return; /* as if it were not there */
  } else if (is_given(parse, at, name)) {
    rt_place_fault(parse->faults, parse->arena, &place, "这个字段已写在网址里，请从正文中删去");
  } else if (!choose(message, field)) {
    rt_place_fault(parse->faults, parse->arena, &place, "只能填其中一项，请删去另一项");
  } else if (rt_field_is_map(field)) {
    parse_map(parse, &place, message, field, value);
  } else if (rt_field_is_list(field)) {
    parse_list(parse, &place, message, field, value);
  } else {
    parse_value(parse, &place, field, value, rt_field_slot(message, field));
  }
}

static void check_present(struct parse *parse, const struct rt_place *at, const ProtobufCMessageDescriptor *type,
                          const json_t *object) {
  for (unsigned i = 0; i < type->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &type->fields[i];
    char name[RT_JSON_NAME_SIZE];
    rt_json_name(field->name, name);
    const json_t *member = json_object_get(object, name);
    bool present = (member && !json_is_null(member)) || is_given(parse, at, name);
    if (!present && rt_rules_of(type, field->name)->required) {
      struct rt_place place = {at, field->name, false, -1};
      rt_place_fault(parse->faults, parse->arena, &place, "必填，请补上");
    }
  }
}

static ProtobufCMessage *parse_message(struct parse *parse, const struct rt_place *at,
                                       const ProtobufCMessageDescriptor *type, const json_t *object) {
  ProtobufCMessage *message = message_new(parse->arena, type);
  if (!json_is_object(object)) {
    rt_place_fault(parse->faults, parse->arena, at, "类型不对，这里要填对象（用花括号）");
    return message;
  }
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)object, name, value) {
    parse_member(parse, at, message, name, value);
  }
  check_present(parse, at, type, object);
  return message;
}

/* A number in an address was written there: its zero is not "not said". */
static const char *written_zero(struct parse *parse, const ProtobufCMessage *message,
                                const ProtobufCFieldDescriptor *field) {
  int32_t number = 1;
  int least = rt_rules_of(message->descriptor, field->name)->min;
  if (field->type == PROTOBUF_C_TYPE_INT32) {
    memcpy(&number, rt_field_slot((ProtobufCMessage *)message, field), sizeof number);
  }
  return number == 0 && least > 0 ? rt_arena_printf(parse->arena, "不能小于 %d，请修改", least) : NULL;
}

static void set_given(struct parse *parse, ProtobufCMessage *message, const struct rt_json_given *given) {
  const ProtobufCFieldDescriptor *field = rt_json_field(message->descriptor, given->name);
  struct rt_place place = {NULL, given->name, true, -1};
  if (!field || rt_field_is_list(field) || field->type == PROTOBUF_C_TYPE_MESSAGE) {
    rt_place_fault(parse->faults, parse->arena, &place, "没有这个参数，请删去或检查拼写");
    return;
  }
  const char *fault = "只能填其中一项，请删去另一项";
  if (choose(message, field)) {
    fault = rt_scalar_from_text(parse->arena, field, given->value, rt_field_slot(message, field));
    fault = fault ? fault : written_zero(parse, message, field);
  }
  if (fault) {
    rt_place_fault(parse->faults, parse->arena, &place, "%s", fault);
  }
}

ProtobufCMessage *rt_json_parse(struct rt_arena *arena, const ProtobufCMessageDescriptor *type, const char *text,
                                size_t bytes, const struct rt_json_given *given, size_t given_count,
                                struct rt_faults *faults) {
  struct parse parse = {arena, faults, given, given_count};
  size_t before = faults->count;
  RT_AUTO(release) json_t *object = load(&parse, text, bytes);
  ProtobufCMessage *message = object ? parse_message(&parse, NULL, type, object) : NULL;
  for (size_t i = 0; message && i < given_count; i++) {
    set_given(&parse, message, &given[i]);
  }
  return faults->count == before ? message : NULL;
}
