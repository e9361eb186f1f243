/* A thread that takes turns: the relay's and the timers'. */
#ifndef RT_CALL_LOOP_H
#define RT_CALL_LOOP_H

#include "runtime/base/status.h"

struct rt_loop;

/* Calls `turn` over and over: again at once while it returns true, else after `period_ms` or a wake, but not sooner
 * than `rest_ms` after it began: what comes in a row of wakes shares a turn. */
RT_MUST_CHECK bool rt_loop_start(int period_ms, int rest_ms, bool (*turn)(void *context), void *context,
                                 struct rt_loop **ret_loop, struct rt_error *error);
/* Thread-safe, does not wait. */
void rt_loop_wake(struct rt_loop *loop);
/* Waits for the turn under way and ends the thread; NULL-safe. */
void rt_loop_stop(struct rt_loop **loop);

#endif
