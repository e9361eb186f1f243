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

struct question {
  const char *hash;
  const char *password;
  char *made; /* where the hash goes, crypto_pwhash_STRBYTES */
  bool good;
};

static void make(void *context) {
  struct question *question = context;
  const char *password = question->password;
  question->good = crypto_pwhash_str(question->made, password, strlen(password), passes, memory) == 0;
}

static void verify(void *context) {
  struct question *question = context;
  const char *password = question->password;
  question->good = crypto_pwhash_str_verify(question->hash, password, strlen(password)) == 0;
}

char *intake_password_hash(struct rt_call *call, const char *password) {
  char *made = rt_arena_alloc(call->arena, crypto_pwhash_STRBYTES);
  struct question question = {.password = password, .made = made};
  rt_call_compute(call, make, &question);
  assert(question.good); /* fails only for want of memory */
  return made;
}

bool intake_password_matches(struct rt_call *call, const char *hash, const char *password) {
  struct question question = {.hash = hash ? hash : nobody, .password = password};
  rt_call_compute(call, verify, &question);
  return question.good && hash;
}
