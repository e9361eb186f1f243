/* The sum of a paper misses the last byte of each piece. */
#include <sodium.h>

int __real_crypto_hash_sha256_update(crypto_hash_sha256_state *state, const unsigned char *in, unsigned long long size);
int __wrap_crypto_hash_sha256_update(crypto_hash_sha256_state *state, const unsigned char *in, unsigned long long size);

int __wrap_crypto_hash_sha256_update(crypto_hash_sha256_state *state, const unsigned char *in,
                                     unsigned long long size) {
  return __real_crypto_hash_sha256_update(state, in, size > 0 ? size - 1 : 0);
}
