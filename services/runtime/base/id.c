#include "runtime/base/id.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void draw(void *ret_data, size_t bytes) {
  char *data = ret_data;
  while (bytes > 0) {
    ssize_t got = getrandom(data, bytes, 0);
    if (got < 0 && errno != EINTR) {
      fputs("the kernel gives no random bytes\n", stderr);
      abort();
    }
    if (got > 0) {
      data += got;
      bytes -= (size_t)got;
    }
  }
}

/* Small wishes, of which a request has several, are served from bytes drawn ahead, each given once and wiped. */
void rt_random(void *ret_data, size_t bytes) {
  static _Thread_local struct {
    uint8_t bytes[512];
    size_t left;
  } ahead;
  if (bytes > sizeof ahead.bytes / 4) {
    draw(ret_data, bytes);
    return;
  }
  if (bytes > ahead.left) {
    draw(ahead.bytes, sizeof ahead.bytes);
    ahead.left = sizeof ahead.bytes;
  }
  ahead.left -= bytes;
  memcpy(ret_data, ahead.bytes + ahead.left, bytes);
  explicit_bzero(ahead.bytes + ahead.left, bytes);
}

void rt_hex(const void *data, size_t bytes, char *ret_text) {
  static const char digits[] = "0123456789abcdef";
  const uint8_t *byte = data;
  for (size_t i = 0; i < bytes; i++) {
    ret_text[2 * i] = digits[byte[i] >> 4];
    ret_text[2 * i + 1] = digits[byte[i] & 15];
  }
  ret_text[2 * bytes] = 0;
}

void rt_id_new(int64_t now_us, char ret_text[RT_ID_SIZE]) {
  uint8_t id[16];
  uint64_t ms = (uint64_t)(now_us / 1000);
  for (int i = 0; i < 6; i++) {
    id[i] = (uint8_t)(ms >> (8 * (5 - i)));
  }
  rt_random(id + 6, sizeof id - 6);
  id[6] = (uint8_t)(0x70 | (id[6] & 0x0f));
  id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
  char hex[33];
  rt_hex(id, sizeof id, hex);
  static const int cut[] = {0, 8, 12, 16, 20, 32};
  char *out = ret_text;
  for (int i = 0; i < 5; i++) {
    memcpy(out, hex + cut[i], (size_t)(cut[i + 1] - cut[i]));
    out += cut[i + 1] - cut[i];
    *out++ = i < 4 ? '-' : 0;
  }
}

static bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool rt_id_valid(const char *text) {
  if (!text || strnlen(text, RT_ID_SIZE) != RT_ID_SIZE - 1) {
    return false;
  }
  for (int i = 0; i < RT_ID_SIZE - 1; i++) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) {
      return false;
    }
  }
  return true;
}
