/* Templates (N-01): texts with `{field}`, by template, channel and language, versioned. A template says where values
 * go; a value is only data: it is never read as a template, and in a title it stays on its line. */
#ifndef NOTIFICATION_RULES_TELLING_TEMPLATE_H
#define NOTIFICATION_RULES_TELLING_TEMPLATE_H

#include "notification/rules/telling/rule.h"
#include <stdbool.h>
#include <stddef.h>

struct notification_template {
  const char *template; /* "accepted" */
  enum notification_channel channel;
  const char *language; /* "zh" */
  int version;          /* grows with every change of the words */
  const char *title;
  const char *text;
};

/* Ended by a NULL template. "email" is the frame of every e-mail: its fields are {title} and {text}. */
extern const struct notification_template notification_templates[];
#define NOTIFICATION_FRAME "email"

enum {
  NOTIFICATION_FIELD_MAX = 40,    /* a field's name with its NUL */
  NOTIFICATION_TITLE_MAX = 300,   /* bytes of a filled title, with its NUL */
  NOTIFICATION_TEXT_MAX = 28672,  /* of a filled text: reasons, law and remedies in full */
  NOTIFICATION_LETTER_MAX = 32768 /* of an e-mail's text */
};

/* NULL if there is none. */
const struct notification_template *notification_template_of(const char *template, enum notification_channel channel,
                                                             const char *language);

/* The value of a field, "" for none; never NULL. */
typedef const char *(*notification_value_of)(void *context, const char *field);

/* Fills the pattern; at most `size` bytes with the NUL, what is longer ends with "…" and a whole character. A line that
 * has fields, all of them empty, is left out. In a title (`one_line`) a line break of a value becomes a blank,
 * elsewhere it stays; other control characters go. The pattern must be sound (notification_pattern_sound). Returns the
 * length. */
size_t notification_fill(const char *pattern, bool one_line, notification_value_of value_of, void *context, char *out,
                         size_t size);

/* Walks the fields of a pattern: writes the next one's name and moves the cursor behind it; false when there is none
 * more or the pattern is not sound from here on. */
bool notification_next_field(const char **cursor, char ret_field[NOTIFICATION_FIELD_MAX]);
/* Every brace is part of a `{field_name}`, of lower-case letters and `_`. */
bool notification_pattern_sound(const char *pattern);

#endif
