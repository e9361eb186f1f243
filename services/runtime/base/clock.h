/* The two clocks. Real time is read once a request and handed down (rules and statements never ask for it); waiting is
 * monotonic. */
#ifndef RT_BASE_CLOCK_H
#define RT_BASE_CLOCK_H

#include <stdint.h>

/* Microseconds since 1970-01-01T00:00Z (CLOCK_REALTIME; libfaketime moves it). */
int64_t rt_clock_now_us(void);
/* Milliseconds of a clock that never jumps. */
int64_t rt_clock_monotonic_ms(void);

#endif
