/* The strict parser of an HTTP/1.1 request head: RFC 9112 without any of its leniency. Lines end in CRLF, field names
 * are tokens with the colon right behind them, no folding, no control characters, exactly one Host, at most one
 * Content-Length (digits only) or exactly `Transfer-Encoding: chunked`, never both, and a target in origin-form.
 * What two parsers could read in two ways is refused, so nobody can smuggle a request past a proxy in front of us.
 * Pure: bytes in, slices of the same bytes out. */
#ifndef RT_HTTP_HEAD_H
#define RT_HTTP_HEAD_H

#include "runtime/http/parse/text.h"
#include "runtime/http/refusal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RT_HTTP_HEAD_MAX = 8192, RT_HTTP_FIELDS_MAX = 64 };

struct rt_http_field {
  struct rt_http_text name;
  struct rt_http_text value; /* without the blanks around it */
};

struct rt_http_head {
  struct rt_http_text method;
  struct rt_http_text target; /* starts with '/', printable ASCII; percent escapes are not looked at yet */
  struct rt_http_field fields[RT_HTTP_FIELDS_MAX];
  size_t field_count;
  bool chunked;         /* the body is chunked */
  uint64_t length;      /* bytes of body when not chunked; UINT64_MAX for a number too large to hold */
  bool close;           /* Connection: close */
  bool expect_continue; /* Expect: 100-continue */
};

/* Looks for the end of the head in the first bytes of a request, of which the first `scanned` were looked at before.
 * Returns NULL and sets *ret_end to the length of the head including its empty line, or to 0 when more must come;
 * returns a refusal as soon as there is a bare LF or CR, a NUL, or more than RT_HTTP_HEAD_MAX bytes. */
const struct rt_http_refusal *rt_http_head_find(const char *bytes, size_t len, size_t scanned, size_t *ret_end);

/* Parses a whole head (as rt_http_head_find measured it). NULL and *ret filled with slices of `bytes`, or a refusal. */
const struct rt_http_refusal *rt_http_head_parse(const char *bytes, size_t len, struct rt_http_head *ret);

/* The only field of that name, or NULL when there is none. *ret_repeated (may be NULL) says whether there were more. */
const struct rt_http_field *rt_http_head_field(const struct rt_http_head *head, const char *name, bool *ret_repeated);

#endif
