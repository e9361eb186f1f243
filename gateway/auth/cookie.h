/* The session as a cookie, for the pages: a script can't read it, another site can't send it (SameSite=Strict), and no
 * write is taken on its word unless the browser says that one of our own pages asks. Asked for by "Bm-Session: cookie"
 * at sign-in; the answer's token is then "". */
#ifndef GW_AUTH_COOKIE_H
#define GW_AUTH_COOKIE_H

#include "gateway/gateway.h"

/* The token in a Cookie field, copied into the arena; NULL: none, or one that is no token. Pure. */
const char *gw_cookie_token(struct rt_arena *arena, const char *cookie);
/* Does the request come from a page of this same origin? By Sec-Fetch-Site; where a browser sends none, Origin has to
 * name Host, by https, or by http on the machine itself (localhost, 127.0.0.1, [::1]). NULL: the field is not there.
 * Pure. */
bool gw_cookie_same_origin(const char *fetch_site, const char *origin, const char *host);

/* The request's token by its cookie; false: it may not be used, answered 403. */
bool gw_cookie_take(struct gw_request *r);

/* Was the session asked for as a cookie? */
bool gw_cookie_wanted(struct gw_request *r);
/* The reply of SignIn with its token moved into the cookie. */
struct rt_bytes gw_cookie_give(struct gw_request *r, struct rt_bytes reply);
/* Takes the cookie away. */
void gw_cookie_clear(struct gw_request *r);

#endif
