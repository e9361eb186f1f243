/* The checks every request passes, in the order of the API: route (404, 405), a place (503), session (401), role (403),
 * media type (415), key and fields (400). What is past them goes to a service. */
#ifndef GW_HTTP_CHECK_H
#define GW_HTTP_CHECK_H

#include "gateway/gateway.h"

/* Checks and goes on with the request, or answers; may do either later. */
void gw_check(struct gw_request *r);

/* The request message of the route from path, query and JSON text ("{}" where there is none), checked by the field
 * rules; in the request's arena. NULL: answered with a problem. */
ProtobufCMessage *gw_check_message(struct gw_request *r, const char *json, size_t bytes);

/* Query parameters that the route does not know are answered with a problem, then false. */
bool gw_check_query(struct gw_request *r);

/* rt_answer_fn of calls whose answer is the answer of the route. */
void gw_check_answered(void *context, const Bm__Answer *answer, struct rt_bytes payload);

/* Is this the answer of success? */
bool gw_answer_ok(const Bm__Answer *answer);

/* Does the role list of a route let this subject (NULL: nobody signed in) in? Pure. */
bool gw_check_role(uint32_t roles, const Bm__Subject *subject);
/* May this text be a session's token? Pure. */
bool gw_check_token(const char *text);
/* The token of "Bearer <token>", NULL for anything else; within `header`. Pure. */
const char *gw_check_bearer(const char *header);
/* Is it application/json, by itself or with charset=utf-8? Pure. */
bool gw_check_is_json(const char *content_type);

#endif
