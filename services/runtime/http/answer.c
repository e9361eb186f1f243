/* Writing answers. Everything goes into the bufferevent's output at once; conn_step sends it. */
#include "runtime/http/conn.h"
#include "runtime/http/problem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *date_now(struct rt_http_server *server) {
  time_t now = time(NULL);
  if (now != server->date_of) {
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(server->date, sizeof server->date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    server->date_of = now;
  }
  return server->date;
}

static bool header_safe(const char *text) {
  for (; *text; text++) {
    if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f) {
      return false;
    }
  }
  return true;
}

void rt_http_field(struct rt_http_exchange *x, const char *name, const char *value) {
  assert(x->answer == ANSWER_NONE && header_safe(name) && header_safe(value));
  rt_buffer_printf(&x->fields, "%s: %s\r\n", name, value);
}

void rt_http_no_fixed_fields(struct rt_http_exchange *x) {
  x->bare = true;
}

/* Status line and fields. An answer before the request's end closes the connection: what follows can't be trusted to
 * begin a request. */
static struct evbuffer *begin(struct rt_http_exchange *x, int status, const char *type, uint64_t length) {
  assert(x->answer == ANSWER_NONE);
  struct rt_http_server *server = x->conn->server;
  struct evbuffer *out = bufferevent_get_output(x->conn->bev);
  struct rt_buffer *fields = &x->fields;
  char first[128];
  x->status = status;
  x->answered_ms = conn_now_ms();
  x->endless = length == RT_HTTP_ENDLESS;
  x->close = x->close || x->endless || !x->whole || x->head.close || server->draining;
  int used = snprintf(first, sizeof first, "HTTP/1.1 %d %s\r\nDate: %s\r\n", status, rt_http_status_phrase(status),
                      date_now(server));
  assert(used > 0 && (size_t)used < sizeof first);
  if (type) {
    rt_buffer_printf(fields, "Content-Type: %s\r\n", type);
  }
  if (status != 204 && status != 304 && !x->endless) {
    rt_buffer_printf(fields, "Content-Length: %llu\r\n", (unsigned long long)length);
  }
  rt_buffer_text(fields, x->close ? "Connection: close\r\n\r\n" : "\r\n");
  evbuffer_add(out, first, (size_t)used);
  if (!x->bare) {
    evbuffer_add(out, server->fixed.data, server->fixed.used);
  }
  evbuffer_add(out, fields->data, fields->used);
  return out;
}

static void end(struct rt_http_exchange *x) {
  x->answer = ANSWER_DONE;
  conn_kick(x->conn);
}

void rt_http_answer(struct rt_http_exchange *x, int status, const char *type, const void *body, size_t len) {
  struct evbuffer *out = begin(x, status, type, len);
  if (!x->head_only && len > 0) {
    evbuffer_add(out, body, len);
    x->body_out = len;
  }
  end(x);
}

void rt_http_answer_problem(struct rt_http_exchange *x, const struct rt_http_problem *problem) {
  struct rt_http_problem full = *problem;
  struct evbuffer *body = evbuffer_new();
  assert(body);
  full.trace_id = x->trace;
  rt_http_problem_write(&full, body);
  size_t len = evbuffer_get_length(body);
  struct evbuffer *out = begin(x, full.status, "application/problem+json", len);
  if (!x->head_only) {
    evbuffer_add_buffer(out, body);
    x->body_out = len;
  }
  evbuffer_free(body);
  end(x);
}

void rt_http_refuse(struct rt_http_exchange *x, const struct rt_http_refusal *refusal) {
  const struct rt_http_problem problem = {.status = refusal->status, .code = refusal->code, .detail = refusal->detail};
  rt_http_answer_problem(x, &problem);
}

void rt_http_stream(struct rt_http_exchange *x, int status, const char *type, uint64_t length) {
  begin(x, status, type, length);
  x->left = length;
  x->answer = ANSWER_STREAM;
  if (x->head_only || length == 0) {
    end(x);
  }
}

void rt_http_write(struct rt_http_exchange *x, const void *bytes, size_t len) {
  if (x->head_only) {
    return;
  }
  assert(x->answer == ANSWER_STREAM && len <= x->left);
  if (x->endless && rt_http_pending(x) == 0) {
    x->answered_ms = conn_now_ms();
  }
  evbuffer_add(bufferevent_get_output(x->conn->bev), bytes, len);
  x->left -= x->endless ? 0 : len;
  x->body_out += len;
  conn_kick(x->conn); /* the client has something to take now: its time runs */
  if (x->left == 0) {
    end(x);
  }
}

void rt_http_end(struct rt_http_exchange *x) {
  assert(x->endless);
  if (x->answer == ANSWER_STREAM) {
    end(x);
  }
}

size_t rt_http_pending(const struct rt_http_exchange *x) {
  return evbuffer_get_length(bufferevent_get_output(x->conn->bev));
}

void rt_http_abort(struct rt_http_exchange *x) {
  x->conn->doomed = true;
  conn_kick(x->conn);
}
