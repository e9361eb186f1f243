/* GET /v1/live: the streams. A stream ends with its session, within 5 s of its being revoked and at once when it signs
 * out here; with its client; when the gateway drains. */
#ifndef GW_SSE_LIVE_H
#define GW_SSE_LIVE_H

#include "gateway/gateway.h"

struct gw_live;

enum { GW_STREAMS_A_SESSION = 4 };

/* At most `most` streams at once. */
struct gw_live *gw_live_new(struct gw *gw, size_t most);
/* The server and the RPC client are gone. NULL-safe. */
void gw_live_destroy(struct gw_live **live);

/* A request of the route that has passed the checks: answers with a stream or a problem. */
void gw_live_begin(struct gw_request *r);
/* The exchange of a stream is gone; r->stream becomes NULL. */
void gw_live_gone(struct gw_request *r);
/* Tells those whose session this is; called when it signed out. */
void gw_live_check_all(struct gw_live *live);
/* The gateway drains: all end. */
void gw_live_close(struct gw_live *live);

#endif
