/* Lines are built whole and leave by one write(2), so that lines of threads never mix; text that is not UTF-8 is shown
 * as U+FFFD, so that a line is always JSON. */
#include "runtime/base/log.h"
#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/base/text/quote.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[RT_LOG_LEVEL__COUNT] = {"debug", "info", "warn", "error"};
static char service_name[64] = "unnamed";
static enum rt_log_level lowest_level = RT_LOG_INFO;

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
  int64_t now_us = rt_clock_now_us();
  time_t seconds = (time_t)(now_us / 1000000);
  struct tm utc;
  gmtime_r(&seconds, &utc);
  char date[32];
  strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
  rt_buffer_printf(out, "{\"time\":\"%s.%03dZ\"", date, (int)(now_us / 1000 % 1000));
}

static void add_member(struct rt_buffer *out, const char *name, const char *text) {
  rt_buffer_text(out, ",");
  add_text(out, name);
  rt_buffer_text(out, ":");
  add_text(out, text);
}

static void write_line(const struct rt_buffer *line) {
  for (size_t at = 0; at < line->used;) {
    ssize_t wrote = write(STDERR_FILENO, line->data + at, line->used - at);
    if (wrote < 0 && errno != EINTR) {
      return; /* nowhere to say it */
    }
    at += wrote > 0 ? (size_t)wrote : 0;
  }
}

void rt_log_fields(enum rt_log_level level, const char *event, const struct rt_log_field *fields, size_t count) {
  if (level < lowest_level) {
    return;
  }
  int saved = errno;
  struct rt_buffer line = {0};
  add_time(&line);
  add_member(&line, "level", level_names[level]);
  add_member(&line, "service", service_name);
  add_member(&line, "event", event);
  for (size_t i = 0; i < count; i++) {
    if (fields[i].text) {
      add_member(&line, fields[i].name, fields[i].text);
    } else {
      rt_buffer_text(&line, ",");
      add_text(&line, fields[i].name);
      rt_buffer_printf(&line, ":%" PRId64, fields[i].number);
    }
  }
  rt_buffer_text(&line, "}\n");
  write_line(&line);
  rt_buffer_free(&line);
  errno = saved;
}
