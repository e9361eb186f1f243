/* What comes from the network first: heads, chunked bodies, targets. Whatever the bytes, the parsers stay inside them,
 * say the same however the bytes are cut, and accept nothing that holds what smuggling is made of. */
#include "runtime/http/parse/chunks.h"
#include "runtime/http/parse/head.h"
#include "runtime/http/parse/target.h"

#include "gateway/http/check.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool inside(struct rt_http_text text, const char *bytes, size_t size) {
  return text.at >= bytes && text.at + text.len <= bytes + size;
}

/* A route that is found has this many segments, and its variables are whole segments (or the last without its action);
 * what fits no verb of a path is told the verbs that fit. */
static void check_route(const struct rt_http_target *target) {
  static const char *const verbs[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "get", ""};
  static char scratch[RT_HTTP_HEAD_MAX];
  for (size_t v = 0; v < sizeof verbs / sizeof verbs[0]; v++) {
    struct gw_match match;
    gw_route_find(gw_routes, verbs[v], target, scratch, &match);
    must(!match.route || match.allow[0] == '\0');
    for (size_t i = 0; match.route && i < match.variable_count; i++) {
      must(*match.variables[i].value != '\0' && !strchr(match.variables[i].value, ':'));
    }
    if (!match.route && match.allow[0]) {
      struct gw_match other;
      char verb[8] = "";
      memcpy(verb, match.allow, strcspn(match.allow, ","));
      gw_route_find(gw_routes, verb, target, scratch, &other);
      must(other.route && strcmp(other.route->verb, verb) == 0);
    }
  }
}

static void check_target(struct rt_http_text text) {
  static struct rt_http_target target;
  if (rt_http_target_parse(text, &target)) {
    return;
  }
  must(target.segment_count > 0);
  for (size_t i = 0; i < target.segment_count; i++) {
    must(rt_http_utf8_ok(target.segments[i], strlen(target.segments[i])));
  }
  for (size_t i = 0; i < target.param_count; i++) {
    must(*target.params[i].name && *target.params[i].value);
    must(rt_http_utf8_ok(target.params[i].name, strlen(target.params[i].name)));
    must(rt_http_utf8_ok(target.params[i].value, strlen(target.params[i].value)));
    must(rt_http_target_param(&target, target.params[i].name) == target.params[i].value);
  }
  check_route(&target);
}

static void check_accepted(const struct rt_http_head *head, const char *bytes, size_t end) {
  must(inside(head->method, bytes, end) && inside(head->target, bytes, end));
  must(head->target.at[0] == '/' && !(head->chunked && head->length > 0));
  size_t hosts = 0;
  size_t framings = 0;
  for (size_t i = 0; i < head->field_count; i++) {
    must(inside(head->fields[i].name, bytes, end) && inside(head->fields[i].value, bytes, end));
    must(!memchr(head->fields[i].value.at, '\n', head->fields[i].value.len));
    must(!memchr(head->fields[i].value.at, '\r', head->fields[i].value.len));
    hosts += rt_http_text_is_nocase(head->fields[i].name, "host");
    framings += rt_http_text_is_nocase(head->fields[i].name, "content-length");
    framings += rt_http_text_is_nocase(head->fields[i].name, "transfer-encoding");
  }
  must(hosts == 1 && framings <= 1);
  check_target(head->target);
}

static void add(char **at, struct rt_http_text text, const char *behind) {
  memcpy(*at, text.at, text.len);
  *at += text.len;
  *at = stpcpy(*at, behind);
}

