#include "domain/refusal.h"

#include "domain/utf8.h"

#include <stdarg.h>
#include <stdio.h>

/* A text that did not fit may end inside a character: cut it before that one. */
static void cut_at_character(char *text, size_t length) {
  size_t whole = 0;
  for (size_t next = dom_utf8_length(text, length); next > 0; next = dom_utf8_length(text + whole, length - whole)) {
    whole += next;
  }
  text[whole] = '\0';
}

bool dom_refuse(struct dom_refusal *refusal, enum dom_refusal_kind kind, const char *code, const char *field,
                const char *format, ...) {
  if (!refusal || refusal->kind != DOM_ALLOWED)
    return false;
  refusal->kind = kind;
  refusal->code = code;
  refusal->field = field;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(refusal->text, sizeof refusal->text, format, arguments);
  va_end(arguments);
  if (length >= (int)sizeof refusal->text) {
    cut_at_character(refusal->text, sizeof refusal->text - 1);
  }
  return false;
}
