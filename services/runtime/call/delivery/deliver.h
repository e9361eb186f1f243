/* Taking events in: `<service>.Deliver`, the same for every service. Records of one stream run in rounds, in order;
 * those of different streams together, through the same two waves as requests and in one transaction, as long as none
 * of them fails. */
#ifndef RT_CALL_DELIVER_H
#define RT_CALL_DELIVER_H

#include "runtime/call/engine/run.h"

/* The row in the generated tables. Its functions are empty: the engine runs what was delivered. */
extern const struct rt_handler rt_deliver;

/* Runs the admitted Deliver requests of a drain; each ends with its DeliverReply, or UNAVAILABLE if the database went
 * away under it. */
void rt_deliver_run(struct rt_run *run, const struct rt_taker *takers, const void *things,
                    struct rt_job *const *deliveries, size_t count);

#endif
