/* The gateway's own pages at the root: /livez /readyz /metrics /openapi.json. */
#ifndef GW_HTTP_PAGES_H
#define GW_HTTP_PAGES_H

#include "gateway/gateway.h"

/* The page of this path, NULL if it is none of them. */
const struct gw_own_page *gw_page_find(const struct rt_http_target *target);
/* Answers r->page; 405 for anything but GET and HEAD, 400 for query parameters. */
void gw_page_serve(struct gw_request *r);

#endif
