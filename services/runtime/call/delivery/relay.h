/* The relay's thread: one a process, its own connection and its own client. A lease sees to it that one process a
 * service works. */
#ifndef RT_CALL_RELAY_H
#define RT_CALL_RELAY_H

#include "runtime/call/service.h"
#include "runtime/wire/client.h"

struct rt_relay;

/* Starts it; a database that is away is waited for. All that is given outlives the relay. */
RT_MUST_CHECK bool rt_relay_new(const struct rt_service *service, const char *dsn, const struct rt_seal *seal,
                                const char *brokers, const struct rt_keys *keys, struct rt_relay **ret_relay,
                                struct rt_error *error);
/* There is something in the outbox. Thread-safe; `relay` is a struct rt_relay. */
void rt_relay_wake(void *relay);
/* Its connection stands. Thread-safe. */
bool rt_relay_ready(const struct rt_relay *relay);
void rt_relay_destroy(struct rt_relay **relay);

#endif
