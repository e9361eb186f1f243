/* Asking intake: who a token is, and, with a token that is nobody's, whether anybody answers (readiness). */
#ifndef GW_AUTH_RESOLVE_H
#define GW_AUTH_RESOLVE_H

#include "gateway/gateway.h"

/* The gw_ask_fn of the gateway; its context is a struct gw. */
void gw_resolve(void *context, const char *token, void *asked);

/* Asks at once and every second from then on. The answer may be read by any thread. */
struct gw_probe *gw_probe_new(struct gw *gw);
void gw_probe_destroy(struct gw_probe **probe);
/* A question of the last few seconds was answered. */
bool gw_probe_ready(const struct gw_probe *probe);

#endif
