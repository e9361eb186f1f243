/* The timers' thread: what is due is run like a request, each once; it also sweeps stored answers that are 7 days old.
 */
#ifndef RT_CALL_TIMERS_H
#define RT_CALL_TIMERS_H

#include "runtime/call/delivery/lease.h"
#include "runtime/call/engine/engine.h"

struct rt_timers;

/* Starts it; a database that is away is waited for. `parts` is copied, what it names outlives the timers. */
RT_MUST_CHECK bool rt_timers_new(const struct rt_engine_parts *parts, struct rt_timers **ret_timers,
                                 struct rt_error *error);
void rt_timers_destroy(struct rt_timers **timers);

/* One turn, as the thread takes it: fires what is due (≤ RT_DRAIN_MAX) if this holder has the lease; what cannot be
 * done now is put off with growing waits. Returns how many it tried. */
size_t rt_timers_round(struct rt_engine *engine, const struct rt_lease *lease, struct rt_arena *arena, int64_t now_us);
/* Deletes answers older than 7 days, a few hundred at a time. */
void rt_timers_sweep(struct rt_engine *engine, struct rt_arena *arena, int64_t now_us);

#endif
