/* Each check is a function that says whether to go on; the first that says no has answered. */
#include "gateway/http/check.h"

#include "bianmin/options.pb-c.h"
#include "gateway/auth/cookie.h"
#include "gateway/http/pages.h"
#include "gateway/http/reply.h"
#include "gateway/http/web.h"
#include "gateway/papers/download.h"
#include "gateway/papers/upload.h"
#include "gateway/sse/live.h"
#include "runtime/base/clock.h"

#include <string.h>
#include <strings.h>

static const struct rt_http_refusal no_route = {404, "ROUTE_UNKNOWN", "没有这个地址"};
static const struct rt_http_refusal other_verb = {405, "METHOD_NOT_ALLOWED",
                                                  "这个地址不支持该方法，可用的方法见 Allow"};
static const struct rt_http_refusal not_signed_in = {401, "NOT_SIGNED_IN", "请先登录"};
static const struct rt_http_refusal session_ended = {401, "SESSION_ENDED", "登录已失效，请重新登录"};
static const struct rt_http_refusal too_many = {503, "OVERLOADED", "现在办理的人太多，请稍后用同一幂等键重试"};
static const struct rt_http_refusal away = {503, "UNAVAILABLE", "暂时无法核对登录状态，请稍后重试"};
static const struct rt_http_refusal role_refused = {403, "ROLE_NOT_ALLOWED", "您的岗位不能办理此操作"};
static const struct rt_http_refusal not_json = {415, "MEDIA_TYPE", "请求内容必须是 application/json，且不压缩"};
static const struct rt_http_refusal key_missing = {400, "KEY_REQUIRED", "此操作必须带 Idempotency-Key，值为 UUID"};

/* ---- pure questions ---- */

bool gw_check_role(uint32_t roles, const Bm__Subject *subject) {
  if (roles & UINT32_C(1) << BM__ROLE__ENUM__ANYONE) {
    return true;
  }
  if (subject && roles & UINT32_C(1) << BM__ROLE__ENUM__SIGNED_IN) {
    return true;
  }
  for (size_t i = 0; subject && i < subject->n_roles; i++) {
    int32_t role = subject->roles[i];
    if (role > 0 && role < BM__ROLE__ENUM__ANYONE && roles & UINT32_C(1) << role) {
      return true;
    }
  }
  return false;
}

bool gw_check_token(const char *text) {
  size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");
  return len >= 16 && len <= 100 && text[len] == '\0';
}

const char *gw_check_bearer(const char *header) {
  if (strncasecmp(header, "Bearer ", 7) != 0) {
    return NULL;
  }
  return gw_check_token(header + 7) ? header + 7 : NULL;
}

bool gw_check_is_json(const char *content_type) {
  if (strncasecmp(content_type, "application/json", 16) != 0) {
    return false;
  }
  const char *rest = content_type + 16;
  rest += strspn(rest, " \t");
  if (*rest == '\0') {
    return true;
  }
  rest += *rest == ';';
  rest += strspn(rest, " \t");
  return strcasecmp(rest, "charset=utf-8") == 0 || strcasecmp(rest, "charset=\"utf-8\"") == 0;
}

bool gw_answer_ok(const Bm__Answer *answer) {
  return !answer || answer->status == RT_OK;
}

/* ---- the checks behind the session ---- */

static bool anyone(const struct gw_request *r) {
  return gw_check_role(r->route->roles, NULL);
}

static bool role_ok(struct gw_request *r) {
  if (gw_check_role(r->route->roles, r->subject)) {
    return true;
  }
  gw_reply_refuse(r, r->subject ? &role_refused : &not_signed_in);
  return false;
}

/* An upload looks at its type by itself. */
static bool media_ok(struct gw_request *r) {
  const char *type = gw_request_field(r, "Content-Type", NULL);
  const char *coding = gw_request_field(r, "Content-Encoding", NULL);
  if (!r->route->body || (!coding && (type ? gw_check_is_json(type) : r->body.used == 0))) {
    return true;
  }
  gw_reply_refuse(r, &not_json);
  return false;
}

static bool key_ok(struct gw_request *r) {
  bool repeated = false;
  if (!r->route->keyed) {
    return true;
  }
  const char *key = gw_request_field(r, "Idempotency-Key", &repeated);
  if (!key || repeated || !rt_id_valid(key)) {
    gw_reply_refuse(r, &key_missing);
    return false;
  }
  for (size_t i = 0; key[i]; i++) { /* one spelling: the key is compared as text */
    r->key[i] = rt_http_lower(key[i]);
  }
  return true;
}

static bool query_allowed(const struct gw_route *route, const char *name) {
  for (const char *const *allowed = route->query; allowed && *allowed; allowed++) {
    if (strcmp(*allowed, name) == 0) {
      return true;
    }
  }
  return false;
}

/* Of pageSize more is cut, also what no int32 holds. */
static const char *cut(const struct rt_http_param *param) {
  enum { DIGITS_OF_INT32 = 9 };
  size_t digits = strspn(param->value, "0123456789");
  bool huge = strcmp(param->name, "pageSize") == 0 && digits > DIGITS_OF_INT32 && param->value[digits] == '\0';
  return huge ? "999999999" : param->value;
}

