#include "domain/refusal.h"

#include <stdarg.h>
#include <stdio.h>

bool dom_refuse(struct dom_refusal *refusal, enum dom_refusal_kind kind, const char *code, const char *field,
                const char *format, ...) {
  if (!refusal || refusal->kind != DOM_ALLOWED)
    return false;
  refusal->kind = kind;
  refusal->code = code;
  refusal->field = field;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(refusal->text, sizeof refusal->text, format, arguments);
  va_end(arguments);
  return false;
}
