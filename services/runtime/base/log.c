/* Lines leave whole, as many in one write(2) as a pipe takes in one piece, so that lines of threads never mix; text
 * that is not UTF-8 is shown as U+FFFD, so that a line is always JSON. */
#include "runtime/base/log.h"
#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/base/text/quote.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[RT_LOG_LEVEL__COUNT] = {"debug", "info", "warn", "error"};
static char service_name[64] = "unnamed";
static enum rt_log_level lowest_level = RT_LOG_INFO;

enum { HELD_MAX = 64 * 1024 };

/* What a thread has to say and has not said yet; without holding, one line. */
static _Thread_local struct {
  bool hold;
  struct rt_buffer lines;
} ours;

void rt_log_open(const char *service, enum rt_log_level lowest) {
  assert(lowest < RT_LOG_LEVEL__COUNT);
  strncpy(service_name, service, sizeof service_name - 1);
  service_name[sizeof service_name - 1] = 0;
  lowest_level = lowest;
}

static void add_text(struct rt_buffer *out, const char *text) {
  rt_quote(out, text, strlen(text));
}

static void add_time(struct rt_buffer *out) {
  static _Thread_local time_t date_of;
  static _Thread_local char date[32];
  int64_t now_us = rt_clock_now_us();
  time_t seconds = (time_t)(now_us / 1000000);
  if (seconds != date_of) {
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
    date_of = seconds;
  }
  rt_buffer_printf(out, "{\"time\":\"%s.%03dZ\"", date, (int)(now_us / 1000 % 1000));
}

static void add_member(struct rt_buffer *out, const char *name, const char *text) {
  rt_buffer_text(out, ",");
  add_text(out, name);
  rt_buffer_text(out, ":");
  add_text(out, text);
}

static void write_out(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t wrote = write(STDERR_FILENO, bytes, count);
    if (wrote < 0 && errno != EINTR) {
      return; /* nowhere to say it */
    }
    bytes += wrote > 0 ? wrote : 0;
    count -= wrote > 0 ? (size_t)wrote : 0;
  }
}

/* As many whole lines as PIPE_BUF takes; one line if it alone is longer. */
static size_t piece(const char *lines, size_t bytes) {
  if (bytes <= PIPE_BUF) {
    return bytes;
  }
  const char *end = memrchr(lines, '\n', PIPE_BUF);
  end = end ? end : memchr(lines, '\n', bytes);
  return (size_t)(end - lines) + 1;
}

void rt_log_hold(void) {
  ours.hold = true;
}

void rt_log_flush(void) {
  int saved = errno;
  for (size_t at = 0; at < ours.lines.used;) {
    size_t bytes = piece(ours.lines.data + at, ours.lines.used - at);
    write_out(ours.lines.data + at, bytes);
    at += bytes;
  }
  rt_buffer_free(&ours.lines);
  errno = saved;
}

static void add_line(struct rt_buffer *out, enum rt_log_level level, const char *event,
                     const struct rt_log_field *fields, size_t count) {
  add_time(out);
  add_member(out, "level", level_names[level]);
  add_member(out, "service", service_name);
  add_member(out, "event", event);
  for (size_t i = 0; i < count; i++) {
    if (fields[i].text) {
      add_member(out, fields[i].name, fields[i].text);
    } else {
      rt_buffer_text(out, ",");
      add_text(out, fields[i].name);
      rt_buffer_printf(out, ":%" PRId64, fields[i].number);
    }
  }
  rt_buffer_text(out, "}\n");
}

void rt_log_fields(enum rt_log_level level, const char *event, const struct rt_log_field *fields, size_t count) {
  if (level < lowest_level) {
    return;
  }
  add_line(&ours.lines, level, event, fields, count);
  if (!ours.hold || level >= RT_LOG_WARN || ours.lines.used > HELD_MAX) {
    rt_log_flush();
  }
}
