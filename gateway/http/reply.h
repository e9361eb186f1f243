/* From what a service answered to HTTP. */
#ifndef GW_HTTP_REPLY_H
#define GW_HTTP_REPLY_H

#include "gateway/gateway.h"
#include "runtime/json/rules.h"

/* Answers with a problem: the service's refusal or failure. */
void gw_reply_refusal(struct gw_request *r, const Bm__Answer *answer);
/* 400 FIELD_INVALID naming each field. */
void gw_reply_faults(struct gw_request *r, const struct rt_faults *faults);
/* A refusal of the gateway's own; adds WWW-Authenticate to 401 and Retry-After to 429 and 503. */
void gw_reply_refuse(struct gw_request *r, const struct rt_http_refusal *refusal);
/* The route's success with the reply as JSON (204: without). Reads get an ETag, and 304 if the client has that already.
 */
void gw_reply_success(struct gw_request *r, struct rt_bytes payload);
/* gRPC status (and code, which may say more) → HTTP status. Pure. */
int gw_reply_http_status(int status, const char *code);

#endif
