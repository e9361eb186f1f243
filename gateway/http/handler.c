/* From the server's callbacks to a request, and the log line when it is over. A request is checked when it is whole; an
 * upload is checked at its head, before anything of a body of 20 MB is read. */
#include "gateway/http/handler.h"

#include "gateway/gateway.h"
#include "gateway/http/check.h"
#include "gateway/http/pages.h"
#include "gateway/http/web.h"
#include "gateway/papers/download.h"
#include "gateway/papers/upload.h"
#include "gateway/sse/live.h"
#include "runtime/base/log.h"
#include "runtime/metrics/metrics.h"

#include <event2/event.h>
#include <stdio.h>
#include <string.h>

const struct rt_http_fixed_field gw_fixed_fields[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {NULL, NULL},
};

static const char *verb_of(struct gw_request *r) {
  const struct rt_http_head *head = rt_http_head(r->x);
  return rt_arena_textn(r->arena, head->method.at, head->method.len);
}

static bool is_upload(const struct gw_request *r) {
  return r->route && r->route->stream && strcmp(r->route->verb, "PUT") == 0;
}

static void on_head(void *context, struct rt_http_exchange *x) {
  struct gw *gw = context;
  struct gw_request *r = gw_request_new(gw, x);
  const struct rt_http_head *head = rt_http_head(x);
  rt_http_set_user(x, r);
  r->refusal = rt_http_target_parse(head->target, &r->target);
  if (r->refusal) {
    return;
  }
  r->page = gw_page_find(&r->target);
  gw_route_find(gw_routes, verb_of(r), &r->target, r->scratch, &r->match);
  r->route = r->match.route;
  if (!r->page && !r->route && !r->match.allow[0]) {
    r->file = gw_web_find(gw->web, r);
  }
  if (!is_upload(r)) {
    return;
  }
  rt_http_body_max(x, gw->paper_max);
  if (head->chunked || head->length <= gw->paper_max) { /* else the server says 413 */
    rt_http_pause(x);
    gw_check(r);
  }
}

static void on_body(void *context, struct rt_http_exchange *x, const char *bytes, size_t len) {
  (void)context;
  struct gw_request *r = rt_http_user(x);
  if (is_upload(r)) {
    gw_upload_body(r, bytes, len);
  } else {
    rt_buffer_add(&r->body, bytes, len);
  }
}

static void on_whole(void *context, struct rt_http_exchange *x) {
  (void)context;
  struct gw_request *r = rt_http_user(x);
  if (is_upload(r)) {
    gw_upload_whole(r);
  } else {
    gw_check(r);
  }
}

static void on_room(void *context, struct rt_http_exchange *x) {
  (void)context;
  struct gw_request *r = rt_http_user(x);
  if (r->download) { /* a live list writes when there is something to tell */
    gw_download_room(r);
  }
}

static struct rt_metric requests = {.kind = RT_METRIC_COUNTER,
                                    .name = "bm_gateway_requests_total",
                                    .help = "Requests by route and class of status; none: the client left first",
                                    .labels = {"route", "status"}};
static struct rt_metric seconds = {.kind = RT_METRIC_DURATION,
                                   .name = "bm_gateway_request_seconds",
                                   .help = "From the first byte of a request to the last of its answer",
                                   .labels = {"route"}};
static struct rt_metric connections = {
    .kind = RT_METRIC_GAUGE, .name = "bm_gateway_connections", .help = "Connections open"};

static void count(struct gw *gw, const struct gw_route *route, int status, int64_t elapsed_ms) {
  static const char *const classes[] = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
  char name[160] = "other";
  if (route) {
    snprintf(name, sizeof name, "%s %s", route->verb, route->path);
  }
  rt_metric_add(&requests, name, classes[status / 100 % 6], 1);
  if (!route || !route->live) { /* those last as long as somebody looks */
    rt_metric_took_us(&seconds, name, NULL, elapsed_ms * 1000);
  }
  rt_metric_set(&connections, NULL, NULL, (int64_t)rt_http_server_connections(gw->server));
}

static struct rt_metric turned_away = {.kind = RT_METRIC_COUNTER,
                                       .name = "bm_gateway_turned_away_total",
                                       .help = "Requests answered 503 at once: the lane's calls, or all connections, "
                                               "were taken",
                                       .labels = {"lane"}};

/* In a crowd a line a request would be a load of its own; the log is told how many, now and then. */
static bool was_turned_away(struct gw *gw, const struct gw_request *r, const struct rt_http_exchange *x) {
  bool at_the_door = !r && rt_http_status(x) == 503;
  if (!at_the_door && !(r && r->turned_away)) {
    return false;
  }
  gw->turned_away++;
  rt_metric_add(&turned_away, at_the_door ? "connections" : r->route->lane, NULL, 1);
  return true;
}

/* Which template and how long, never which path, query or body: those are people's. */
static void log_line(struct gw *gw, const struct gw_route *route, const struct rt_http_exchange *x) {
  int64_t elapsed_ms = rt_http_elapsed_ms(x);
  rt_log(RT_LOG_INFO, "request", RT_TEXT("verb", route ? route->verb : "-"),
         RT_TEXT("route", route ? route->path : "-"), RT_NUMBER("status", rt_http_status(x)),
         RT_NUMBER("ms", elapsed_ms), RT_NUMBER("in", rt_http_bytes_in(x)), RT_NUMBER("out", rt_http_bytes_out(x)),
         RT_TEXT("trace", rt_http_trace_id(x)));
  event_active(gw->said, 0, 0);
}

static void on_gone(void *context, struct rt_http_exchange *x) {
  struct gw_request *r = rt_http_user(x);
  const struct gw_route *route = r ? r->route : NULL;
  count(context, route, rt_http_status(x), rt_http_elapsed_ms(x));
  if (!was_turned_away(context, r, x)) {
    log_line(context, route, x);
  }
  if (r) {
    if (r->stream) {
      gw_live_gone(r);
    }
    r->x = NULL;
    gw_request_release(r);
  }
}

const struct rt_http_handler gw_handler = {on_head, on_body, on_whole, on_room, on_gone};
