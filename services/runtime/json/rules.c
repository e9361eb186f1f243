/* The rules in use are an index built once at start and read only afterwards: patterns are compiled then, so checking
 * takes no lock of ours. Texts are matched as UTF-8 whatever LANG says. */
#include "runtime/json/rules.h"
#include "runtime/base/text/utf8.h"
#include "runtime/json/walk.h"

#include <assert.h>
#include <locale.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 2000, LIST_MAX = 100, KEY_MAX = 100 };

struct known {
  const ProtobufCMessageDescriptor *type;
  const struct rt_message_rules *rules;
  regex_t *patterns; /* beside rules->fields; unused where `like` is NULL */
};

static struct known *known;
static size_t known_count;
static locale_t utf8_locale;

/* What a walk carries. */
struct walk {
  struct rt_arena *arena;
  struct rt_faults *faults;
};

static const struct rt_field_rule no_rule = {0};

void rt_fault_add(struct rt_faults *faults, struct rt_arena *arena, const char *field, const char *format, ...) {
  if (faults->count == RT_FAULTS_MAX) {
    return;
  }
  char message[512];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  faults->list[faults->count++] = (struct rt_fault){rt_arena_text(arena, field), rt_arena_text(arena, message)};
}

static int by_type(const void *a, const void *b) {
  uintptr_t left = (uintptr_t)((const struct known *)a)->type;
  uintptr_t right = (uintptr_t)((const struct known *)b)->type;
  return (left > right) - (left < right);
}

static void forget(void) {
  for (size_t i = 0; i < known_count; i++) {
    for (size_t k = 0; k < known[i].rules->count; k++) {
      if (known[i].rules->fields[k].like) {
        regfree(&known[i].patterns[k]);
      }
    }
    free(known[i].patterns);
  }
  free(known);
  known = NULL;
  known_count = 0;
}

static void compile(regex_t *pattern, const char *like) {
  char whole[1024];
  int length = snprintf(whole, sizeof whole, "^(%s)$", like);
  assert(length > 0 && length < (int)sizeof whole);
  int failed = regcomp(pattern, whole, REG_EXTENDED | REG_NOSUB);
  assert(!failed && "a pattern in a proto is no regular expression");
}

void rt_rules_use(const struct rt_message_rules *table) {
  forget();
  if (!utf8_locale) {
    utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    assert(utf8_locale);
  }
  while (table[known_count].type) {
    known_count++;
  }
  known = calloc(known_count + 1, sizeof *known);
  assert(known);
  locale_t before = uselocale(utf8_locale);
  for (size_t i = 0; i < known_count; i++) {
    known[i] = (struct known){table[i].type, &table[i], calloc(table[i].count + 1, sizeof(regex_t))};
    assert(known[i].patterns);
    for (size_t k = 0; k < table[i].count; k++) {
      if (table[i].fields[k].like) {
        compile(&known[i].patterns[k], table[i].fields[k].like);
      }
    }
  }
  uselocale(before);
  qsort(known, known_count, sizeof *known, by_type);
}

/* The rule of a field, and its pattern (NULL without `like`). */
static const struct rt_field_rule *rule_of(const ProtobufCMessageDescriptor *type, const char *field,
                                           const regex_t **ret_pattern) {
  struct known wanted = {.type = type};
  const struct known *row = known_count ? bsearch(&wanted, known, known_count, sizeof *known, by_type) : NULL;
  for (size_t i = 0; row && i < row->rules->count; i++) {
    if (strcmp(row->rules->fields[i].field, field) == 0) {
      *ret_pattern = row->rules->fields[i].like ? &row->patterns[i] : NULL;
      return &row->rules->fields[i];
    }
  }
  *ret_pattern = NULL;
  return &no_rule;
}

const struct rt_field_rule *rt_rules_of(const ProtobufCMessageDescriptor *type, const char *field) {
  const regex_t *pattern;
  return rule_of(type, field, &pattern);
}

static bool matches(const regex_t *pattern, const char *text) {
  locale_t before = uselocale(utf8_locale);
  bool found = regexec(pattern, text, 0, NULL, 0) == 0;
  uselocale(before);
  return found;
}

static void check_text(struct walk *walk, const struct rt_place *place, const char *text, size_t most,
                       const struct rt_field_rule *rule, const regex_t *pattern) {
  size_t characters = 0;
  if (!rt_utf8_valid(text, strlen(text), &characters)) {
    rt_place_fault(walk->faults, walk->arena, place, "文字编码不对，请使用 UTF-8");
  } else if (characters > most) {
    rt_place_fault(walk->faults, walk->arena, place, "最多 %zu 个字，现在有 %zu 个字，请删减", most, characters);
  } else if (characters > 0 && pattern && !matches(pattern, text)) {
    rt_place_fault(walk->faults, walk->arena, place, "格式不对，%s", rule->hint ? rule->hint : "请检查后重新填写");
  }
}

static void check_enum(struct walk *walk, const struct rt_place *place, const ProtobufCFieldDescriptor *field,
                       int value, bool zero_refused) {
  if (value == 0 && zero_refused) {
    rt_place_fault(walk->faults, walk->arena, place, "必须选择一项，请补上");
  } else if (!protobuf_c_enum_descriptor_get_value(field->descriptor, value)) {
    rt_place_fault(walk->faults, walk->arena, place, "没有编号为 %d 的选项，请重新选择", value);
  }
}

