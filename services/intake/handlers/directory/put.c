#include "intake/handlers/directory/put.h"

#include "bianmin/intake.pb-c.h"

#include <sodium.h>
#include <string.h>

void intake_put_start(struct rt_call *call, size_t count, size_t more) {
  struct intake_put *put = call->state;
  put->rows = rt_arena_array(call->arena, count, sizeof *put->rows);
  put->count = count;
  put->kept.rows = rt_arena_array(call->arena, count + more, sizeof *put->kept.rows);
}

static struct rt_bytes hash_of(struct rt_arena *arena, const ProtobufCMessage *content) {
  size_t size = protobuf_c_message_get_packed_size(content);
  uint8_t *packed = rt_arena_alloc(arena, size + 1);
  uint8_t *hash = rt_arena_alloc(arena, crypto_hash_sha256_BYTES);
  protobuf_c_message_pack(content, packed);
  crypto_hash_sha256(hash, packed, size);
  return (struct rt_bytes){hash, crypto_hash_sha256_BYTES};
}

void intake_put_row(struct rt_call *call, size_t i, const char *key, const ProtobufCMessage *content, const char *list,
                    const char *field) {
  struct intake_put *put = call->state;
  put->rows[i].key = key;
  put->rows[i].hash = hash_of(call->arena, content);
  for (size_t j = 0; j < i; j++)
    if (strcmp(put->rows[j].key, key) == 0)
      rt_call_fault(call, rt_arena_printf(call->arena, "%s[%zu].%s", list, i, field), "同一代码只能列一次");
}

const char **intake_put_keys(const struct rt_call *call, size_t more) {
  const struct intake_put *put = call->state;
  const char **keys = rt_arena_array(call->arena, put->count + more, sizeof *keys);
  for (size_t i = 0; i < put->count; i++)
    keys[i] = put->rows[i].key;
  return keys;
}

const struct intake_kept *intake_put_kept(const struct intake_put *put, const char *key) {
  for (size_t i = 0; i < put->kept.count; i++)
    if (strcmp(put->kept.rows[i].key, key) == 0)
      return &put->kept.rows[i];
  return NULL;
}

static bool same(struct rt_bytes a, struct rt_bytes b) {
  return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

void intake_put_decide(struct rt_call *call) {
  struct intake_put *put = call->state;
  for (size_t i = 0; i < put->count; i++) {
    const struct intake_kept *kept = intake_put_kept(put, put->rows[i].key);
    put->rows[i].version = !kept ? 1 : same(kept->hash, put->rows[i].hash) ? 0 : kept->version + 1;
  }
}

void intake_put_reply(struct rt_call *call) {
  const struct intake_put *put = call->state;
  Bm__PutReply *reply = rt_message(call->arena, &bm__put_reply__descriptor);
  for (size_t i = 0; i < put->count; i++) {
    int32_t version = put->rows[i].version;
    *(version == 0 ? &reply->unchanged : version == 1 ? &reply->added : &reply->changed) += 1;
  }
  call->reply = &reply->base;
}

void intake_put_fault(struct rt_call *call, const char *list, size_t i, const struct dom_refusal *refusal) {
  rt_call_fault(call, rt_arena_printf(call->arena, "%s[%zu].%s", list, i, refusal->field), "%s", refusal->text);
}
