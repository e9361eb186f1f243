/* A request target taken apart: path segments and query parameters, percent-decoded, as UTF-8 C strings. Pure.
 * A segment is cut at '/' before it is decoded, so an escaped slash divides nothing. In the query '+' is a blank, as
 * forms write it; a parameter without a value is as good as absent; a parameter given twice is refused. */
#ifndef RT_HTTP_TARGET_H
#define RT_HTTP_TARGET_H

#include "runtime/http/parse/head.h"
#include "runtime/http/parse/text.h"
#include "runtime/http/refusal.h"

#include <stddef.h>

enum { RT_HTTP_SEGMENTS_MAX = 16, RT_HTTP_PARAMS_MAX = 32 };

struct rt_http_param {
  const char *name;
  const char *value; /* never empty */
};

struct rt_http_target {
  const char *segments[RT_HTTP_SEGMENTS_MAX]; /* "/v1/cases" → "v1", "cases"; "/" → one empty segment */
  size_t segment_count;                       /* RT_HTTP_SEGMENTS_MAX may mean "and more": no route is that deep */
  struct rt_http_param params[RT_HTTP_PARAMS_MAX];
  size_t param_count;
  char storage[RT_HTTP_HEAD_MAX + 2]; /* where the strings live */
};

/* NULL and *ret filled, or a refusal (400): bad escape, %00, bytes that are no UTF-8, a parameter twice or no name. */
const struct rt_http_refusal *rt_http_target_parse(struct rt_http_text text, struct rt_http_target *ret);

/* The value of a parameter, or NULL. */
const char *rt_http_target_param(const struct rt_http_target *target, const char *name);

#endif
