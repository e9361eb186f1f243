#include "runtime/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[RT_STATUS__COUNT] = {
    [RT_OK] = "OK",
    [RT_CANCELLED] = "CANCELLED",
    [RT_UNKNOWN] = "UNKNOWN",
    [RT_INVALID_ARGUMENT] = "INVALID_ARGUMENT",
    [RT_DEADLINE_EXCEEDED] = "DEADLINE_EXCEEDED",
    [RT_NOT_FOUND] = "NOT_FOUND",
    [RT_ALREADY_EXISTS] = "ALREADY_EXISTS",
    [RT_PERMISSION_DENIED] = "PERMISSION_DENIED",
    [RT_RESOURCE_EXHAUSTED] = "RESOURCE_EXHAUSTED",
    [RT_FAILED_PRECONDITION] = "FAILED_PRECONDITION",
    [RT_ABORTED] = "ABORTED",
    [RT_OUT_OF_RANGE] = "OUT_OF_RANGE",
    [RT_UNIMPLEMENTED] = "UNIMPLEMENTED",
    [RT_INTERNAL] = "INTERNAL",
    [RT_UNAVAILABLE] = "UNAVAILABLE",
    [RT_DATA_LOSS] = "DATA_LOSS",
    [RT_UNAUTHENTICATED] = "UNAUTHENTICATED",
};

const char *rt_status_name(enum rt_status status) {
  return (unsigned)status < RT_STATUS__COUNT ? names[status] : names[RT_UNKNOWN];
}

/* A cut text must not end in half a character: drops the bytes of one that is not whole. */
static void whole_characters(char *text, size_t room, int wanted) {
  if (wanted < 0 || (size_t)wanted < room) {
    return;
  }
  size_t end = strlen(text);
  size_t start = end;
  while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80) {
    start--;
  }
  if (start > 0 && ((unsigned char)text[start - 1] & 0x80)) {
    unsigned char lead = (unsigned char)text[start - 1];
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (end - start + 1 < length) {
      text[start - 1] = 0;
    }
  }
}

bool rt_fail(struct rt_error *error, enum rt_status status, const char *format, ...) {
  if (!error) {
    return false;
  }
  error->status = status;
  va_list args;
  va_start(args, format);
  int wanted = vsnprintf(error->text, sizeof error->text, format, args);
  va_end(args);
  whole_characters(error->text, sizeof error->text, wanted);
  return false;
}

bool rt_wrap(struct rt_error *error, const char *format, ...) {
  if (!error) {
    return false;
  }
  char inner[sizeof error->text];
  memcpy(inner, error->text, sizeof inner);
  va_list args;
  va_start(args, format);
  int prefix = vsnprintf(error->text, sizeof error->text, format, args);
  va_end(args);
  whole_characters(error->text, sizeof error->text, prefix);
  size_t used = strlen(error->text);
  int wanted = snprintf(error->text + used, sizeof error->text - used, ": %s", inner);
  whole_characters(error->text, sizeof error->text, wanted < 0 ? wanted : wanted + (int)used);
  return false;
}
