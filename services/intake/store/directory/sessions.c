#include "intake/store/directory/sessions.h"

static void read_session(const struct rt_row *row, void *into) {
  struct intake_session_row *found = into;
  intake_accounts_read(row, 0, &found->account);
  found->session.username = found->account.account.username;
  found->session.closed = found->account.account.closed;
  found->session.expires_at_us = rt_row_time(row, INTAKE_ACCOUNT_COLUMN_COUNT);
  found->session.revoked = rt_row_bool(row, INTAKE_ACCOUNT_COLUMN_COUNT + 1);
}

static const struct rt_statement load = {
    "sessions_load", "SELECT " INTAKE_ACCOUNT_COLUMNS ", s.expires_at, s.revoked FROM sessions AS s "
                     "JOIN accounts AS a ON a.username = s.username LEFT JOIN units AS u ON u.unit = a.unit "
                     "WHERE s.token_hash = $1"};

void intake_sessions_load(struct rt_pipe *pipe, struct rt_bytes token_hash, struct intake_session_row *into) {
  rt_pipe_run(pipe, &load, read_session, into, RT_P_BYTES(token_hash));
}

static const struct rt_statement add = {
    "sessions_add",
    "INSERT INTO sessions (token_hash, username, created_at, expires_at, revoked) VALUES ($1, $2, $3, $4, false)"};

/* A few at every sign-in: more than are made, so they do not pile up. */
static const struct rt_statement sweep = {
    "sessions_sweep", "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at < $1 "
                      "ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)"};

void intake_sessions_add(struct rt_pipe *pipe, struct rt_bytes token_hash, const char *username, int64_t now_us,
                         int64_t expires_at_us) {
  rt_pipe_run(pipe, &add, NULL, NULL, RT_P_BYTES(token_hash), RT_P_TEXT(username), RT_P_TIME(now_us),
              RT_P_TIME(expires_at_us));
  rt_pipe_run(pipe, &sweep, NULL, NULL, RT_P_TIME(now_us));
}

static const struct rt_statement revoke = {"sessions_revoke",
                                           "UPDATE sessions SET revoked = true WHERE token_hash = $1"};

void intake_sessions_revoke(struct rt_pipe *pipe, struct rt_bytes token_hash) {
  rt_pipe_run(pipe, &revoke, NULL, NULL, RT_P_BYTES(token_hash));
}

static const struct rt_statement revoke_all = {
    "sessions_revoke_all", "UPDATE sessions SET revoked = true WHERE username = ANY ($1) AND NOT revoked"};

void intake_sessions_revoke_all(struct rt_pipe *pipe, const char *const *usernames, size_t count) {
  rt_pipe_run(pipe, &revoke_all, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, usernames, count));
}

static void read_tries(const struct rt_row *row, void *into) {
  struct intake_tries *tries = into;
  tries->failures = (int32_t)rt_row_int(row, 0);
  tries->last_us = rt_row_time(row, 1);
  tries->blocked_until_us = rt_row_time(row, 2);
}

static const struct rt_statement tries_load = {
    "tries_load", "SELECT failures, last_at, blocked_until FROM sign_in_failures WHERE username_blind = $1"};

void intake_tries_load(struct rt_pipe *pipe, struct rt_bytes username, struct intake_tries *into) {
  rt_pipe_run(pipe, &tries_load, read_tries, into, RT_P_BYTES(username));
}

static const struct rt_statement tries_save = {
    "tries_save", "INSERT INTO sign_in_failures AS t (username_blind, failures, last_at, blocked_until) "
                  "VALUES ($1, $2, $3, $4) ON CONFLICT (username_blind) DO UPDATE SET "
                  "failures = CASE WHEN t.failures = $5 THEN excluded.failures ELSE rt_conflict() END, "
                  "last_at = excluded.last_at, blocked_until = excluded.blocked_until"};

static const struct rt_statement tries_sweep = {
    "tries_sweep", "DELETE FROM sign_in_failures WHERE username_blind IN (SELECT username_blind FROM sign_in_failures "
                   "WHERE last_at < $1 ORDER BY last_at LIMIT 10 FOR UPDATE SKIP LOCKED)"};

void intake_tries_save(struct rt_pipe *pipe, struct rt_bytes username, const struct intake_tries *tries, int32_t seen) {
  rt_pipe_run(pipe, &tries_save, NULL, NULL, RT_P_BYTES(username), RT_P_INT(tries->failures), RT_P_TIME(tries->last_us),
              RT_P_TIME(tries->blocked_until_us), RT_P_INT(seen));
  rt_pipe_run(pipe, &tries_sweep, NULL, NULL, RT_P_TIME(tries->last_us - INTAKE_TRIES_FORGET_S * INT64_C(1000000)));
}

static const struct rt_statement tries_clear = {"tries_clear",
                                                "DELETE FROM sign_in_failures WHERE username_blind = $1"};

void intake_tries_clear(struct rt_pipe *pipe, struct rt_bytes username) {
  rt_pipe_run(pipe, &tries_clear, NULL, NULL, RT_P_BYTES(username));
}
