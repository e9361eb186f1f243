#include "tests/bench/drive/parts/answer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NO_CONTENT = 204 };

static bool named(const char *line, const char *end, const char *name, const char **ret_value) {
  size_t length = strlen(name);
  if ((size_t)(end - line) <= length || strncasecmp(line, name, length) != 0 || line[length] != ':')
    return false;
  for (*ret_value = line + length + 1; **ret_value == ' ';)
    (*ret_value)++;
  return true;
}

/* Reads the fields; false without a length. */
static bool read_fields(const char *line, const char *end, struct drive_head *head) {
  bool measured = head->status == NO_CONTENT;
  while (line < end) {
    const char *next = memchr(line, '\n', (size_t)(end - line));
    const char *value;
    if (!next)
      break;
    if (named(line, next, "Content-Length", &value)) {
      head->length = strtoull(value, NULL, 10);
      measured = true;
    } else if (named(line, next, "Connection", &value)) {
      head->closes = strncasecmp(value, "close", 5) == 0;
    } else if (named(line, next, "Retry-After", &value)) {
      head->retry_after_s = strtoll(value, NULL, 10);
    }
    line = next + 1;
  }
  return measured;
}

enum drive_reading drive_answer_read(const char *bytes, size_t length, struct drive_head *ret_head) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end)
    return DRIVE_MORE;
  struct drive_head head = {.head = (size_t)(end - bytes) + 4, .retry_after_s = -1};
  const char *line = memchr(bytes, '\n', length);
  if (strncmp(bytes, "HTTP/1.1 ", 9) != 0)
    return DRIVE_WRONG;
  head.status = (int)strtol(bytes + 9, NULL, 10);
  if (head.status < 200 || head.status > 599 || !read_fields(line + 1, end + 2, &head))
    return DRIVE_WRONG;
  *ret_head = head;
  return length >= head.head + head.length ? DRIVE_WHOLE : DRIVE_MORE;
}
