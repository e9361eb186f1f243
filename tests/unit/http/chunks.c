/* The chunked decoder: what it takes, what it refuses, and that cuts between reads change nothing. */
#include "runtime/http/parse/chunks.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct row {
  const char *name;
  const char *bytes;
  const char *body; /* NULL: refused */
} rows[] = {
    {"empty", "0\r\n\r\n", ""},
    {"one chunk", "5\r\nhello\r\n0\r\n\r\n", "hello"},
    {"two chunks", "1\r\na\r\n0A\r\n0123456789\r\n0\r\n\r\n", "a0123456789"},
    {"many zeros at the end", "1\r\na\r\n000\r\n\r\n", "a"},
    {"extension", "5;x=y\r\nhello\r\n0\r\n\r\n", NULL},
    {"blank behind the size", "5 \r\nhello\r\n0\r\n\r\n", NULL},
    {"blank before the size", " 5\r\nhello\r\n0\r\n\r\n", NULL},
    {"0x", "0x5\r\nhello\r\n0\r\n\r\n", NULL},
    {"signed", "+5\r\nhello\r\n0\r\n\r\n", NULL},
    {"no size", "\r\nhello\r\n0\r\n\r\n", NULL},
    {"bare LF behind the size", "5\nhello\r\n0\r\n\r\n", NULL},
    {"bare LF behind the data", "5\r\nhello\n0\r\n\r\n", NULL},
    {"data too long", "4\r\nhello\r\n0\r\n\r\n", NULL},
    {"size too large to hold", "fffffffff\r\nhello\r\n0\r\n\r\n", NULL},
    {"trailer", "0\r\nX-A: b\r\n\r\n", NULL},
    {"CR then something", "5\rXhello\r\n0\r\n\r\n", NULL},
};

/* Feeds the bytes in pieces of `step`; 1 = over, 0 = refused, -1 = wants more. */
static int run(const char *bytes, size_t step, char *ret_body) {
  struct rt_http_chunks chunks = {0};
  size_t len = strlen(bytes);
  size_t out = 0;
  for (size_t at = 0; at < len;) {
    size_t eaten = 0;
    struct rt_http_text data = {NULL, 0};
    enum rt_http_chunk got = rt_http_chunks_next(&chunks, bytes + at, step < len - at ? step : len - at, &eaten, &data);
    if (got == RT_HTTP_CHUNK_BAD) {
      return 0;
    }
    at += eaten;
    if (got == RT_HTTP_CHUNK_END) {
      return at == len;
    }
    if (got == RT_HTTP_CHUNK_DATA) {
      memcpy(ret_body + out, data.at, data.len);
      out += data.len;
    }
    ret_body[out] = '\0';
  }
  return -1;
}

Test(http_chunks, rows) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    for (size_t step = 1; step < 20; step++) {
      char body[64] = "";
      int got = run(rows[i].bytes, step, body);
      cr_assert_eq(got, rows[i].body != NULL, "%s, step %zu: %d", rows[i].name, step, got);
      if (rows[i].body) {
        cr_assert_str_eq(body, rows[i].body, "%s, step %zu", rows[i].name, step);
      }
    }
  }
}

Test(http_chunks, unfinished_wants_more) {
  char body[64] = "";
  cr_assert_eq(run("5\r\nhel", 3, body), -1);
  cr_assert_eq(run("5\r\nhello\r\n0\r\n", 3, body), -1);
}
