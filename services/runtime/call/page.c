/* Page tokens: the keys of the last row of a page, each as its length and bytes, in base64url. They carry no secret and
 * grant nothing: what a caller may see is decided anew for every page. */
#include "runtime/base/text/utf8.h"
#include "runtime/call/call.h"
#include "runtime/wire/frames.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_DEFAULT = 50, PAGE_MAX = 200, KEYS_MAX = 4, TOKEN_MAX = 2048 };
enum { ROW_HEAD = 8, ROOM_BESIDE = TOKEN_MAX }; /* bytes: tag and length of a row; what a reply holds beside its rows */

int rt_page_size(int32_t asked) {
  if (asked <= 0) {
    return PAGE_DEFAULT;
  }
  return asked > PAGE_MAX ? PAGE_MAX : asked;
}

size_t rt_page_fit(ProtobufCMessage *const *rows, size_t count) {
  size_t bytes = ROOM_BESIDE;
  for (size_t i = 0; i < count; i++) {
    bytes += protobuf_c_message_get_packed_size(rows[i]) + ROW_HEAD;
    if (bytes > RT_WIRE_PAYLOAD_MAX) {
      return i > 0 ? i : 1;
    }
  }
  return count;
}

char *rt_page_token(struct rt_arena *arena, const char *const *keys, size_t count) {
  assert(count > 0 && count <= KEYS_MAX);
  struct rt_buffer raw = {0};
  for (size_t i = 0; i < count; i++) {
    size_t length = strlen(keys[i]);
    assert(length < 256);
    char head = (char)(unsigned char)length;
    rt_buffer_add(&raw, &head, 1);
    rt_buffer_add(&raw, keys[i], length);
  }
  size_t room = sodium_base64_encoded_len(raw.used, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *token = rt_arena_alloc(arena, room);
  sodium_bin2base64(token, room, (const unsigned char *)raw.data, raw.used, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  rt_buffer_free(&raw);
  return token;
}

static const char not_given[] = "翻页标记无效，请从第一页重新查询";

/* libsodium takes some bytes above ASCII for digits, so they are looked at first. */
static bool decode(const char *token, unsigned char raw[TOKEN_MAX], size_t *ret_size) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  size_t length = strlen(token);
  return strspn(token, digits) == length && sodium_base642bin(raw, TOKEN_MAX, token, length, NULL, ret_size, NULL,
                                                              sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}

/* Keys go to the database as texts, so they are UTF-8 without NUL. */
static bool split(struct rt_arena *arena, const unsigned char *raw, size_t size, const char **ret_keys, size_t count) {
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    if (at >= size || at + 1 + raw[at] > size || !rt_utf8_valid((const char *)raw + at + 1, raw[at], NULL)) {
      return false;
    }
    ret_keys[i] = rt_arena_textn(arena, (const char *)raw + at + 1, raw[at]);
    at += 1U + raw[at];
  }
  return at == size;
}

bool rt_page_keys(struct rt_call *call, const char *token, const char **ret_keys, size_t count) {
  unsigned char raw[TOKEN_MAX];
  size_t size = 0;
  const char *keys[KEYS_MAX];
  assert(count > 0 && count <= KEYS_MAX);
  if (!decode(token, raw, &size) || !split(call->arena, raw, size, keys, count)) {
    rt_call_fault(call, "pageToken", "%s", not_given);
    return false;
  }
  memcpy(ret_keys, keys, count * sizeof *keys);
  return true;
}

bool rt_page_number(struct rt_call *call, const char *key, int64_t most, int64_t *ret_number) {
  char *end = NULL;
  int64_t number = strtoll(key, &end, 10);
  char again[24];
  snprintf(again, sizeof again, "%" PRId64, number);
  if (number < 0 || number > most || strcmp(again, key) != 0) {
    rt_call_fault(call, "pageToken", "%s", not_given);
    return false;
  }
  *ret_number = number;
  return true;
}
