/* Who a bearer token is: asked of intake (intake.ResolveSession) and remembered for 5 s, for 30 s while intake is away.
 * Tokens are kept by their SHA-256 only. A session that was revoked is seen as such within those 5 s; one that signs
 * out through this gateway is forgotten at once. */
#ifndef GW_AUTH_SESSIONS_H
#define GW_AUTH_SESSIONS_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/buffer.h"

struct event_base;
struct gw_sessions;

enum gw_verdict {
  GW_SESSION_KNOWN,
  GW_SESSION_UNKNOWN, /* no such session, or no longer */
  GW_SESSION_AWAY,    /* intake can't be asked and nothing recent enough is remembered */
  GW_VERDICT__COUNT
};

/* `subject`: a packed bm.Subject, with KNOWN only; lives until the function returns. */
typedef void (*gw_session_fn)(void *context, enum gw_verdict verdict, struct rt_bytes subject);

/* How intake is asked, so that tests can answer in its place: calls gw_sessions_learn with the same `asked`, later. */
typedef void (*gw_ask_fn)(void *context, const char *token, void *asked);

struct gw_sessions *gw_sessions_new(gw_ask_fn ask, void *context);
/* Nobody may be waiting. */
void gw_sessions_destroy(struct gw_sessions **sessions);

/* Calls `done` once: at once if the token is remembered, else when intake has answered. `now_ms` is monotonic. */
void gw_sessions_find(struct gw_sessions *sessions, const char *token, int64_t now_ms, gw_session_fn done,
                      void *context);
/* Intake's answer to an ask. */
void gw_sessions_learn(struct gw_sessions *sessions, void *asked, enum gw_verdict verdict, struct rt_bytes subject,
                       int64_t now_ms);
/* Forgets the token; an answer of intake that is under way is not remembered. */
void gw_sessions_forget(struct gw_sessions *sessions, const char *token);
/* Drops what nobody has asked for recently; call every few seconds. */
void gw_sessions_sweep(struct gw_sessions *sessions, int64_t now_ms);
size_t gw_sessions_count(const struct gw_sessions *sessions);

#endif