static bool equal(struct rt_http_text a, struct rt_http_text b) {
  return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* What was taken, written out plainly, is taken as the same. */
static void check_again(const struct rt_http_head *head) {
  static char bytes[2 * RT_HTTP_HEAD_MAX];
  static struct rt_http_head again;
  char *at = bytes;
  add(&at, head->method, " ");
  add(&at, head->target, " HTTP/1.1\r\n");
  for (size_t i = 0; i < head->field_count; i++) {
    add(&at, head->fields[i].name, ": ");
    add(&at, head->fields[i].value, "\r\n");
  }
  at = stpcpy(at, "\r\n");
  size_t end = 0;
  size_t size = (size_t)(at - bytes);
  if (size > RT_HTTP_HEAD_MAX) {
    return; /* the blanks that were not there made it too long */
  }
  must(!rt_http_head_find(bytes, size, 0, &end) && end == size && !rt_http_head_parse(bytes, size, &again));
  must(equal(again.method, head->method) && equal(again.target, head->target));
  must(again.field_count == head->field_count && again.chunked == head->chunked && again.length == head->length);
  must(again.close == head->close && again.expect_continue == head->expect_continue);
  for (size_t i = 0; i < head->field_count; i++) {
    must(equal(again.fields[i].name, head->fields[i].name) && equal(again.fields[i].value, head->fields[i].value));
  }
}

/* The two values the gateway reads out of fields by itself. */
static void check_values(const struct rt_http_head *head) {
  for (size_t i = 0; i < head->field_count; i++) {
    char *value =
        fuzz_copy((struct fuzz_input){(const uint8_t *)head->fields[i].value.at, head->fields[i].value.len}, true);
    const char *token = gw_check_bearer(value);
    must(!token || (token > value && token + strlen(token) == value + head->fields[i].value.len));
    must(!token || (strlen(token) >= 16 && strlen(token) <= 100));
    (void)gw_check_is_json(value);
    free(value);
  }
}

static void check_head(const char *bytes, size_t size) {
  size_t whole = 0;
  size_t stepped = 0;
  struct rt_http_head head;
  const struct rt_http_refusal *no = rt_http_head_find(bytes, size, 0, &whole);
  const struct rt_http_refusal *no_stepped = NULL;
  for (size_t len = 0, scanned = 0; len < size && !no_stepped && stepped == 0; scanned = len) {
    len = size - len < 7 ? size : len + 7;
    no_stepped = rt_http_head_find(bytes, len, scanned, &stepped);
  }
  must(no_stepped == no && (no || stepped == whole));
  if (!no && whole > 0) {
    must(whole <= size && whole <= RT_HTTP_HEAD_MAX);
    if (!rt_http_head_parse(bytes, whole, &head)) {
      check_accepted(&head, bytes, whole);
      check_again(&head);
      check_values(&head);
    }
  }
}

/* Decodes in steps of `step`; returns how it ended and the length and sum of the body. */
static enum rt_http_chunk decode(const char *bytes, size_t size, size_t step, size_t *ret_body, unsigned *ret_sum) {
  struct rt_http_chunks chunks = {0};
  enum rt_http_chunk got = RT_HTTP_CHUNK_MORE;
  for (size_t at = 0; at < size;) {
    size_t eaten = 0;
    size_t len = size - at < step ? size - at : step;
    struct rt_http_text data = {bytes, 0};
    got = rt_http_chunks_next(&chunks, bytes + at, len, &eaten, &data);
    must(eaten <= len && inside(data, bytes, size));
    if (got == RT_HTTP_CHUNK_BAD || got == RT_HTTP_CHUNK_END) {
      return got;
    }
    must(eaten > 0);
    *ret_body += data.len;
    for (size_t i = 0; i < data.len; i++) {
      *ret_sum = *ret_sum * 31 + (unsigned char)data.at[i];
    }
    at += eaten;
  }
  return RT_HTTP_CHUNK_MORE;
}

static void check_chunks(const char *bytes, size_t size) {
  size_t body_a = 0;
  size_t body_b = 0;
  unsigned sum_a = 0;
  unsigned sum_b = 0;
  enum rt_http_chunk a = decode(bytes, size, size ? size : 1, &body_a, &sum_a);
  enum rt_http_chunk b = decode(bytes, size, 1, &body_b, &sum_b);
  must(a == b && body_a == body_b && sum_a == sum_b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *bytes = malloc(size + 1); /* of its own, so that one byte too far is seen */
  memcpy(bytes, data, size);
  check_head(bytes, size);
  check_chunks(bytes, size);
  if (size > 0 && size < RT_HTTP_HEAD_MAX && bytes[0] == '/' && !memchr(bytes, '\0', size)) {
    check_target((struct rt_http_text){bytes, size});
  }
  free(bytes);
  return 0;
}
