/* The life of an exchange and what may be asked of it. */
#include "runtime/base/id.h"
#include "runtime/http/conn.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static bool is_lower_hex(const char *at, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (rt_http_hex((unsigned char)at[i]) < 0 || (at[i] >= 'A' && at[i] <= 'F')) {
      return false;
    }
  }
  return true;
}

static void new_trace(char ret_text[RT_HTTP_TRACE_SIZE]) {
  unsigned char random[(RT_HTTP_TRACE_SIZE - 1) / 2];
  rt_random(random, sizeof random);
  rt_hex(random, sizeof random, ret_text);
}

struct rt_http_exchange *exchange_new(struct conn *conn) {
  struct rt_http_exchange *x = malloc(sizeof *x);
  assert(x);
  memset(x, 0, offsetof(struct rt_http_exchange, bytes));
  x->conn = conn;
  x->body_max = conn->server->config.body_max;
  x->began_ms = conn->in_head ? conn->since_ms : conn_now_ms();
  new_trace(x->trace);
  conn->x = x;
  conn->served = true;
  return x;
}

void exchange_free(struct rt_http_exchange *x) {
  rt_buffer_free(&x->fields);
  free(x);
}

void exchange_adopt_trace(struct rt_http_exchange *x) {
  static const char zeros[] = "00000000000000000000000000000000";
  bool repeated = false;
  const struct rt_http_field *field = rt_http_head_field(&x->head, "traceparent", &repeated);
  if (!field || repeated || field->value.len != 55) {
    return;
  }
  const char *at = field->value.at;
  bool shape = memcmp(at, "00-", 3) == 0 && at[35] == '-' && at[52] == '-';
  if (shape && is_lower_hex(at + 3, 32) && is_lower_hex(at + 36, 16) && is_lower_hex(at + 53, 2) &&
      memcmp(at + 3, zeros, 32) != 0 && memcmp(at + 36, zeros, 16) != 0) {
    memcpy(x->trace, at + 3, 32);
  }
}

const struct rt_http_head *rt_http_head(const struct rt_http_exchange *x) {
  return &x->head;
}

const char *rt_http_trace_id(const struct rt_http_exchange *x) {
  return x->trace;
}

void rt_http_set_user(struct rt_http_exchange *x, void *user) {
  x->user = user;
}

void *rt_http_user(const struct rt_http_exchange *x) {
  return x->user;
}

void rt_http_body_max(struct rt_http_exchange *x, uint64_t bytes) {
  x->body_max = bytes;
}

void rt_http_pause(struct rt_http_exchange *x) {
  if (!x->paused) {
    x->paused = true;
    x->paused_ms = conn_now_ms();
  }
}

void rt_http_resume(struct rt_http_exchange *x) {
  if (x->paused) {
    x->paused = false;
    x->body_from_ms += conn_now_ms() - x->paused_ms;
    conn_kick(x->conn);
  }
}

int rt_http_status(const struct rt_http_exchange *x) {
  return x->status;
}

int64_t rt_http_elapsed_ms(const struct rt_http_exchange *x) {
  return conn_now_ms() - x->began_ms;
}

uint64_t rt_http_bytes_in(const struct rt_http_exchange *x) {
  return x->body_in;
}

uint64_t rt_http_bytes_out(const struct rt_http_exchange *x) {
  return x->body_out;
}