/* Zero of a number that need not be there is "not said". */
static void check_number(struct walk *walk, const struct rt_place *place, int number,
                         const struct rt_field_rule *rule) {
  if (number == 0 && !rule->required) {
    return;
  }
  bool above = rule->max != 0 && number > rule->max;
  bool below = (rule->max != 0 || rule->min != 0) && number < rule->min;
  if (above || (below && rule->max != 0)) {
    rt_place_fault(walk->faults, walk->arena, place, "应在 %d 到 %d 之间，请修改", rule->min, rule->max);
  } else if (below) {
    rt_place_fault(walk->faults, walk->arena, place, "不能小于 %d，请修改", rule->min);
  }
}

static void check_message(struct walk *walk, const struct rt_place *at, const ProtobufCMessage *message);

/* One value: of a singular field, or an entry of a list (which has the list's pattern, but no other rule of it). */
static void check_value(struct walk *walk, const struct rt_place *place, const ProtobufCFieldDescriptor *field,
                        const void *slot, const struct rt_field_rule *rule, const regex_t *pattern) {
  bool listed = rt_field_is_list(field);
  if (field->type == PROTOBUF_C_TYPE_STRING) {
    const char *text = *(char *const *)slot ? *(char *const *)slot : "";
    if (rule->required && !listed && !*text) {
      rt_place_fault(walk->faults, walk->arena, place, "必填，请补上");
      return;
    }
    size_t most = rule->max > 0 && !listed ? (size_t)rule->max : TEXT_MAX;
    check_text(walk, place, text, most, rule, pattern);
  } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
    const ProtobufCMessage *inner = *(ProtobufCMessage *const *)slot;
    if (inner) {
      check_message(walk, place, inner);
    } else if (rule->required) {
      rt_place_fault(walk->faults, walk->arena, place, "必填，请补上");
    }
  } else if (field->type == PROTOBUF_C_TYPE_ENUM) {
    check_enum(walk, place, field, *(const int *)slot, listed || rule->required);
  } else if (field->type == PROTOBUF_C_TYPE_INT32 && !listed) {
    check_number(walk, place, *(const int32_t *)slot, rule);
  } else if (field->type == PROTOBUF_C_TYPE_BYTES && rule->max > 0 && !listed &&
             ((const ProtobufCBinaryData *)slot)->len > (size_t)rule->max) {
    rt_place_fault(walk->faults, walk->arena, place, "最多 %d 个字节", rule->max);
  }
}

static void check_entry(struct walk *walk, const struct rt_place *up, const char *name, const ProtobufCMessage *entry) {
  const ProtobufCFieldDescriptor *fields = entry->descriptor->fields;
  const char *key = *(char **)rt_field_slot(entry, &fields[0]);
  struct rt_place map = {up, name, false, -1};
  struct rt_place place = {&map, key ? key : "", true, -1};
  if (!key || !*key) {
    rt_place_fault(walk->faults, walk->arena, &map, "有一项没有名称，请补上");
    return;
  }
  check_text(walk, &map, key, KEY_MAX, &no_rule, NULL);
  check_value(walk, &place, &fields[1], rt_field_slot(entry, &fields[1]), &no_rule, NULL);
}

static void check_list(struct walk *walk, const struct rt_place *up, const ProtobufCMessage *message,
                       const ProtobufCFieldDescriptor *field, const struct rt_field_rule *rule,
                       const regex_t *pattern) {
  size_t count = rt_field_count(message, field);
  size_t most = rule->max > 0 ? (size_t)rule->max : LIST_MAX;
  struct rt_place list = {up, field->name, false, -1};
  if (count > most) {
    rt_place_fault(walk->faults, walk->arena, &list, "最多 %zu 项，现在有 %zu 项，请删减", most, count);
    return;
  }
  if (rule->min > 0 && count < (size_t)rule->min) {
    rt_place_fault(walk->faults, walk->arena, &list, "至少要有 %d 项，请补上", rule->min);
  }
  for (size_t i = 0; i < count; i++) {
    const void *slot = rt_field_entry(message, field, i);
    if (rt_field_is_map(field)) {
      check_entry(walk, up, field->name, *(ProtobufCMessage *const *)slot);
    } else {
      struct rt_place place = {up, field->name, false, (long)i};
      check_value(walk, &place, field, slot, rule, pattern);
    }
  }
}

static void check_message(struct walk *walk, const struct rt_place *at, const ProtobufCMessage *message) {
  const ProtobufCMessageDescriptor *type = message->descriptor;
  for (unsigned i = 0; i < type->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &type->fields[i];
    const regex_t *pattern;
    const struct rt_field_rule *rule = rule_of(type, field->name, &pattern);
    if (rt_field_is_list(field)) {
      check_list(walk, at, message, field, rule, pattern);
    } else if (rt_field_chosen(message, field)) {
      struct rt_place place = {at, field->name, false, -1};
      check_value(walk, &place, field, rt_field_slot(message, field), rule, pattern);
    }
  }
}

void rt_rules_check(struct rt_arena *arena, const ProtobufCMessage *message, struct rt_faults *faults) {
  struct walk walk = {arena, faults};
  check_message(&walk, NULL, message);
}
