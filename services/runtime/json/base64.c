#include "runtime/json/base64.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

enum { PADDING = 64 }; /* its place among the digits */

void rt_base64_print(struct rt_buffer *out, const uint8_t *data, size_t bytes) {
  for (size_t at = 0; at < bytes; at += 3) {
    size_t left = bytes - at;
    unsigned group = (unsigned)data[at] << 16 | (left > 1 ? (unsigned)data[at + 1] << 8 : 0) |
                     (left > 2 ? (unsigned)data[at + 2] : 0);
    const char four[4] = {digits[group >> 18], digits[group >> 12 & 63], digits[left > 1 ? group >> 6 & 63 : PADDING],
                          digits[left > 2 ? group & 63 : PADDING]};
    rt_buffer_add(out, four, 4);
  }
}

static int value_of(char digit) {
  const char *found = digit ? strchr(digits, digit) : NULL;
  return found && found - digits < PADDING ? (int)(found - digits) : -1;
}

/* Bytes that the four give, 0 when they are wrong; bits behind the last byte must be zero, so that one value has one
 * text. */
static size_t parse_four(const char *four, bool last, uint8_t *ret_data) {
  size_t count = 3;
  if (last && four[3] == '=') {
    count = four[2] == '=' ? 1 : 2;
  }
  unsigned group = 0;
  for (size_t i = 0; i < 4; i++) {
    int value = i <= count ? value_of(four[i]) : 0;
    if (value < 0) {
      return 0;
    }
    group = group << 6 | (unsigned)value;
  }
  if ((count == 1 && (group & 0xffff)) || (count == 2 && (group & 0xff))) {
    return 0;
  }
  for (size_t i = 0; i < count; i++) {
    ret_data[i] = (uint8_t)(group >> (16 - 8 * i));
  }
  return count;
}

bool rt_base64_parse(const char *text, uint8_t *ret_data, size_t *ret_bytes) {
  size_t length = strlen(text);
  size_t bytes = 0;
  if (length % 4 != 0) {
    return false;
  }
  for (size_t at = 0; at < length; at += 4) {
    size_t got = parse_four(text + at, at + 4 == length, ret_data + bytes);
    if (got == 0) {
      return false;
    }
    bytes += got;
  }
  *ret_bytes = bytes;
  return true;
}
