/* What every client of the broker's rows measures, ours and the peers': round trips that ended inside the window, how
 * long each took, and the CPU time of all processes that took part. One clock, one window, one way to count for all. */
#ifndef BENCH_WIRE_MEASURE_H
#define BENCH_WIRE_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct measure;

/* The window opens `warm_ms` after the first round trip ends and stays open for `window_ms`. `watched`: "name=pid", the
 * other processes. */
struct measure *measure_new(int warm_ms, int window_ms, char *const *watched, size_t count);
void measure_free(struct measure *measure);
/* Monotonic nanoseconds. */
int64_t measure_now_ns(void);
/* A round trip that began at `began_ns` ended just now. False: the window is closed. From one thread only. */
bool measure_take(struct measure *measure, int64_t began_ns);
/* One line of JSON to stdout: count, seconds, rate, p50_us, p99_us, cpu_us (a round trip, by process; "client" is this
 * one). */
void measure_print(struct measure *measure);

#ifdef __cplusplus
}
#endif
#endif
