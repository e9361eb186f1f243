/* What the rooms of the gateway share: the process and a request on its way. Everything runs on one loop thread. */
#ifndef GW_GATEWAY_H
#define GW_GATEWAY_H

#include "gateway/auth/sessions.h"
#include "gateway/http/admit.h"
#include "gateway/http/route.h"
#include "gateway/routes.h"
#include "gateway/rpc/loop.h"
#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/id.h"
#include "runtime/http/parse/target.h"
#include "runtime/http/server.h"

#include <stdbool.h>
#include <stdint.h>

struct event;
struct event_base;
struct gw_own_page;
struct rt_host;
struct gw_probe;
struct gw_upload;
struct gw_download;
struct gw_live;
struct gw_stream;
struct gw_web;
struct gw_web_file;

enum { GW_SPARE_MAX = 64 };

struct gw {
  struct rt_host *host; /* answers /livez, /readyz and /metrics */
  struct event_base *base;
  struct rt_http_server *server;
  struct gw_rpc *rpc;
  struct gw_sessions *sessions;
  struct gw_web *web;                     /* the built pages */
  struct gw_live *live;                   /* streams of live lists */
  struct event *sweep;                    /* of the sessions */
  struct event *said;                     /* the log lines of this turn of the loop are to leave */
  struct gw_request *spare[GW_SPARE_MAX]; /* requests that are over, with their arenas, for the next */
  size_t spare_count;
  struct gw_admission admission;
  size_t crowd;       /* the most connections since memory was given back */
  size_t turned_away; /* requests, for want of a place, since the log was told */
  struct gw_probe *probe;
  int rpc_timeout_ms;
  uint64_t paper_max; /* bytes */
  bool draining;
};

/* One request. It outlives its exchange while an RPC or a session look-up is under way: each of these holds it. */
struct gw_request {
  struct gw *gw;
  struct rt_http_exchange *x; /* NULL once the exchange is gone: then nobody waits for an answer */
  int holds;
  struct rt_arena *arena;
  struct rt_http_target target;
  struct gw_match match;
  const struct gw_route *route;          /* match.route; NULL: none */
  const struct gw_own_page *page;        /* a page of the gateway's own */
  const struct gw_web_file *file;        /* one of the built pages */
  struct gw_lane *place;                 /* among the calls under way to the route's lane */
  bool turned_away;                      /* there was none */
  const struct rt_http_refusal *refusal; /* of the target */
  struct rt_buffer body;                 /* the JSON text */
  const char *token;                     /* of Authorization or of the cookie, or NULL */
  int64_t asked_ms;                      /* when it was asked whose that is, monotonic */
  int spent_ms;                          /* how long that took: it counts against the time of a call */
  const Bm__Subject *subject;            /* NULL: nobody is signed in */
  char key[RT_ID_SIZE];                  /* Idempotency-Key or "" */
  struct gw_upload *upload;
  struct gw_download *download;
  struct gw_stream *stream;       /* of a live list, from its beginning until the exchange is gone */
  char scratch[RT_HTTP_HEAD_MAX]; /* last: it is not zeroed */
};

struct gw_request *gw_request_new(struct gw *gw, struct rt_http_exchange *x);
/* While something is under way that will call back with this request. */
void gw_request_hold(struct gw_request *r);
void gw_request_release(struct gw_request *r);
/* Those that are kept. */
void gw_requests_free(struct gw *gw);

/* The value of a header field as text in the request's arena, NULL if there is none. *ret_repeated may be NULL. */
const char *gw_request_field(struct gw_request *r, const char *name, bool *ret_repeated);

/* An RPC on behalf of a request; zero where a member does not matter. */
struct gw_outgoing {
  const char *method;
  const char *lane;
  const ProtobufCMessage *message;
  const char *key;  /* Idempotency-Key */
  const char *same; /* see envelope.proto */
  bool repeatable;
};

/* Sends it with the request's subject and trace. `done` gets the request as its context, also when the client is gone
 * by then (r->x NULL), and has to gw_request_release it. */
void gw_request_call(struct gw_request *r, const struct gw_outgoing *call, rt_answer_fn done);

#endif
