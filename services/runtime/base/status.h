/* The outcome of a call: gRPC's codes, which also travel on the wire, and the text of a failure. */
#ifndef RT_BASE_STATUS_H
#define RT_BASE_STATUS_H

#include <stdbool.h>

enum rt_status {
  RT_OK = 0,
  RT_CANCELLED = 1,
  RT_UNKNOWN = 2,
  RT_INVALID_ARGUMENT = 3,
  RT_DEADLINE_EXCEEDED = 4,
  RT_NOT_FOUND = 5,
  RT_ALREADY_EXISTS = 6,
  RT_PERMISSION_DENIED = 7,
  RT_RESOURCE_EXHAUSTED = 8,
  RT_FAILED_PRECONDITION = 9,
  RT_ABORTED = 10,
  RT_OUT_OF_RANGE = 11,
  RT_UNIMPLEMENTED = 12,
  RT_INTERNAL = 13,
  RT_UNAVAILABLE = 14,
  RT_DATA_LOSS = 15,
  RT_UNAUTHENTICATED = 16,
  RT_STATUS__COUNT
};

/* "NOT_FOUND"; "UNKNOWN" for a number that is no status. Static text. */
const char *rt_status_name(enum rt_status status);

/* A failure on its way up: set once where it happens, wrapped by those who know more. Plain data; zero = no failure. */
struct rt_error {
  enum rt_status status;
  char text[512];
};

#define RT_MUST_CHECK __attribute__((warn_unused_result))

/* Sets `error` (NULL is allowed: the caller does not care why) and returns false, so that `return rt_fail(…)` reads
 * well. */
bool rt_fail(struct rt_error *error, enum rt_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " in front of the text that is there; keeps the status; returns false. */
bool rt_wrap(struct rt_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
