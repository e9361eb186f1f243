/* Which row of the generated route table a request is. Pure. */
#ifndef GW_HTTP_ROUTE_H
#define GW_HTTP_ROUTE_H

#include "gateway/routes.h"
#include "runtime/http/parse/target.h"
#include "runtime/json/json.h"

#include <stddef.h>

enum { GW_VARIABLES_MAX = 4 };

struct gw_match {
  const struct gw_route *route; /* NULL: none */
  char allow[64];               /* verbs that the path has, if it is the verb that does not fit; else "" */
  struct rt_json_given variables[GW_VARIABLES_MAX];
  size_t variable_count;
};

/* The first row of `routes` whose path and verb fit. HEAD is looked up as GET. Variables point into `target` and, the
 * last of a path with an action, into `scratch`, which must hold RT_HTTP_HEAD_MAX bytes and live as long as the match.
 * A variable takes no empty segment and none with a ':' in it, for that begins an action. */
void gw_route_find(const struct gw_route *routes, const char *verb, const struct rt_http_target *target, char *scratch,
                   struct gw_match *ret);

#endif
