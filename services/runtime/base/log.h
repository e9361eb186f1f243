/* One JSON object a line on stderr: {"time", "level", "service", "event", …}. No personal data, no secrets: callers see
 * to that. */
#ifndef RT_BASE_LOG_H
#define RT_BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

enum rt_log_level { RT_LOG_DEBUG, RT_LOG_INFO, RT_LOG_WARN, RT_LOG_ERROR, RT_LOG_LEVEL__COUNT };

struct rt_log_field {
  const char *name;
  const char *text; /* NULL: `number` counts */
  int64_t number;
};

#define RT_TEXT(name, value) ((struct rt_log_field){(name), (value), 0})
#define RT_NUMBER(name, value) ((struct rt_log_field){(name), NULL, (int64_t)(value)})

/* The process's name in every line and the lowest level that is written. Call once, before threads. */
void rt_log_open(const char *service, enum rt_log_level lowest);

/* For a loop that says a line a request: from now on this thread's lines are held until rt_log_flush. A warning or
 * worse takes what is held along at once, and so does a line too many to hold. */
void rt_log_hold(void);
void rt_log_flush(void);

void rt_log_fields(enum rt_log_level level, const char *event, const struct rt_log_field *fields, size_t count);

/* rt_log(RT_LOG_INFO, "worker joined", RT_TEXT("lane", lane), RT_NUMBER("workers", n)); at least one field. */
#define rt_log(level, event, ...)                                                                                      \
  rt_log_fields((level), (event), (const struct rt_log_field[]){__VA_ARGS__},                                          \
                sizeof((struct rt_log_field[]){__VA_ARGS__}) / sizeof(struct rt_log_field))

#endif
