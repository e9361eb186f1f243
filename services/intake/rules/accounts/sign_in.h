/* Signing in: how often one may try, and how long a session holds (G-02). */
#ifndef INTAKE_RULES_ACCOUNTS_SIGN_IN_H
#define INTAKE_RULES_ACCOUNTS_SIGN_IN_H

#include "domain/refusal.h"
#include <stdint.h>

enum {
  INTAKE_TRIES_FREE = 5,         /* so many wrong ones cost nothing but themselves */
  INTAKE_TRIES_WAIT_S = 10,      /* after the 5th; doubles with each further one … */
  INTAKE_TRIES_WAIT_MAX_S = 900, /* … up to this */
  INTAKE_TRIES_FORGET_S = 3600   /* after the last one */
};

/* Failed tries of one username, known or not. */
struct intake_tries {
  int32_t failures;
  int64_t last_us;
  int64_t blocked_until_us;
};

/* TOO_MANY_ATTEMPTS while the username must wait, right password or not; then `*ret_wait_s` says how long (at least 1).
 */
bool intake_try_allowed(const struct intake_tries *tries, int64_t now_us, int32_t *ret_wait_s,
                        struct dom_refusal *refusal);

/* Counts a wrong try. */
void intake_try_failed(struct intake_tries *tries, int64_t now_us);

struct intake_session {
  const char *username; /* NULL: there is none */
  int64_t expires_at_us;
  bool revoked;
  bool closed; /* its account */
};

bool intake_session_holds(const struct intake_session *session, int64_t now_us);

#endif
