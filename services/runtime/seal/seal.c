/* A sealed value is: key version (2 bytes, big-endian), nonce (24), cipher text, tag (16). The version and the place
 * are authenticated with it. Sealing and blinding use keys derived apart from one master. */
#include "runtime/seal/seal.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/id.h"
#include "runtime/seal/keys.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum {
  NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
  TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
  VERSION = 2,
  HEAD = VERSION + NONCE,
};

static_assert((int)RT_SEAL_KEY_BYTES == (int)crypto_kdf_KEYBYTES, "a master key is libsodium's");
static_assert((int)RT_SEAL_KEY_BYTES == (int)crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a derived key too");

struct rt_seal {
  size_t count;
  uint8_t blind[RT_SEAL_KEY_BYTES];
  struct rt_seal_key keys[]; /* derived for sealing; oldest first */
};

static struct rt_seal *derived(const struct rt_seal_keys *masters) {
  size_t bytes = sizeof(struct rt_seal) + masters->count * sizeof(struct rt_seal_key);
  /* The piece ends at a guard page, so its start is aligned only if its size is. */
  struct rt_seal *seal = sodium_malloc((bytes + 15) / 16 * 16);
  assert(seal);
  seal->count = masters->count;
  for (size_t i = 0; i < masters->count; i++) {
    const struct rt_seal_key *master = &masters->list[i];
    seal->keys[i].version = master->version;
    crypto_kdf_derive_from_key(seal->keys[i].master, RT_SEAL_KEY_BYTES, 1, "bm-seal-", master->master);
  }
  crypto_kdf_derive_from_key(seal->blind, RT_SEAL_KEY_BYTES, 2, "bm-blind", masters->list[0].master);
  sodium_mprotect_readonly(seal);
  return seal;
}

bool rt_seal_new(const char *key_file, struct rt_seal **ret_seal, struct rt_error *error) {
  if (sodium_init() < 0) {
    return rt_fail(error, RT_INTERNAL, "libsodium does not start");
  }
  struct rt_seal_keys masters = {0};
  bool done = rt_seal_keys_read(key_file, &masters, error);
  if (done) {
    *ret_seal = derived(&masters);
  }
  sodium_memzero(&masters, sizeof masters);
  return done;
}

void rt_seal_destroy(struct rt_seal **seal) {
  sodium_free(*seal); /* wipes */
  *seal = NULL;
}

/* Each part behind its length, so that no two places give the same bytes. */
static struct rt_bytes place_bytes(struct rt_arena *arena, struct rt_seal_place place, const uint8_t version[VERSION]) {
  const char *parts[] = {place.table, place.column, place.row};
  size_t size = VERSION;
  for (size_t i = 0; i < 3; i++) {
    size += 4 + strlen(parts[i]);
  }
  uint8_t *bytes = rt_arena_alloc(arena, size);
  uint8_t *at = bytes;
  memcpy(at, version, VERSION);
  at += VERSION;
  for (size_t i = 0; i < 3; i++) {
    size_t length = strlen(parts[i]);
    for (int shift = 24; shift >= 0; shift -= 8) {
      *at++ = (uint8_t)(length >> shift);
    }
    memcpy(at, parts[i], length);
    at += length;
  }
  return (struct rt_bytes){bytes, size};
}

struct rt_bytes rt_seal_close(const struct rt_seal *seal, struct rt_arena *arena, struct rt_seal_place place,
                              const void *data, size_t bytes) {
  const struct rt_seal_key *key = &seal->keys[seal->count - 1];
  uint8_t *out = rt_arena_alloc(arena, HEAD + bytes + TAG);
  out[0] = (uint8_t)(key->version >> 8);
  out[1] = (uint8_t)key->version;
  rt_random(out + VERSION, NONCE);
  struct rt_bytes where = place_bytes(arena, place, out);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD, NULL, data, bytes, where.data, where.size, NULL, out + VERSION,
                                             key->master);
  return (struct rt_bytes){out, HEAD + bytes + TAG};
}

static const struct rt_seal_key *key_of(const struct rt_seal *seal, const uint8_t *sealed) {
  unsigned version = (unsigned)sealed[0] << 8 | sealed[1];
  for (size_t i = 0; i < seal->count; i++) {
    if (seal->keys[i].version == version) {
      return &seal->keys[i];
    }
  }
  return NULL;
}

bool rt_seal_open(const struct rt_seal *seal, struct rt_arena *arena, struct rt_seal_place place,
                  struct rt_bytes sealed, struct rt_bytes *ret_data, struct rt_error *error) {
  if (sealed.size < HEAD + TAG) {
    return rt_fail(error, RT_DATA_LOSS, "%s.%s of %s: too short to be sealed", place.table, place.column, place.row);
  }
  const struct rt_seal_key *key = key_of(seal, sealed.data);
  if (!key) {
    return rt_fail(error, RT_DATA_LOSS, "%s.%s of %s: its key is not in the key file", place.table, place.column,
                   place.row);
  }
  struct rt_bytes where = place_bytes(arena, place, sealed.data);
  size_t size = sealed.size - HEAD - TAG;
  uint8_t *out = rt_arena_alloc(arena, size + 1);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, sealed.data + HEAD, size + TAG, where.data,
                                                 where.size, sealed.data + VERSION, key->master) != 0) {
    return rt_fail(error, RT_DATA_LOSS, "%s.%s of %s: changed or moved since it was sealed", place.table, place.column,
                   place.row);
  }
  *ret_data = (struct rt_bytes){out, size};
  return true;
}

void rt_seal_blind(const struct rt_seal *seal, const char *kind, const char *text, uint8_t ret_blind[RT_BLIND_SIZE]) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, seal->blind, sizeof seal->blind, RT_BLIND_SIZE);
  crypto_generichash_update(&state, (const uint8_t *)kind, strlen(kind) + 1); /* its NUL keeps the two apart */
  crypto_generichash_update(&state, (const uint8_t *)text, strlen(text));
  crypto_generichash_final(&state, ret_blind, RT_BLIND_SIZE);
}