/* Path variables and the query parameters that the route knows; a fault for each it does not. */
static size_t collect(struct gw_request *r, struct rt_json_given *given, struct rt_faults *faults) {
  size_t count = r->match.variable_count;
  memcpy(given, r->match.variables, count * sizeof *given);
  for (size_t i = 0; i < r->target.param_count; i++) {
    const struct rt_http_param *param = &r->target.params[i];
    if (query_allowed(r->route, param->name)) {
      given[count++] = (struct rt_json_given){param->name, cut(param)};
    } else {
      rt_fault_add(faults, r->arena, param->name, "没有这个查询参数");
    }
  }
  return count;
}

ProtobufCMessage *gw_check_message(struct gw_request *r, const char *json, size_t bytes) {
  struct rt_json_given given[GW_VARIABLES_MAX + RT_HTTP_PARAMS_MAX];
  struct rt_faults *faults = rt_arena_alloc(r->arena, sizeof *faults);
  size_t count = collect(r, given, faults);
  ProtobufCMessage *message = rt_json_parse(r->arena, r->route->request, json, bytes, given, count, faults);
  if (message) {
    rt_rules_check(r->arena, message, faults);
  }
  if (faults->count > 0 || !message) {
    gw_reply_faults(r, faults);
    return NULL;
  }
  return message;
}

bool gw_check_query(struct gw_request *r) {
  struct rt_json_given given[GW_VARIABLES_MAX + RT_HTTP_PARAMS_MAX];
  struct rt_faults *faults = rt_arena_alloc(r->arena, sizeof *faults);
  (void)collect(r, given, faults);
  if (faults->count > 0) {
    gw_reply_faults(r, faults);
  }
  return faults->count == 0;
}

/* ---- going on ---- */

void gw_check_answered(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct gw_request *r = context;
  gw_admit_leave(&r->place);
  bool ok = gw_answer_ok(answer);
  if (ok && strcmp(r->route->method, "intake.SignOut") == 0) {
    gw_sessions_forget(r->gw->sessions, r->token);
    gw_live_check_all(r->gw->live);
    if (r->x) {
      gw_cookie_clear(r);
    }
  }
  if (ok && r->x && strcmp(r->route->method, "intake.SignIn") == 0 && gw_cookie_wanted(r)) {
    payload = gw_cookie_give(r, payload);
  }
  if (r->x && ok) {
    gw_reply_success(r, payload);
  } else if (r->x) {
    gw_reply_refusal(r, answer);
  }
  gw_request_release(r);
}

static void call(struct gw_request *r) {
  bool empty = !r->route->body || r->body.used == 0;
  const ProtobufCMessage *message =
      empty ? gw_check_message(r, "{}", 2) : gw_check_message(r, r->body.data, r->body.used);
  if (message) {
    /* Every route may be sent again: reads, writes with a key, and those without one (a session more does no harm). */
    const struct gw_outgoing outgoing = {
        .method = r->route->method, .lane = r->route->lane, .message = message, .key = r->key, .repeatable = true};
    gw_request_call(r, &outgoing, gw_check_answered);
  }
}

static void check_signed(struct gw_request *r) {
  if (!role_ok(r) || !media_ok(r) || !key_ok(r)) {
    return;
  }
  if (r->route->live) {
    gw_live_begin(r);
  } else if (!r->route->stream) {
    call(r);
  } else if (strcmp(r->route->verb, "PUT") == 0) {
    gw_upload_begin(r);
  } else {
    gw_download_begin(r);
  }
}

static void on_session(void *context, enum gw_verdict verdict, struct rt_bytes subject) {
  struct gw_request *r = context;
  r->spent_ms = (int)(rt_clock_monotonic_ms() - r->asked_ms);
  if (r->x && verdict == GW_SESSION_KNOWN) {
    r->subject = bm__subject__unpack(rt_arena_protobuf(r->arena), subject.size, subject.data);
  }
  if (r->x && verdict == GW_SESSION_AWAY) {
    gw_reply_refuse(r, &away);
  } else if (r->x && verdict == GW_SESSION_UNKNOWN && !anyone(r)) {
    gw_reply_refuse(r, &session_ended);
  } else if (r->x) {
    check_signed(r);
  }
  gw_request_release(r);
}

static void check_session(struct gw_request *r) {
  bool repeated = false;
  const char *header = gw_request_field(r, "Authorization", &repeated);
  r->token = header && !repeated ? gw_check_bearer(header) : NULL;
  if (!header && !gw_cookie_take(r)) {
    return;
  }
  if (r->token) {
    gw_request_hold(r);
    r->asked_ms = rt_clock_monotonic_ms();
    gw_sessions_find(r->gw->sessions, r->token, r->asked_ms, on_session, r);
  } else if (header && !anyone(r)) {
    gw_reply_refuse(r, &session_ended);
  } else {
    check_signed(r); /* nobody: role_ok answers 401 where somebody is wanted */
  }
}

/* The first thing that costs anything comes after this. Who is turned away keeps his connection. */
static void admit(struct gw_request *r) {
  r->place = gw_admit(&r->gw->admission, r->route->lane);
  if (r->place) {
    check_session(r);
    return;
  }
  r->turned_away = true;
  gw_reply_refuse(r, &too_many);
}

void gw_check(struct gw_request *r) {
  if (r->refusal) {
    gw_reply_refuse(r, r->refusal);
  } else if (r->page) {
    gw_page_serve(r);
  } else if (r->route) {
    admit(r);
  } else if (r->file) {
    gw_web_serve(r);
  } else if (r->match.allow[0]) {
    rt_http_field(r->x, "Allow", r->match.allow);
    gw_reply_refuse(r, &other_verb);
  } else {
    gw_reply_refuse(r, &no_route);
  }
}
