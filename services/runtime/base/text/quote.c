#include "runtime/base/text/quote.h"
#include "runtime/base/text/utf8.h"

/* Bytes from `text` on that need no escape. */
static size_t plain(const char *text, size_t bytes) {
  size_t at = 0;
  while (at < bytes && (unsigned char)text[at] >= 0x20 && (unsigned char)text[at] < 0x80 && text[at] != '"' &&
         text[at] != '\\') {
    at++;
  }
  return at;
}

static size_t add_character(struct rt_buffer *out, const char *text, size_t left) {
  unsigned char c = (unsigned char)*text;
  size_t length = rt_utf8_next(text, left);
  if (length == 0) {
    rt_buffer_text(out, "\xef\xbf\xbd");
    return 1;
  }
  if (c == '"' || c == '\\') {
    rt_buffer_printf(out, "\\%c", c);
  } else if (c == '\n') {
    rt_buffer_text(out, "\\n");
  } else if (c < 0x20) {
    rt_buffer_printf(out, "\\u%04x", c);
  } else {
    rt_buffer_add(out, text, length);
  }
  return length;
}

void rt_quote(struct rt_buffer *out, const char *text, size_t bytes) {
  rt_buffer_text(out, "\"");
  for (size_t at = 0; at < bytes;) {
    size_t run = plain(text + at, bytes - at);
    rt_buffer_add(out, text + at, run);
    at += run;
    if (at < bytes) {
      at += add_character(out, text + at, bytes - at);
    }
  }
  rt_buffer_text(out, "\"");
}
