#include "intake/handlers/accounts/token.h"

#include "runtime/base/id.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN_BYTES = 32, TOKEN_TEXT = 44 };

char *intake_token_new(struct rt_arena *arena) {
  uint8_t random[TOKEN_BYTES];
  char *token = rt_arena_alloc(arena, TOKEN_TEXT);
  rt_random(random, sizeof random);
  sodium_bin2base64(token, TOKEN_TEXT, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return token;
}

struct rt_bytes intake_token_hash(struct rt_arena *arena, const char *token) {
  uint8_t *hash = rt_arena_alloc(arena, crypto_hash_sha256_BYTES);
  crypto_hash_sha256(hash, (const uint8_t *)token, strlen(token));
  return (struct rt_bytes){hash, crypto_hash_sha256_BYTES};
}

struct rt_bytes intake_token_hash_of(struct rt_arena *arena, const char *hex) {
  uint8_t *hash = rt_arena_alloc(arena, crypto_hash_sha256_BYTES);
  size_t size = 0;
  if (sodium_hex2bin(hash, crypto_hash_sha256_BYTES, hex, strlen(hex), NULL, &size, NULL) != 0 ||
      size != crypto_hash_sha256_BYTES)
    return (struct rt_bytes){NULL, 0};
  return (struct rt_bytes){hash, size};
}
