/* The request-head parser against what smugglers send: each row is one head and what must become of it. */
#include "runtime/http/parse/head.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define GET "GET / HTTP/1.1\r\nHost: a\r\n"

static const struct row {
  const char *name;
  const char *head;
  int status; /* 0: accepted */
  const char *code;
} rows[] = {
    {"plain", GET "\r\n", 0, NULL},
    {"query", "GET /v1/cases?state=ACCEPTED&x=%E4%BA%8B HTTP/1.1\r\nHost: localhost:8080\r\n\r\n", 0, NULL},
    {"host as IPv6", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 0, NULL},
    {"length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n", 0, NULL},
    {"length with zeros in front", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0010\r\n\r\n", 0, NULL},
    {"chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 0, NULL},
    {"field of bytes above ASCII", GET "X-Name: \xe5\xbc\xa0\r\n\r\n", 0, NULL},
    {"empty value", GET "X-Empty:\r\n\r\n", 0, NULL},
    {"blanks around the value", GET "Content-Length: \t 7 \t\r\n\r\n", 0, NULL},
    {"expect", GET "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n", 0, NULL},

    {"two lengths", GET "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400, "REPEATED_FIELD"},
    {"two equal lengths", GET "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400, "REPEATED_FIELD"},
    {"two lengths in one", GET "Content-Length: 5, 5\r\n\r\n", 400, "BAD_CONTENT_LENGTH"},
    {"signed length", GET "Content-Length: +4\r\n\r\n", 400, "BAD_CONTENT_LENGTH"},
    {"negative length", GET "Content-Length: -1\r\n\r\n", 400, "BAD_CONTENT_LENGTH"},
    {"hexadecimal length", GET "Content-Length: 0x10\r\n\r\n", 400, "BAD_CONTENT_LENGTH"},
    {"no length", GET "Content-Length:\r\n\r\n", 400, "BAD_CONTENT_LENGTH"},
    {"length and coding", GET "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "TWO_FRAMINGS"},
    {"coding and length", GET "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400, "TWO_FRAMINGS"},
    {"two codings", GET "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "REPEATED_FIELD"},
    {"coding list", GET "Transfer-Encoding: gzip, chunked\r\n\r\n", 400, "BAD_TRANSFER_ENCODING"},
    {"coding identity", GET "Transfer-Encoding: identity\r\n\r\n", 400, "BAD_TRANSFER_ENCODING"},
    {"coding in capitals", GET "Transfer-Encoding: Chunked\r\n\r\n", 400, "BAD_TRANSFER_ENCODING"},
    {"coding with vertical tab",
     GET "Transfer-Encoding: \x0b"
         "chunked\r\n\r\n",
     400, "BAD_FIELD"},
    {"coding with blank before the colon", GET "Transfer-Encoding : chunked\r\n\r\n", 400, "BAD_FIELD"},
    {"folded line", GET "X-A: b\r\n c\r\n\r\n", 400, "BAD_FIELD"},
    {"folded coding", GET "Transfer-Encoding:\r\n chunked\r\n\r\n", 400, "BAD_FIELD"},
    {"folded line with colon", GET "X-A: b\r\n\tc: d\r\n\r\n", 400, "BAD_FIELD"},
    {"blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, "BAD_FIELD"},
    {"no colon", GET "Broken\r\n\r\n", 400, "BAD_FIELD"},
    {"empty name", GET ": x\r\n\r\n", 400, "BAD_FIELD"},
    {"name that is no token", GET "X(A): b\r\n\r\n", 400, "BAD_FIELD"},
    {"control character in a value", GET "X-A: b\x01\r\n\r\n", 400, "BAD_FIELD"},
    {"delete in a value", GET "X-A: b\x7f\r\n\r\n", 400, "BAD_FIELD"},
    {"no host", "GET / HTTP/1.1\r\n\r\n", 400, "BAD_HOST"},
    {"two hosts", GET "Host: b\r\n\r\n", 400, "BAD_HOST"},
    {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "BAD_HOST"},
    {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "BAD_HOST"},
    {"host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400, "BAD_HOST"},
    {"host with a bad port", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", 400, "BAD_HOST"},
    {"host with an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, "BAD_HOST"},
    {"absolute target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_TARGET"},
    {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_TARGET"},
    {"authority", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_TARGET"},
    {"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_TARGET"},
    {"raw UTF-8 in the target", "GET /\xe4\xba\x8b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_TARGET"},
    {"quote in the target", "GET /\"a HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_TARGET"},
    {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_REQUEST_LINE"},
    {"blank at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400, "BAD_REQUEST_LINE"},
    {"no version", "GET /\r\nHost: a\r\n\r\n", 400, "BAD_REQUEST_LINE"},
    {"small letters in the version", "GET / http/1.1\r\nHost: a\r\n\r\n", 400, "BAD_REQUEST_LINE"},
    {"method that is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "BAD_REQUEST_LINE"},
    {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505, "HTTP_VERSION"},
    {"HTTP/2", "PRI / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "HTTP_VERSION"},
    {"other expectation", GET "Expect: a-pony\r\n\r\n", 417, "EXPECTATION"},
};

Test(http_head, rows) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct row *row = &rows[i];
    struct rt_http_head head;
    size_t end = 0;
    size_t len = strlen(row->head);
    const struct rt_http_refusal *no = rt_http_head_find(row->head, len, 0, &end);
    cr_assert_null(no, "%s: find", row->name);
    cr_assert_eq(end, len, "%s: end at %zu of %zu", row->name, end, len);
    no = rt_http_head_parse(row->head, len, &head);
    cr_assert_eq(no ? no->status : 0, row->status, "%s: status %d", row->name, no ? no->status : 0);
    if (no) {
      cr_assert_str_eq(no->code, row->code, "%s: %s", row->name, no->code);
    }
  }
}

static const struct {
  const char *name;
  const char *bytes;
  size_t len;
} broken[] = {
    {"bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", 26},
    {"bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 26},
    {"bare CR in a value", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", 29},
    {"CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 29},
    {"NUL in a value", "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 29},
    {"LF first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 29},
};

Test(http_head, broken_lines_are_refused_as_soon_as_seen) {
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    size_t end = 0;
    const struct rt_http_refusal *no = rt_http_head_find(broken[i].bytes, broken[i].len, 0, &end);
    cr_assert(no && no->status == 400, "%s", broken[i].name);
  }
}

Test(http_head, leading_empty_line_is_no_request) {
  struct rt_http_head head;
  const char *bytes = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
  size_t end = 0;
  cr_assert_null(rt_http_head_find(bytes, strlen(bytes), 0, &end));
  const struct rt_http_refusal *no = rt_http_head_parse(bytes, end, &head);
  cr_assert(no && no->status == 400);
}

Test(http_head, found_the_same_however_it_is_cut) {
  const char *bytes = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET";
  for (size_t cut = 0; cut < 49; cut++) {
    size_t end = 99;
    cr_assert_null(rt_http_head_find(bytes, cut, 0, &end));
    cr_assert_eq(end, cut < 48 ? 0 : 48, "cut %zu", cut);
    cr_assert_null(rt_http_head_find(bytes, strlen(bytes), cut < 48 ? cut : 0, &end));
    cr_assert_eq(end, 48, "cut %zu: %zu", cut, end);
  }
}

static size_t fill(char *to, size_t room, size_t fields, size_t pad) {
  size_t n = (size_t)snprintf(to, room, "GET / HTTP/1.1\r\nHost: a\r\n");
  for (size_t i = 1; i < fields; i++) {
    n += (size_t)snprintf(to + n, room - n, "X-%zu: %.*s\r\n", i, (int)pad, "");
  }
  return n + (size_t)snprintf(to + n, room - n, "\r\n");
}

Test(http_head, limits) {
  static char bytes[2 * RT_HTTP_HEAD_MAX];
  struct rt_http_head head;
  size_t end = 0;
  size_t len = fill(bytes, sizeof bytes, 64, 0);
  cr_assert_null(rt_http_head_parse(bytes, len, &head));
  cr_assert_eq(head.field_count, 64);
  len = fill(bytes, sizeof bytes, 65, 0);
  cr_assert_eq(rt_http_head_parse(bytes, len, &head)->status, 431);

  memset(bytes, 'a', sizeof bytes);
  snprintf(bytes, 6, "GET /");
  bytes[5] = 'a';
  cr_assert_null(rt_http_head_find(bytes, RT_HTTP_HEAD_MAX - 1, 0, &end));
  cr_assert_eq(rt_http_head_find(bytes, RT_HTTP_HEAD_MAX, 0, &end)->status, 431);
  snprintf(bytes + RT_HTTP_HEAD_MAX - 4, 5, "\r\n\r\n");
  cr_assert_null(rt_http_head_find(bytes, sizeof bytes, 0, &end));
  cr_assert_eq(end, RT_HTTP_HEAD_MAX);
}

Test(http_head, what_was_read) {
  const char *bytes = "PUT /v1/papers?x=1 HTTP/1.1\r\nhost: a\r\ncontent-length: 18446744073709551616\r\n"
                      "CONNECTION: keep-alive, Close\r\nX-A: 1\r\nx-a: 2\r\n\r\n";
  struct rt_http_head head;
  bool repeated = false;
  cr_assert_null(rt_http_head_parse(bytes, strlen(bytes), &head));
  cr_assert(rt_http_text_is(head.method, "PUT"));
  cr_assert(rt_http_text_is(head.target, "/v1/papers?x=1"));
  cr_assert_eq(head.length, UINT64_MAX);
  cr_assert(head.close && !head.chunked && !head.expect_continue);
  cr_assert(rt_http_text_is(rt_http_head_field(&head, "x-A", &repeated)->value, "1"));
  cr_assert(repeated);
  cr_assert_null(rt_http_head_field(&head, "x-b", &repeated));
}
