/* The built pages over a raw socket, and the session as a cookie. */
#include "gateway/http/web.h"
#include "gateway/auth/cookie.h"
#include "live.h"

#include "bianmin/intake.pb-c.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HTML "Accept: text/html,application/xhtml+xml\r\n"
#define COOKIE "Cookie: other=1; __Host-session=" TOKEN "\r\n"
#define OURS "Sec-Fetch-Site: same-origin\r\n"

static char folder[] = "/tmp/bianmin-web.XXXXXX";
static struct live *live;

static void put(const char *name, const char *content) {
  char path[300];
  snprintf(path, sizeof path, "%s%s", folder, name);
  FILE *file = fopen(path, "w");
  cr_assert(file);
  fputs(content, file);
  fclose(file);
}

static void make_folder(const char *name) {
  char path[300];
  snprintf(path, sizeof path, "%s%s", folder, name);
  cr_assert(mkdir(path, 0700) == 0);
}

static void make_pages(void) {
  cr_assert(mkdtemp(folder));
  make_folder("/assets");
  make_folder("/staff");
  put("/index.html", "citizen page");
  put("/index.html.gz", "packed citizen page");
  put("/staff/index.html", "staff page");
  put("/assets/main-abc.js", "script");
  put("/secret.txt", "no type that a page has");
  put("/.sum", "hidden");
}

static void remove_pages(void) {
  static const char *const names[] = {"/index.html",
                                      "/index.html.gz",
                                      "/staff/index.html",
                                      "/assets/main-abc.js",
                                      "/secret.txt",
                                      "/.sum",
                                      "/assets",
                                      "/staff",
                                      ""};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[300];
    snprintf(path, sizeof path, "%s%s", folder, names[i]);
    (void)remove(path);
  }
}

static void sign_in(const struct fake_call *call, struct fake_answer *ret) {
  Bm__SignInReply reply = BM__SIGN_IN_REPLY__INIT;
  if (strcmp(call->envelope->method, "intake.SignIn") == 0) {
    reply.token = (char[]){TOKEN};
    reply.expires_at = (char[]){"2026-11-24T00:00:00Z"};
    fake_pack(ret, &reply.base);
  }
}

static void service(const struct fake_call *call, struct fake_answer *ret) {
  live_sessions(call, ret, sign_in);
}

static void begin(void) {
  make_pages();
  live = live_start_pages(service, folder);
}

static void end(void) {
  live_stop(live);
  remove_pages();
}

TestSuite(gateway_web, .init = begin, .fini = end);

static const struct row {
  const char *name;
  const char *verb;
  const char *path;
  const char *fields;
  int status;
  const char *body; /* all of it, or, of an error, what is in it */
} rows[] = {
    {"the first page", "GET", "/", NULL, 200, "citizen page"},
    {"by name", "GET", "/index.html", NULL, 200, "citizen page"},
    {"with a query", "GET", "/?q=1", NULL, 200, "citizen page"},
    {"packed", "GET", "/", "Accept-Encoding: br, gzip\r\n", 200, "packed citizen page"},
    {"packed not wanted", "GET", "/", "Accept-Encoding: gzip;q=0, br\r\n", 200, "citizen page"},
    {"nothing packed is there", "GET", "/assets/main-abc.js", "Accept-Encoding: gzip\r\n", 200, "script"},
    {"HEAD", "HEAD", "/", NULL, 200, ""},
    {"an address of the citizen's", "GET", "/cases/530623-1", HTML, 200, "citizen page"},
    {"an address of the staff's", "GET", "/staff/tasks", HTML, 200, "staff page"},
    {"an entry that is not built", "GET", "/board/items", HTML, 404, "ROUTE_UNKNOWN"},
    {"an address that asks for no page", "GET", "/cases/530623-1", "Accept: */*\r\n", 404, "ROUTE_UNKNOWN"},
    {"an old script", "GET", "/assets/main-old.js", HTML, 404, "ROUTE_UNKNOWN"},
    {"the API's own addresses", "GET", "/v1/nothing", HTML, 404, "ROUTE_UNKNOWN"},
    {"the API's other verbs", "DELETE", "/v1/cases", HTML, 405, "METHOD_NOT_ALLOWED"},
    {"posting to a page", "POST", "/", HTML, 404, "ROUTE_UNKNOWN"},
    {"a hidden file", "GET", "/.sum", NULL, 404, "ROUTE_UNKNOWN"},
    {"a type no page has", "GET", "/secret.txt", NULL, 404, "ROUTE_UNKNOWN"},
    {"the packed one by name", "GET", "/index.html.gz", NULL, 404, "ROUTE_UNKNOWN"},
    {"a folder", "GET", "/assets", NULL, 404, "ROUTE_UNKNOWN"},
    {"up and out", "GET", "/../../etc/passwd", NULL, 404, "ROUTE_UNKNOWN"},
    {"up, escaped", "GET", "/%2e%2e/%2e%2e/etc/passwd", NULL, 404, "ROUTE_UNKNOWN"},
    {"an escaped slash", "GET", "/assets%2fmain-abc.js", NULL, 404, "ROUTE_UNKNOWN"},
    {"another spelling", "GET", "/assets/./main-abc.js", NULL, 404, "ROUTE_UNKNOWN"},
    {"two slashes", "GET", "//index.html", NULL, 404, "ROUTE_UNKNOWN"},
};

