/* The RPC client on the gateway's event loop: its sockets are watched, its timers run, and starts made within one round
 * of the loop leave together. */
#ifndef GW_RPC_LOOP_H
#define GW_RPC_LOOP_H

#include "runtime/wire/client.h"

struct event_base;
struct gw_rpc;

/* Borrows the client, which must outlive it. */
struct gw_rpc *gw_rpc_new(struct event_base *base, struct rt_client *client);
/* Tells those that still wait UNAVAILABLE; the client is not to be stepped any more. NULL-safe. */
void gw_rpc_destroy(struct gw_rpc **rpc);

/* As rt_client_start; `done` is called later, from the loop, exactly once. */
void gw_rpc_start(struct gw_rpc *rpc, const struct rt_outgoing_call *call, rt_answer_fn done, void *context);

#endif
