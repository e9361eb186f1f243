/* The gateway as a handler of runtime/http. */
#ifndef GW_HTTP_HANDLER_H
#define GW_HTTP_HANDLER_H

#include "runtime/http/server.h"

/* Its context is a struct gw. */
extern const struct rt_http_handler gw_handler;
/* Fields of every answer: nothing we send is to be sniffed, framed or run. */
extern const struct rt_http_fixed_field gw_fixed_fields[];

#endif
