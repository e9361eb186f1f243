/* problem+json byte for byte, and that whatever goes in, JSON comes out. */
#include "runtime/http/problem.h"

#include <criterion/criterion.h>
#include <event2/buffer.h>

static const char *text_of(struct evbuffer *out) {
  evbuffer_add(out, "", 1);
  return (const char *)evbuffer_pullup(out, -1);
}

Test(http_problem, whole) {
  const struct rt_http_problem_field errors[] = {{"applicant.idNumber", "校验码不正确"}, {"papers[0].name", "必填"}};
  const struct rt_http_problem problem = {.status = 400,
                                          .code = "INVALID_ARGUMENT",
                                          .detail = "请求中有不正确的字段",
                                          .errors = errors,
                                          .error_count = 2,
                                          .trace_id = "0af7651916cd43dd8448eb211c80319c"};
  struct evbuffer *out = evbuffer_new();
  rt_http_problem_write(&problem, out);
  cr_assert_str_eq(text_of(out),
                   "{\"type\":\"urn:bianmin:problem:INVALID_ARGUMENT\",\"title\":\"请求有误\",\"status\":400,"
                   "\"code\":\"INVALID_ARGUMENT\",\"detail\":\"请求中有不正确的字段\",\"errors\":[{\"field\":"
                   "\"applicant.idNumber\",\"message\":\"校验码不正确\"},{\"field\":\"papers[0].name\",\"message\":"
                   "\"必填\"}],\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"}");
  evbuffer_free(out);
}

Test(http_problem, strings) {
  struct evbuffer *out = evbuffer_new();
  rt_http_json_string("a\"b\\c\n\x01\x7f\xff\xe5\xae|事", out);
  cr_assert_str_eq(text_of(out), "\"a\\\"b\\\\c\\u000a\\u0001\\u007f\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|事\"");
  evbuffer_free(out);
}
