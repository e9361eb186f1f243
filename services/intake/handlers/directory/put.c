#include "intake/handlers/directory/put.h"

#include "bianmin/intake.pb-c.h"
#include "domain/unitpath.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void intake_put_start(struct rt_call *call, size_t count, size_t more) {
  struct intake_put *put = call->state;
  put->rows = rt_arena_array(call->arena, count, sizeof *put->rows);
  put->count = count;
  put->by_key = rt_arena_array(call->arena, count, sizeof *put->by_key);
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

void intake_put_row(struct rt_call *call, size_t i, const char *key, int32_t expected,
                    const ProtobufCMessage *content) {
  struct intake_put *put = call->state;
  put->rows[i].key = key;
  put->rows[i].expected = expected;
  put->rows[i].hash = hash_of(call->arena, content);
  put->by_key[i] = &put->rows[i];
}

static int by_key(const void *left, const void *right) {
  const struct intake_put_row *a = *(const struct intake_put_row *const *)left;
  const struct intake_put_row *b = *(const struct intake_put_row *const *)right;
  int order = strcmp(a->key, b->key);
  return order != 0 ? order : (a > b) - (a < b);
}

void intake_put_sort(struct rt_call *call, const char *list, const char *field) {
  struct intake_put *put = call->state;
  qsort(put->by_key, put->count, sizeof(struct intake_put_row *), by_key);
  for (size_t i = 1; i < put->count; i++)
    if (strcmp(put->by_key[i - 1]->key, put->by_key[i]->key) == 0)
      rt_call_fault(call, rt_arena_printf(call->arena, "%s[%zu].%s", list, (size_t)(put->by_key[i] - put->rows), field),
                    "同一代码只能列一次");
}

static int key_of_row(const void *key, const void *row) {
  return strcmp(key, (*(const struct intake_put_row *const *)row)->key);
}

const struct intake_put_row *intake_put_find(const struct intake_put *put, const char *key) {
  const struct intake_put_row *const *found =
      bsearch(key, put->by_key, put->count, sizeof(struct intake_put_row *), key_of_row);
  return found ? *found : NULL;
}

const char **intake_put_keys(const struct rt_call *call, size_t more) {
  const struct intake_put *put = call->state;
  const char **keys = rt_arena_array(call->arena, put->count + more, sizeof *keys);
  for (size_t i = 0; i < put->count; i++)
    keys[i] = put->rows[i].key;
  return keys;
}

static int kept_by_key(const void *left, const void *right) {
  return strcmp(((const struct intake_kept *)left)->key, ((const struct intake_kept *)right)->key);
}

static int key_of_kept(const void *key, const void *kept) {
  return strcmp(key, ((const struct intake_kept *)kept)->key);
}

const struct intake_kept *intake_put_kept(const struct intake_put *put, const char *key) {
  return bsearch(key, put->kept.rows, put->kept.count, sizeof *put->kept.rows, key_of_kept);
}

static bool same(struct rt_bytes a, struct rt_bytes b) {
  return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

void intake_put_changed(struct rt_call *call, const char *key) {
  rt_call_refuse(call, RT_FAILED_PRECONDITION, "VERSION_CHANGED", "%s 已被他人修改，或者尚未读取；请刷新后再改", key);
}

bool intake_admin_may(struct rt_call *call, const char *unit) {
  char path[DOM_UNITPATH_TEXT];
  const char *own = call->subject ? call->subject->unit_path : "";
  if (!call->subject)
    return true;
  if (*unit ? dom_unitpath_of_code(unit, path) && dom_unitpath_within(path, own) : *own && !strchr(own, '/'))
    return true;
  rt_call_refuse(call, RT_PERMISSION_DENIED, "NOT_YOURS", "不在您的管理范围内；请由上级管理员操作");
  return false;
}

void intake_put_decide(struct rt_call *call) {
  struct intake_put *put = call->state;
  qsort(put->kept.rows, put->kept.count, sizeof *put->kept.rows, kept_by_key);
  for (size_t i = 0; i < put->count; i++) {
    const struct intake_kept *kept = intake_put_kept(put, put->rows[i].key);
    struct intake_put_row *row = &put->rows[i];
    const bool stands = kept && same(kept->hash, row->hash);
    row->again = call->subject && stands && row->expected == kept->version - 1;
    if (call->subject && !row->again && row->expected != (kept ? kept->version : 0))
      intake_put_changed(call, row->key);
    row->version = row->again ? kept->version : !kept ? 1 : stands ? 0 : kept->version + 1;
  }
}

bool intake_put_writes(const struct intake_put_row *row) {
  return row->version != 0 && !row->again;
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
