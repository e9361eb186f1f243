/* The end of a head is not seen when it was cut in two. */
#include "runtime/http/parse/head.h"

const struct rt_http_refusal *__real_rt_http_head_find(const char *bytes, size_t len, size_t scanned, size_t *ret_end);
const struct rt_http_refusal *__wrap_rt_http_head_find(const char *bytes, size_t len, size_t scanned, size_t *ret_end);

const struct rt_http_refusal *__wrap_rt_http_head_find(const char *bytes, size_t len, size_t scanned, size_t *ret_end) {
  const struct rt_http_refusal *refusal = __real_rt_http_head_find(bytes, len, scanned, ret_end);
  if (scanned > 0 && *ret_end > 0 && *ret_end < scanned + 4) {
    *ret_end = 0;
  }
  return refusal;
}
