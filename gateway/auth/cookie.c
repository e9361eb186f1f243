/* "__Host-" makes the browser refuse the cookie without Secure, with a Domain or for a part of the site. */
#include "gateway/auth/cookie.h"

#include "bianmin/intake.pb-c.h"
#include "gateway/http/check.h"
#include "gateway/http/reply.h"

#include <string.h>

#define NAME "__Host-session"
#define RULES "; Path=/; Secure; HttpOnly; SameSite=Strict"

static const struct rt_http_refusal cross_site = {403, "CROSS_SITE", "此请求不是由本站页面发出，已拒绝"};

const char *gw_cookie_token(struct rt_arena *arena, const char *cookie) {
  size_t name = strlen(NAME "=");
  for (const char *at = cookie; *at;) {
    at += strspn(at, "; ");
    size_t len = strcspn(at, ";");
    if (strncmp(at, NAME "=", name) == 0) {
      const char *token = rt_arena_textn(arena, at + name, len - name);
      return gw_check_token(token) ? token : NULL;
    }
    at += len;
  }
  return NULL;
}

/* The machine itself by name or number, with a port or none. */
static bool is_local(const char *host) {
  static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t len = strlen(names[i]);
    if (strncmp(host, names[i], len) == 0 && (host[len] == '\0' || host[len] == ':')) {
      return true;
    }
  }
  return false;
}

/* Where the session may be: TLS ends before the gateway, so it does not know the scheme it is asked by, but a browser
 * gives a Secure cookie only to https, and to plain http on the machine itself. */
static bool keeps_cookie(const char *origin, const char *host) {
  return strncmp(origin, "https://", 8) == 0 || (strncmp(origin, "http://", 7) == 0 && is_local(host));
}

bool gw_cookie_same_origin(const char *fetch_site, const char *origin, const char *host) {
  if (fetch_site) {
    return strcmp(fetch_site, "same-origin") == 0;
  }
  const char *name = origin ? strstr(origin, "://") : NULL;
  return name && host && strcmp(name + 3, host) == 0 && keeps_cookie(origin, host);
}

static bool reads(const struct gw_request *r) {
  return strcmp(r->route->verb, "GET") == 0;
}

bool gw_cookie_take(struct gw_request *r) {
  bool repeated = false;
  const char *cookie = gw_request_field(r, "Cookie", &repeated);
  const char *token = cookie && !repeated ? gw_cookie_token(r->arena, cookie) : NULL;
  if (token && !reads(r) &&
      !gw_cookie_same_origin(gw_request_field(r, "Sec-Fetch-Site", NULL), gw_request_field(r, "Origin", NULL),
                             gw_request_field(r, "Host", NULL))) {
    gw_reply_refuse(r, &cross_site);
    return false;
  }
  r->token = token;
  return true;
}

bool gw_cookie_wanted(struct gw_request *r) {
  const char *how = gw_request_field(r, "Bm-Session", NULL);
  return how && strcmp(how, "cookie") == 0;
}

struct rt_bytes gw_cookie_give(struct gw_request *r, struct rt_bytes reply) {
  Bm__SignInReply *given = bm__sign_in_reply__unpack(rt_arena_protobuf(r->arena), reply.size, reply.data);
  if (!given || !gw_check_token(given->token)) {
    return reply;
  }
  rt_http_field(r->x, "Set-Cookie", rt_arena_printf(r->arena, NAME "=%s" RULES, given->token));
  given->token = rt_arena_text(r->arena, "");
  uint8_t *bytes = rt_arena_alloc(r->arena, bm__sign_in_reply__get_packed_size(given) + 1);
  return (struct rt_bytes){bytes, bm__sign_in_reply__pack(given, bytes)};
}

void gw_cookie_clear(struct gw_request *r) {
  rt_http_field(r->x, "Set-Cookie", NAME "=" RULES "; Max-Age=0");
}
