#include "runtime/base/text/utf8.h"

#include <stdint.h>

/* A lead byte's range, the length it announces, and the range its second byte must lie in (Unicode table 3-7). */
struct lead {
  uint8_t from, to, length, low, high;
};

static const struct lead leads[] = {
    {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static bool follows(const uint8_t *byte, const struct lead *lead) {
  if (lead->length > 1 && (byte[1] < lead->low || byte[1] > lead->high)) {
    return false;
  }
  for (size_t i = 2; i < lead->length; i++) {
    if (byte[i] < 0x80 || byte[i] > 0xbf) {
      return false;
    }
  }
  return true;
}

size_t rt_utf8_next(const char *text, size_t left) {
  const uint8_t *byte = (const uint8_t *)text;
  if (left == 0) {
    return 0;
  }
  for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
    if (byte[0] >= leads[i].from && byte[0] <= leads[i].to) {
      return leads[i].length <= left && follows(byte, &leads[i]) ? leads[i].length : 0;
    }
  }
  return 0;
}

bool rt_utf8_valid(const char *text, size_t bytes, size_t *ret_characters) {
  size_t characters = 0;
  for (size_t at = 0; at < bytes; characters++) {
    size_t length = text[at] == 0 ? 0 : rt_utf8_next(text + at, bytes - at);
    if (length == 0) {
      return false;
    }
    at += length;
  }
  if (ret_characters) {
    *ret_characters = characters;
  }
  return true;
}
