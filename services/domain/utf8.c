#include "domain/utf8.h"

#include <stdint.h>

/* What may follow the first byte: how many bytes, and the range of the second, which keeps out over-long forms,
 * surrogates and what is above U+10FFFF (RFC 3629, table of section 4). */
struct lead {
  unsigned char first;
  unsigned char last;
  unsigned char bytes;
  unsigned char second_low;
  unsigned char second_high;
};

static const struct lead leads[] = {
    {0x01, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static size_t follow(const unsigned char *bytes, size_t size, const struct lead *lead) {
  if (lead->bytes > size) {
    return 0;
  }
  if (lead->bytes > 1 && (bytes[1] < lead->second_low || bytes[1] > lead->second_high)) {
    return 0;
  }
  for (size_t i = 2; i < lead->bytes; i++) {
    if (bytes[i] < 0x80 || bytes[i] > 0xbf) {
      return 0;
    }
  }
  return lead->bytes;
}

size_t dom_utf8_length(const char *text, size_t size) {
  const unsigned char *bytes = (const unsigned char *)text;
  for (size_t i = 0; size > 0 && i < sizeof leads / sizeof leads[0]; i++) {
    if (bytes[0] >= leads[i].first && bytes[0] <= leads[i].last) {
      return follow(bytes, size, &leads[i]);
    }
  }
  return 0;
}
