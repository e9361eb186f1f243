/* Request bodies, and the files that `bmctl import` reads: whatever the bytes, the parser stays inside them and says
 * either what is wrong or a message; a message it takes is printed and taken again as the same. Input: a method's name,
 * a line feed, JSON; before the name may stand "caseNumber=530623-… " for a variable of the path. */
#include "runtime/json/json.h"
#include "bianmin/all_methods.h"
#include "bianmin/rules_table.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/text/utf8.h"
#include "sample.pb-c.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static ProtobufCMessage *parse(struct rt_arena *arena, const ProtobufCMessageDescriptor *type, const char *text,
                               size_t size, const struct rt_json_given *given, struct rt_faults *faults) {
  return rt_json_parse(arena, type, text, size, given, given != NULL, faults);
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
  const ProtobufCMessage *again = parse(arena, message->descriptor, text.data, text.used, NULL, &faults);
  must(again && faults.count == 0);
  struct rt_bytes one = packed(arena, message);
  struct rt_bytes two = packed(arena, again);
  must(one.size == two.size && memcmp(one.data, two.data, one.size) == 0);
}

/* What passed the rules as JSON passes them as bytes: gateway and service check alike. */
static void check_allowed(struct rt_arena *arena, const ProtobufCMessage *message) {
  struct rt_bytes bytes = packed(arena, message);
  const ProtobufCMessage *again =
      protobuf_c_message_unpack(message->descriptor, rt_arena_protobuf(arena), bytes.size, bytes.data);
  struct rt_faults faults = {0};
  must(again != NULL);
  rt_rules_check(arena, again, &faults);
  must(faults.count == 0);
}

static const ProtobufCMessageDescriptor *type_of(const char *name, size_t size) {
  size_t count = 0;
  for (const struct rt_method *m = bm_all_methods; m->name != NULL; m++, count++) {
    if (strlen(m->name) == size && memcmp(m->name, name, size) == 0) {
      return m->request;
    }
  }
  if (size == 6 && memcmp(name, "sample", 6) == 0) {
    return &sample__everything__descriptor;
  }
  size_t chosen = fuzz_hash(name, size) % (count + 1);
  return chosen == count ? &sample__everything__descriptor : bm_all_methods[chosen].request;
}

static void check(struct rt_arena *arena, const ProtobufCMessageDescriptor *type, struct fuzz_input body,
                  const struct rt_json_given *given) {
  struct rt_faults faults = {0};
  const char *exact =
      rt_arena_copy(arena, body.at, body.left); /* no byte behind it, so that one read too far is seen */
  const ProtobufCMessage *message = parse(arena, type, exact, body.left, given, &faults);
  must((message != NULL) == (faults.count == 0));
  if (message) {
    check_taken(arena, message);
    rt_rules_check(arena, message, &faults);
    if (faults.count == 0) {
      check_allowed(arena, message);
    }
  }
  for (size_t i = 0; i < faults.count; i++) {
    const struct rt_fault *fault = &faults.list[i];
    must(fault->field && *fault->message && rt_utf8_valid(fault->field, strlen(fault->field), NULL));
    must(rt_utf8_valid(fault->message, strlen(fault->message), NULL));
  }
}

/* "name=value " before the method: as the gateway takes it from path or query. */
static bool take_given(struct rt_arena *arena, struct fuzz_input *line, struct rt_json_given *ret_given) {
  const uint8_t *equals = memchr(line->at, '=', line->left);
  const uint8_t *blank = memchr(line->at, ' ', line->left);
  if (equals == NULL || blank == NULL || blank < equals) {
    return false;
  }
  struct fuzz_input name = fuzz_part(line, (size_t)(equals - line->at));
  (void)fuzz_byte(line);
  struct fuzz_input value = fuzz_part(line, (size_t)(blank - line->at));
  (void)fuzz_byte(line);
  ret_given->name = rt_arena_textn(arena, (const char *)name.at, name.left);
  ret_given->value = rt_arena_textn(arena, (const char *)value.at, value.left);
  return rt_utf8_valid((const char *)value.at, value.left,
                       NULL); /* runtime/http/parse/target lets nothing else through */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static bool ready;
  if (!ready) {
    rt_rules_use(bm_rules);
    ready = true;
  }
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  struct fuzz_input input = {data, size};
  const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
  struct fuzz_input line = fuzz_part(&input, end ? (size_t)(end - data) : 0);
  (void)fuzz_byte(&input);
  struct rt_json_given given;
  bool one = line.left > 0 && take_given(arena, &line, &given);
  check(arena, type_of((const char *)line.at, line.left), input, one ? &given : NULL);
  return 0;
}
