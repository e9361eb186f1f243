/* Request bodies: whatever the bytes, the parser stays inside them and says either what is wrong or a message; a
 * message it takes is printed and taken again as the same. */
#include "runtime/json/json.h"
#include "runtime/base/cleanup.h"
#include "sample.pb-c.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
  if (!holds) {
    abort();
  }
}

static ProtobufCMessage *parse(struct rt_arena *arena, const char *text, size_t size, struct rt_faults *faults) {
  return rt_json_parse(arena, &sample__everything__descriptor, text, size, NULL, 0, faults);
}

static struct rt_bytes packed(struct rt_arena *arena, const ProtobufCMessage *message) {
  size_t size = protobuf_c_message_get_packed_size(message);
  uint8_t *bytes = rt_arena_alloc(arena, size);
  protobuf_c_message_pack(message, bytes);
  return (struct rt_bytes){bytes, size};
}

static void check_taken(struct rt_arena *arena, const ProtobufCMessage *message) {
  RT_AUTO(rt_buffer_free) struct rt_buffer text = {0};
  struct rt_faults faults = {0};
  rt_json_print(message, &text);
  const ProtobufCMessage *again = parse(arena, text.data, text.used, &faults);
  must(again && faults.count == 0);
  struct rt_bytes one = packed(arena, message);
  struct rt_bytes two = packed(arena, again);
  must(one.size == two.size && memcmp(one.data, two.data, one.size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  struct rt_faults faults = {0};
  char *exact = rt_arena_copy(arena, data, size); /* no byte behind it, so that one read too far is seen */
  const ProtobufCMessage *message = parse(arena, exact, size, &faults);
  must((message != NULL) == (faults.count == 0));
  if (message) {
    check_taken(arena, message);
    rt_rules_check(arena, message, &faults);
  }
  for (size_t i = 0; i < faults.count; i++) {
    must(faults.list[i].field && *faults.list[i].message);
  }
  return 0;
}
