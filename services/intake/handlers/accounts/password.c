#include "intake/handlers/accounts/password.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* Interactive, as libsodium calls it: 64 MiB and two passes. */
static const unsigned long long passes = crypto_pwhash_OPSLIMIT_INTERACTIVE;
static const size_t memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;

/* Of nobody's password, with the parameters above: what is tried when there is no such account. */
static const char nobody[] =
    "$argon2id$v=19$m=65536,t=2,p=1$OyU3HRkdYOX4YvJpET1JQA$3fIZouQfjy3CEcRJQHRgYR7IjR8iALpadt+ZJGZCgw8";

char *intake_password_hash(struct rt_arena *arena, const char *password) {
  char *hash = rt_arena_alloc(arena, crypto_pwhash_STRBYTES);
  /* Fails only for want of memory. */
  int failed = crypto_pwhash_str(hash, password, strlen(password), passes, memory);
  assert(!failed);
  return hash;
}

bool intake_password_matches(const char *hash, const char *password) {
  bool matches = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
  return matches && hash;
}
