/* Statements on sessions, and on the sign-ins that failed. */
#ifndef INTAKE_STORE_SESSIONS_H
#define INTAKE_STORE_SESSIONS_H

#include "intake/rules/accounts/sign_in.h"
#include "intake/store/directory/accounts.h"

enum { INTAKE_TOKEN_HASH = 32 };

struct intake_session_row {
  struct intake_session session;
  struct intake_account_row account;
};

/* The session and its account as they are now; `session.username` stays NULL if there is none. */
void intake_sessions_load(struct rt_pipe *pipe, struct rt_bytes token_hash, struct intake_session_row *into);
/* Adds one, and takes away some that have long expired. */
void intake_sessions_add(struct rt_pipe *pipe, struct rt_bytes token_hash, const char *username, int64_t now_us,
                         int64_t expires_at_us);
void intake_sessions_revoke(struct rt_pipe *pipe, struct rt_bytes token_hash);
void intake_sessions_revoke_all(struct rt_pipe *pipe, const char *const *usernames, size_t count);

/* Zero tries if there were none. `username`: the blind index. */
void intake_tries_load(struct rt_pipe *pipe, struct rt_bytes username, struct intake_tries *into);
/* Keeps `tries`; loses when the row does not count `seen` failures. Also takes away some that are forgotten. */
void intake_tries_save(struct rt_pipe *pipe, struct rt_bytes username, const struct intake_tries *tries, int32_t seen);
void intake_tries_clear(struct rt_pipe *pipe, struct rt_bytes username);

#endif
