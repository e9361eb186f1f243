/* Page tokens: the keys of the last row of a page, each as its length and bytes, in base64url. They carry no secret and
 * grant nothing: what a caller may see is decided anew for every page. */
#include "runtime/call/call.h"
#include "runtime/wire/frames.h"

#include <assert.h>
#include <sodium.h>
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

static bool split(struct rt_arena *arena, const unsigned char *raw, size_t size, const char **ret_keys, size_t count) {
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    if (at >= size || at + 1 + raw[at] > size || memchr(raw + at + 1, '\0', raw[at]) != NULL) {
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
  if (sodium_base642bin(raw, sizeof raw, token, strlen(token), NULL, &size, NULL,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      !split(call->arena, raw, size, keys, count)) {
    rt_call_fault(call, "pageToken", "翻页标记无效，请从第一页重新查询");
    return false;
  }
  memcpy(ret_keys, keys, count * sizeof *keys);
  return true;
}
