/* The key file and the keys derived from its lines; only seal.c needs it. */
#ifndef RT_SEAL_KEYS_H
#define RT_SEAL_KEYS_H

#include "runtime/base/buffer.h"
#include "runtime/base/status.h"

enum { RT_SEAL_KEY_BYTES = 32, RT_SEAL_KEYS_MAX = 256 };

/* One line of the file. */
struct rt_seal_key {
  unsigned version; /* 1 … 65535, growing down the file */
  uint8_t master[RT_SEAL_KEY_BYTES];
};

struct rt_seal_keys {
  struct rt_seal_key list[RT_SEAL_KEYS_MAX];
  size_t count;
};

/* Reads the file; refuses one that others may read or its group may write, and a line that is no key (named by its
 * number, never shown). The caller wipes `ret_keys`, on failure too. */
RT_MUST_CHECK bool rt_seal_keys_read(const char *path, struct rt_seal_keys *ret_keys, struct rt_error *error);

#endif
