/* What the process says of itself is the host's; the document is made from the protos. */
#include "gateway/http/pages.h"

#include "bianmin/openapi.h"
#include "gateway/http/reply.h"
#include "runtime/host/host.h"

#include <string.h>

static const struct rt_http_refusal only_get = {405, "METHOD_NOT_ALLOWED", "这个地址只支持 GET"};
static const struct rt_http_refusal no_query = {400, "FIELD_INVALID", "这个地址没有查询参数"};

struct gw_own_page {
  const char *name; /* of the one segment */
  const char *path; /* the host's; NULL: openapi.json */
};

static const struct gw_own_page pages[] = {
    {"livez", "/livez"}, {"readyz", "/readyz"}, {"metrics", "/metrics"}, {"openapi.json", NULL}};

const struct gw_own_page *gw_page_find(const struct rt_http_target *target) {
  for (size_t i = 0; target->segment_count == 1 && i < sizeof pages / sizeof *pages; i++) {
    if (strcmp(target->segments[0], pages[i].name) == 0) {
      return &pages[i];
    }
  }
  return NULL;
}

static void serve_host(struct gw_request *r) {
  struct rt_buffer body = {NULL, 0, 0};
  struct rt_host_answer answer = {503, "text/plain"};
  (void)rt_host_answer(r->gw->host, r->page->path, &answer, &body);
  rt_http_field(r->x, "Cache-Control", "no-store");
  rt_http_answer(r->x, answer.status, answer.type, body.data, body.used);
  rt_buffer_free(&body);
}

static void serve_openapi(struct gw_request *r) {
  rt_http_field(r->x, "Cache-Control", "public, max-age=60");
  rt_http_answer(r->x, 200, "application/json", bm_openapi, bm_openapi_bytes);
}

void gw_page_serve(struct gw_request *r) {
  const struct rt_http_head *head = rt_http_head(r->x);
  if (!rt_http_text_is(head->method, "GET") && !rt_http_text_is(head->method, "HEAD")) {
    rt_http_field(r->x, "Allow", "GET");
    gw_reply_refuse(r, &only_get);
  } else if (r->target.param_count > 0) {
    gw_reply_refuse(r, &no_query);
  } else {
    (r->page->path ? serve_host : serve_openapi)(r);
  }
}
