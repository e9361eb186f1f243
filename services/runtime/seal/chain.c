#include "runtime/seal/chain.h"
#include "runtime/base/id.h"

#include <assert.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdbool.h>

const char rt_chain_start[RT_LINK_SIZE] = "0000000000000000000000000000000000000000000000000000000000000000";

static EVP_MD *sm3;
static pthread_once_t sm3_once = PTHREAD_ONCE_INIT;

/* Fetched once: OpenSSL 3 looks an algorithm up by name under a lock each time EVP_sm3() is used. */
static void sm3_fetch(void) {
  sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
}

void rt_chain_link(const char previous[RT_LINK_SIZE], const char *text, size_t bytes, char ret_link[RT_LINK_SIZE]) {
  pthread_once(&sm3_once, sm3_fetch);
  assert(sm3 && "libcrypto was built without SM3");
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  unsigned char link[(RT_LINK_SIZE - 1) / 2];
  unsigned size = 0;
  bool done = digest && EVP_DigestInit_ex2(digest, sm3, NULL) && EVP_DigestUpdate(digest, previous, RT_LINK_SIZE - 1) &&
              EVP_DigestUpdate(digest, "\n", 1) && EVP_DigestUpdate(digest, text, bytes) &&
              EVP_DigestFinal_ex(digest, link, &size);
  assert(done && size == sizeof link);
  EVP_MD_CTX_free(digest);
  rt_hex(link, sizeof link, ret_link);
}
