/* Pure questions about bytes; locale never matters here, so nothing of <ctype.h> is used. */
#include "runtime/http/parse/text.h"

#include <string.h>
#include <strings.h>

bool rt_http_text_is(struct rt_http_text text, const char *word) {
  return strlen(word) == text.len && memcmp(text.at, word, text.len) == 0;
}

bool rt_http_text_is_nocase(struct rt_http_text text, const char *word) {
  return strlen(word) == text.len && strncasecmp(text.at, word, text.len) == 0;
}

bool rt_http_is_tchar(unsigned char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
    return true;
  }
  return c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

bool rt_http_text_is_token(struct rt_http_text text) {
  for (size_t i = 0; i < text.len; i++) {
    if (!rt_http_is_tchar((unsigned char)text.at[i])) {
      return false;
    }
  }
  return text.len > 0;
}

char rt_http_lower(char c) {
  if (c >= 'A' && c <= 'Z') {
    return "abcdefghijklmnopqrstuvwxyz"[c - 'A'];
  }
  return c;
}

int rt_http_hex(unsigned char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

/* How long is the sequence that starts with this byte, and what may its second byte be? 0 = no such start. */
static size_t sequence(unsigned char first, unsigned char *ret_low, unsigned char *ret_high) {
  *ret_low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  *ret_high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xc2 && first <= 0xdf) {
    return 2;
  }
  if (first >= 0xe0 && first <= 0xef) {
    return 3;
  }
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

bool rt_http_utf8_ok(const char *bytes, size_t len) {
  const unsigned char *at = (const unsigned char *)bytes;
  for (size_t i = 0; i < len;) {
    unsigned char low = 0;
    unsigned char high = 0;
    size_t need = sequence(at[i], &low, &high);
    if (need == 0 || need > len - i) {
      return false;
    }
    for (size_t k = 1; k < need; k++) {
      if (at[i + k] < (k == 1 ? low : 0x80) || at[i + k] > (k == 1 ? high : 0xbf)) {
        return false;
      }
    }
    i += need;
  }
  return true;
}
