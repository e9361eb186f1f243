#include "notification/rules/telling/template.h"

#include "domain/utf8.h"
#include <string.h>

const struct notification_template *notification_template_of(const char *template, enum notification_channel channel,
                                                             const char *language) {
  for (const struct notification_template *row = notification_templates; row->template; row++)
    if (row->channel == channel && strcmp(row->template, template) == 0 && strcmp(row->language, language) == 0)
      return row;
  return NULL;
}

/* Reads "{name}" at `text`; returns what stands behind it, NULL if it is none. */
static const char *read_field(const char *text, char ret_field[NOTIFICATION_FIELD_MAX]) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
  size_t length = strspn(text + 1, letters);
  if (length == 0 || length >= NOTIFICATION_FIELD_MAX || text[length + 1] != '}')
    return NULL;
  memcpy(ret_field, text + 1, length);
  ret_field[length] = '\0';
  return text + length + 2;
}

bool notification_next_field(const char **cursor, char ret_field[NOTIFICATION_FIELD_MAX]) {
  const char *brace = strchr(*cursor, '{');
  const char *behind = brace ? read_field(brace, ret_field) : NULL;
  if (!behind)
    return false;
  *cursor = behind;
  return true;
}

bool notification_pattern_sound(const char *pattern) {
  char field[NOTIFICATION_FIELD_MAX];
  while (*(pattern += strcspn(pattern, "{}"))) {
    const char *behind = *pattern == '{' ? read_field(pattern, field) : NULL;
    if (!behind)
      return false;
    pattern = behind;
  }
  return true;
}

/* What is being filled: where it goes, and whether it went over. */
struct filling {
  char *out;
  size_t size;
  size_t used;
  bool over;
};

static const char ellipsis[] = "…";

/* One whole character, or nothing ever again; the ellipsis always has room. */
static void put(struct filling *filling, const char *character, size_t bytes) {
  if (filling->over)
    return;
  if (filling->used + bytes + sizeof ellipsis > filling->size) {
    filling->over = true;
    return;
  }
  memcpy(filling->out + filling->used, character, bytes);
  filling->used += bytes;
}

static void put_pattern(struct filling *filling, const char *text, size_t bytes) {
  for (size_t i = 0, step; i < bytes; i += step) {
    step = dom_utf8_length(text + i, bytes - i);
    step = step ? step : 1;
    put(filling, text + i, step);
  }
}

static void put_value(struct filling *filling, const char *value, bool one_line) {
  size_t left = strlen(value);
  for (size_t step; left > 0; value += step, left -= step) {
    step = dom_utf8_length(value, left);
    if (step == 0) {
      step = 1; /* not UTF-8: goes */
    } else if (*value == '\n' || *value == '\t') {
      put(filling, one_line || *value == '\t' ? " " : "\n", 1);
    } else if ((unsigned char)*value >= 0x20 && *value != 0x7f) {
      put(filling, value, step);
    } else if (one_line && *value == '\r' && value[1] != '\n') {
      put(filling, " ", 1);
    }
  }
}

/* Whether a line of the pattern has something to say: no field, or one that is not empty. */
static bool says_something(const char *line, size_t bytes, notification_value_of value_of, void *context) {
  char field[NOTIFICATION_FIELD_MAX];
  bool fields = false;
  for (const char *at = line; notification_next_field(&at, field) && at <= line + bytes;) {
    fields = true;
    if (*value_of(context, field))
      return true;
  }
  return !fields;
}

static void fill_line(struct filling *filling, const char *line, size_t bytes, bool one_line,
                      notification_value_of value_of, void *context) {
  char field[NOTIFICATION_FIELD_MAX];
  const char *end = line + bytes;
  while (line < end) {
    size_t plain = strcspn(line, "{");
    plain = plain < (size_t)(end - line) ? plain : (size_t)(end - line);
    put_pattern(filling, line, plain);
    line += plain;
    if (line == end)
      return;
    const char *behind = read_field(line, field);
    if (!behind)
      return;
    put_value(filling, value_of(context, field), one_line);
    line = behind;
  }
}

size_t notification_fill(const char *pattern, bool one_line, notification_value_of value_of, void *context, char *out,
                         size_t size) {
  struct filling filling = {out, size, 0, false};
  for (bool first = true; pattern;) {
    const char *end = strchr(pattern, '\n');
    size_t bytes = end ? (size_t)(end - pattern) : strlen(pattern);
    if (says_something(pattern, bytes, value_of, context)) {
      if (!first)
        put(&filling, "\n", 1);
      fill_line(&filling, pattern, bytes, one_line, value_of, context);
      first = false;
    }
    pattern = end ? end + 1 : NULL;
  }
  if (filling.over) {
    memcpy(out + filling.used, ellipsis, sizeof ellipsis - 1);
    filling.used += sizeof ellipsis - 1;
  }
  out[filling.used] = '\0';
  return filling.used;
}