Test(gateway_web, what_is_served) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct row *row = &rows[i];
    struct live_answer answer = live_ask(live, row->verb, row->path, row->fields, NULL, 0);
    cr_expect(answer.status == row->status, "%s: %d", row->name, answer.status);
    bool fits = row->status == 200 ? strcmp(answer.body, row->body) == 0 : strstr(answer.body, row->body) != NULL;
    cr_expect(fits, "%s: %s", row->name, answer.body);
    live_free(&answer);
  }
}

static int count(const char *text, const char *word) {
  int found = 0;
  for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
    found++;
  }
  return found;
}

Test(gateway_web, its_fields) {
  struct live_answer page = live_ask(live, "GET", "/", NULL, NULL, 0);
  cr_assert_str_eq(live_field(&page, "Content-Type"), "text/html; charset=utf-8");
  cr_assert_str_eq(live_field(&page, "Cache-Control"), "no-cache");
  cr_assert_str_eq(live_field(&page, "Vary"), "Accept-Encoding");
  cr_assert_str_eq(live_field(&page, "X-Content-Type-Options"), "nosniff");
  cr_assert_str_eq(live_field(&page, "Referrer-Policy"), "no-referrer");
  cr_assert(live_field(&page, "Permissions-Policy"));
  cr_assert(count(page.head, "Content-Security-Policy") == 1, "two policies would both hold");
  const char *policy = live_field(&page, "Content-Security-Policy");
  cr_assert(strstr(policy, "default-src 'none'; script-src 'self'; style-src 'self'"), "%s", policy);
  cr_assert_not(strstr(policy, "unsafe"));
  live_free(&page);
  struct live_answer script = live_ask(live, "GET", "/assets/main-abc.js", NULL, NULL, 0);
  cr_assert_str_eq(live_field(&script, "Content-Type"), "text/javascript; charset=utf-8");
  cr_assert(strstr(live_field(&script, "Cache-Control"), "immutable"));
  live_free(&script);
  struct live_answer api = live_ask(live, "GET", "/v1/nothing", NULL, NULL, 0);
  cr_assert_str_eq(live_field(&api, "Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
  live_free(&api);
}

Test(gateway_web, asked_again) {
  char fields[128];
  struct live_answer first = live_ask(live, "GET", "/", "Accept-Encoding: gzip\r\n", NULL, 0);
  cr_assert_str_eq(live_field(&first, "Content-Encoding"), "gzip");
  snprintf(fields, sizeof fields, "Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", live_field(&first, "ETag"));
  live_free(&first);
  struct live_answer again = live_ask(live, "GET", "/", fields, NULL, 0);
  cr_assert(again.status == 304 && again.size == 0, "%d", again.status);
  live_free(&again);
  struct live_answer plain = live_ask(live, "GET", "/", strstr(fields, "If-None-Match"), NULL, 0);
  cr_assert(plain.status == 200, "the packed and the plain one are two things");
  live_free(&plain);
}

Test(gateway_no_web, no_pages_are_said) {
  struct live *bare = live_start_pages(service, "/nonexistent");
  struct live_answer page = live_ask(bare, "GET", "/", NULL, NULL, 0);
  cr_assert(page.status == 503 && strstr(page.body, "网页还没有生成"), "%d %s", page.status, page.body);
  live_free(&page);
  struct live_answer api = live_ask(bare, "GET", "/v1/units", NULL, NULL, 0);
  cr_assert(api.status == 200, "the API works: %d", api.status);
  live_free(&api);
  live_stop(bare);
}

/* ---- the cookie ---- */

#define SIGN_IN "{\"username\":\"limei\",\"password\":\"x\"}"

Test(gateway_web, signing_in_by_cookie) {
  struct live_answer in =
      live_ask(live, "POST", "/v1/sessions", JSON "Bm-Session: cookie\r\n", SIGN_IN, strlen(SIGN_IN));
  cr_assert(in.status == 201, "%d", in.status);
  cr_assert_str_eq(live_field(&in, "Set-Cookie"),
                   "__Host-session=" TOKEN "; Path=/; Secure; HttpOnly; SameSite=Strict");
  cr_assert_not(strstr(in.body, TOKEN), "the script sees no token: %s", in.body);
  live_free(&in);
  struct live_answer plain = live_ask(live, "POST", "/v1/sessions", JSON, SIGN_IN, strlen(SIGN_IN));
  cr_assert(plain.status == 201 && strstr(plain.body, TOKEN) && !live_field(&plain, "Set-Cookie"));
  live_free(&plain);
}

static const struct cookie_row {
  const char *name;
  const char *verb;
  const char *path;
  const char *fields;
  int status;
} cookie_rows[] = {
    {"a read", "GET", "/v1/cases", COOKIE, 200},
    {"a read from anywhere is the browser's to stop", "GET", "/v1/cases", COOKIE "Sec-Fetch-Site: none\r\n", 200},
    {"a write of ours", "POST", "/v1/cases/x:accept", COOKIE KEY OURS, 200},
    {"a write of ours, by Origin", "POST", "/v1/cases/x:accept", COOKIE KEY "Origin: https://a\r\n", 200},
    {"a write from another site", "POST", "/v1/cases/x:accept", COOKIE KEY "Sec-Fetch-Site: cross-site\r\n", 403},
    {"a write from a sister site", "POST", "/v1/cases/x:accept", COOKIE KEY "Sec-Fetch-Site: same-site\r\n", 403},
    {"a write by our name without TLS", "POST", "/v1/cases/x:accept", COOKIE KEY "Origin: http://a\r\n", 403},
    {"a write by another Origin", "POST", "/v1/cases/x:accept", COOKIE KEY "Origin: https://b\r\n", 403},
    {"what the browser says first counts", "POST", "/v1/cases/x:accept",
     COOKIE KEY "Sec-Fetch-Site: cross-site\r\nOrigin: http://a\r\n", 403},
    {"a write from who knows where", "POST", "/v1/cases/x:accept", COOKIE KEY, 403},
    {"a token of nobody", "GET", "/v1/cases", "Cookie: __Host-session=unknown-unknown-unknown\r\n", 401},
    {"two cookie fields", "GET", "/v1/cases", COOKIE COOKIE, 401},
    {"another cookie", "GET", "/v1/cases", "Cookie: x__Host-session=" TOKEN "\r\n", 401},
    {"the bearer is the word that counts", "POST", "/v1/cases/x:accept", AUTH KEY COOKIE, 200},
    {"a bad bearer is not made good by a cookie", "GET", "/v1/cases", "Authorization: Bearer x\r\n" COOKIE, 401},
};

Test(gateway_web, acting_by_cookie) {
  for (size_t i = 0; i < sizeof cookie_rows / sizeof *cookie_rows; i++) {
    const struct cookie_row *row = &cookie_rows[i];
    struct live_answer answer = live_ask(live, row->verb, row->path, row->fields, NULL, 0);
    cr_expect(answer.status == row->status, "%s: %d", row->name, answer.status);
    live_free(&answer);
  }
}

Test(gateway_web, signing_out_takes_the_cookie) {
  struct live_answer out = live_ask(live, "DELETE", "/v1/sessions/current", COOKIE KEY OURS, NULL, 0);
  cr_assert(out.status == 204, "%d", out.status);
  cr_assert(
      strstr(live_field(&out, "Set-Cookie"), "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"));
  live_free(&out);
}

Test(gateway_web_small, gzip) {
  static const char *const good[] = {"gzip", "br, gzip", "gzip;q=0.5", "deflate,gzip;q=1.0, *;q=0"};
  static const char *const bad[] = {"", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip", "gzipx", "identity;q=1"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    cr_expect(gw_web_takes_gzip(good[i]), "%s", good[i]);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    cr_expect(!gw_web_takes_gzip(bad[i]), "%s", bad[i]);
  }
  cr_expect(!gw_web_takes_gzip(NULL));
}

/* Whoever sits on the line can serve a page by our name over plain http; the scheme tells it from ours. */
Test(web, the_origin_is_scheme_and_host) {
  static const struct {
    const char *origin, *host;
    bool ours;
  } origins[] = {
      {"https://bianmin.example", "bianmin.example", true},
      {"http://bianmin.example", "bianmin.example", false},
      {"ftp://bianmin.example", "bianmin.example", false},
      {"https://bianmin.example.evil", "bianmin.example", false},
      {"http://localhost:8080", "localhost:8080", true},
      {"http://127.0.0.1", "127.0.0.1", true},
      {"http://[::1]:8080", "[::1]:8080", true},
      {"http://localhost.evil", "localhost.evil", false},
      {"http://127.0.0.1.evil", "127.0.0.1.evil", false},
      {"null", "localhost", false},
      {NULL, "localhost", false},
      {"https://localhost", NULL, false},
  };
  for (size_t i = 0; i < sizeof origins / sizeof *origins; i++) {
    cr_assert_eq(gw_cookie_same_origin(NULL, origins[i].origin, origins[i].host), origins[i].ours, "%s at %s",
                 origins[i].origin, origins[i].host);
  }
}

/* A folder that was taken away or may not be read is no county without pages. */
Test(web, a_folder_that_cannot_be_read_is_told) {
  struct gw_web *web = NULL;
  struct rt_error error = {0};
  cr_assert_not(gw_web_new("/nowhere/that/is/served", &web, &error));
  cr_assert(strstr(error.text, "/nowhere/that/is/served"), "%s", error.text);
}
