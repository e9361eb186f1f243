/* The thread that answers /livez, /readyz and /metrics. */
#ifndef RT_HOST_HEALTH_H
#define RT_HOST_HEALTH_H

#include "runtime/host/host.h"

struct rt_health;

/* Listens on "unix:/path", "/path" or "host:port" and starts the thread. */
RT_MUST_CHECK bool rt_health_new(struct rt_host *host, const char *address, struct rt_health **ret_health,
                                 struct rt_error *error);
/* Ends the thread. NULL-safe. */
void rt_health_destroy(struct rt_health **health);

#endif
