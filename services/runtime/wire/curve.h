/* CURVE identities: who a process is on the wire, and whom a broker lets in. A key directory holds `<identity>.secret`
 * (the process's own; 0600), `broker.public`, and at a broker `clients/<identity>.public` for everyone it lets in. */
#ifndef RT_WIRE_CURVE_H
#define RT_WIRE_CURVE_H

#include "runtime/base/status.h"

/* A certificate file, laid out as zauth reads it. */
struct rt_key_pair {
  char public_key[41];
  char secret_key[41]; /* "" where only the public half was asked for */
};

RT_MUST_CHECK bool rt_key_read(const char *path, bool secret, struct rt_key_pair *ret_pair, struct rt_error *error);

/* What a key may do: one role an identity; "gateway", "operator", else the name of a service. */
struct rt_keys {
  char identity[32];
  char public_key[41];
  char secret_key[41];
  char broker_key[41]; /* the brokers' public key: all brokers of a county share one identity */
};

RT_MUST_CHECK bool rt_keys_load(const char *directory, const char *identity, struct rt_keys *ret_keys,
                                struct rt_error *error);
/* Makes a pair for every identity of the list (ended by NULL) that has none yet; a second run changes nothing. Lays
 * them out below `directory` as one folder an identity, each holding only what that process may see. */
RT_MUST_CHECK bool rt_keys_make(const char *directory, const char *const *identities, struct rt_error *error);

#endif
