/* Personal data at rest: XChaCha20-Poly1305 per field (libsodium), keyed blind index for look-ups. Keys are a service's
 * own, versioned; the newest seals, every one opens. DOMAIN.md "Roles and scope", ARCHITECTURE.md "Data". */
#ifndef RT_SEAL_SEAL_H
#define RT_SEAL_SEAL_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/status.h"

struct rt_seal;

/* Where a sealed value stands; it opens nowhere else. */
struct rt_seal_place {
  const char *table;
  const char *column;
  const char *row; /* id of the row */
};

enum { RT_BLIND_SIZE = 16 };

/* The key file: lines "VERSION BASE64-OF-32-BYTES", made by rt_seal_make_keys; mode must not let others read it. */
RT_MUST_CHECK bool rt_seal_new(const char *key_file, struct rt_seal **ret_seal, struct rt_error *error);
void rt_seal_destroy(struct rt_seal **seal);
/* Adds a new version to the key file (creates it, 0600). */
RT_MUST_CHECK bool rt_seal_make_keys(const char *key_file, struct rt_error *error);

/* Sealed bytes in the arena: version, nonce, cipher text, tag. Thread-safe: the keys are read only. */
struct rt_bytes rt_seal_close(const struct rt_seal *seal, struct rt_arena *arena, struct rt_seal_place place,
                              const void *data, size_t bytes);
/* Opens into the arena (a NUL is put behind); DATA_LOSS when it was changed, moved, or its key is gone. */
RT_MUST_CHECK bool rt_seal_open(const struct rt_seal *seal, struct rt_arena *arena, struct rt_seal_place place,
                                struct rt_bytes sealed, struct rt_bytes *ret_data, struct rt_error *error);
/* Keyed BLAKE2b of `kind` and `text`: equal texts give equal bytes, nothing else can be told. Normalise first. Of the
 * oldest key, so that rotation keeps look-ups. */
void rt_seal_blind(const struct rt_seal *seal, const char *kind, const char *text, uint8_t ret_blind[RT_BLIND_SIZE]);

#endif
