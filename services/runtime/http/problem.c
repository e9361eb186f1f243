/* A writer of six members needs no JSON library; it needs the escapes right. */
#include "runtime/http/problem.h"

#include "runtime/http/parse/text.h"
#include "runtime/http/refusal.h"

#include <event2/buffer.h>
#include <stdbool.h>
#include <string.h>

static void put(struct evbuffer *out, const char *text) {
  evbuffer_add(out, text, strlen(text));
}

/* How many bytes at `at` form one well-formed character; 0 for none. */
static size_t character(const char *at) {
  size_t left = strnlen(at, 4);
  for (size_t len = 1; len <= left; len++) {
    if (rt_http_utf8_ok(at, len)) {
      return len;
    }
  }
  return 0;
}

void rt_http_json_string(const char *text, struct evbuffer *out) {
  put(out, "\"");
  while (*text) {
    unsigned char c = (unsigned char)*text;
    size_t len = character(text);
    if (c == '"' || c == '\\') {
      evbuffer_add_printf(out, "\\%c", c);
    } else if (c < 0x20 || c == 0x7f) {
      evbuffer_add_printf(out, "\\u%04x", c);
    } else if (len == 0) {
      put(out, "\xef\xbf\xbd");
    } else {
      evbuffer_add(out, text, len);
    }
    text += len > 0 ? len : 1;
  }
  put(out, "\"");
}

static void put_member(struct evbuffer *out, const char *name, const char *value) {
  if (value && *value) {
    evbuffer_add_printf(out, ",\"%s\":", name);
    rt_http_json_string(value, out);
  }
}

static void put_errors(struct evbuffer *out, const struct rt_http_problem *problem) {
  put(out, ",\"errors\":[");
  for (size_t i = 0; i < problem->error_count; i++) {
    put(out, i == 0 ? "{\"field\":" : ",{\"field\":");
    rt_http_json_string(problem->errors[i].field ? problem->errors[i].field : "", out);
    put(out, ",\"message\":");
    rt_http_json_string(problem->errors[i].message ? problem->errors[i].message : "", out);
    put(out, "}");
  }
  put(out, "]");
}

void rt_http_problem_write(const struct rt_http_problem *problem, struct evbuffer *out) {
  evbuffer_add_printf(out, "{\"type\":\"urn:bianmin:problem:%s\",\"title\":", problem->code);
  rt_http_json_string(problem->title ? problem->title : rt_http_status_title(problem->status), out);
  evbuffer_add_printf(out, ",\"status\":%d", problem->status);
  put_member(out, "code", problem->code);
  put_member(out, "detail", problem->detail);
  if (problem->error_count > 0) {
    put_errors(out, problem);
  }
  put_member(out, "traceId", problem->trace_id);
  put(out, "}");
}
