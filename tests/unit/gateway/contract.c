/* The gateway over a raw socket, its services played by the test: the order of the checks, what reaches a service, how
 * answers become HTTP. */
#include "live.h"

#include "bianmin/intake.pb-c.h"
#include "bianmin/review.pb-c.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define CASE                                                                                                            \
  "{\"itemCode\":\"ZRZY-0101\",\"unit\":\"530623101\",\"applicant\":{\"name\":\"张三\",\"idNumber\":\"1\",\"phone\":" \
  "\"2\"},"

static struct {
  int status;
  const char *code;
  const char *message;
  const char *field;
} next;

static char seen_key[64];
static char seen_case[64];
static char seen_trace[64];
static char seen_account[64];
static char seen_session[64];

static void note(const struct fake_call *call) {
  const Bm__Subject *subject = call->envelope->subject;
  strncpy(seen_key, call->envelope->idempotency_key, sizeof seen_key - 1);
  strncpy(seen_trace, call->envelope->traceparent, sizeof seen_trace - 1);
  strncpy(seen_account, subject ? subject->account : "(nobody)", sizeof seen_account - 1);
  strncpy(seen_session, subject ? subject->session : "", sizeof seen_session - 1);
}

static void accept_case(const struct fake_call *call, struct fake_answer *ret) {
  Bm__AcceptCaseRequest *request = bm__accept_case_request__unpack(NULL, call->payload.size, call->payload.data);
  Bm__Case reply = BM__CASE__INIT;
  strncpy(seen_case, request->case_number, sizeof seen_case - 1);
  bm__accept_case_request__free_unpacked(request, NULL);
  reply.case_number = seen_case;
  reply.state = BM__CASE_STATE__ENUM__ACCEPTED;
  fake_pack(ret, &reply.base);
}

static void other(const struct fake_call *call, struct fake_answer *ret) {
  note(call);
  if (next.status != 0) {
    ret->status = next.status;
    ret->code = next.code;
    ret->message = next.message;
    ret->field = next.field;
  } else if (strcmp(call->envelope->method, "intake.AcceptCase") == 0) {
    accept_case(call, ret);
  }
}

static void service(const struct fake_call *call, struct fake_answer *ret) {
  live_sessions(call, ret, other);
}

static const struct row {
  const char *name;
  const char *verb;
  const char *path;
  const char *fields;
  const char *body;
  int status;
  const char *has; /* in the body of the answer */
} rows[] = {
    {"no such path", "GET", "/v1/nothing", NULL, NULL, 404, "ROUTE_UNKNOWN"},
    {"no such path comes before no session", "POST", "/v1/nothing", JSON, "{", 404, "ROUTE_UNKNOWN"},
    {"other verb", "PATCH", "/v1/cases", NULL, NULL, 405, "METHOD_NOT_ALLOWED"},
    {"bad escape", "GET", "/v1/cases/%zz", NULL, NULL, 400, "BAD_ESCAPE"},
    {"bad UTF-8 in the path", "GET", "/v1/cases/%ff", NULL, NULL, 400, "BAD_UTF8"},
    {"no session", "GET", "/v1/cases", NULL, NULL, 401, "NOT_SIGNED_IN"},
    {"no session comes before type, key and body", "POST", "/v1/cases", "Content-Type: text/plain\r\n", "{", 401,
     "NOT_SIGNED_IN"},
    {"unknown token", "GET", "/v1/cases", "Authorization: Bearer unknown-unknown-unknown\r\n", NULL, 401,
     "SESSION_ENDED"},
    {"broken token", "GET", "/v1/cases", "Authorization: Bearer a b\r\n", NULL, 401, "SESSION_ENDED"},
    {"two tokens", "GET", "/v1/cases", AUTH AUTH, NULL, 401, "SESSION_ENDED"},
    {"other role", "POST", "/v1/cases/x:confirmRefusal", AUTH KEY JSON, "{}", 403, "ROLE_NOT_ALLOWED"},
    {"other role comes before the type", "POST", "/v1/cases/x:confirmRefusal", AUTH "Content-Type: text/plain\r\n", "{",
     403, "ROLE"},
    {"text", "POST", "/v1/cases", AUTH "Content-Type: text/plain\r\n", "{", 415, "MEDIA_TYPE"},
    {"no type", "POST", "/v1/cases", AUTH KEY, "{}", 415, "MEDIA_TYPE"},
    {"gzip", "POST", "/v1/cases", AUTH KEY JSON "Content-Encoding: gzip\r\n", "{}", 415, "MEDIA_TYPE"},
    {"no key", "POST", "/v1/cases/x:accept", AUTH JSON, "{}", 400, "KEY_REQUIRED"},
    {"key that is none", "POST", "/v1/cases/x:accept", AUTH JSON "Idempotency-Key: 1\r\n", "{}", 400, "KEY_REQUIRED"},
    {"two keys", "POST", "/v1/cases/x:accept", AUTH JSON KEY KEY, "{}", 400, "KEY_REQUIRED"},
    {"no JSON", "POST", "/v1/cases", AUTH KEY JSON, "{", 400, "FIELD_INVALID"},
    {"unknown field", "POST", "/v1/cases", AUTH KEY JSON, CASE "\"intent\":\"SUBMIT\",\"x\":1}", 400,
     "\"field\":\"x\""},
    {"missing field", "POST", "/v1/cases", AUTH KEY JSON, CASE "\"form\":{}}", 400, "\"field\":\"intent\""},
    {"wrong type", "POST", "/v1/cases", AUTH KEY JSON, CASE "\"intent\":\"SUBMIT\",\"papers\":{}}", 400,
     "\"field\":\"papers\""},
    {"unknown enum", "POST", "/v1/cases", AUTH KEY JSON, CASE "\"intent\":\"FLY\"}", 400, "\"field\":\"intent\""},
    {"bad UTF-8", "POST", "/v1/cases", AUTH KEY JSON, "{\"unit\":\"\xff\"}", 400, "FIELD_INVALID"},
    {"unknown query parameter", "GET", "/v1/cases?stat=ACCEPTED", AUTH, NULL, 400, "\"field\":\"stat\""},
    {"query parameter on a write", "POST", "/v1/cases/x:accept?a=1", AUTH KEY JSON, "{}", 400, "\"field\":\"a\""},
    {"wrong query parameter", "GET", "/v1/cases?state=FLYING", AUTH, NULL, 400, "\"field\":\"state\""},
    {"repeated query parameter", "GET", "/v1/cases?state=ACCEPTED&state=ACCEPTED", AUTH, NULL, 400,
     "REPEATED_PARAMETER"},
    {"empty query parameter is absent", "GET", "/v1/cases?state=&unit=", AUTH, NULL, 200,
     "{\"cases\":[],\"nextPageToken\":\"\"}"},
    {"right", "POST", "/v1/cases/x:accept", AUTH KEY JSON, "{}", 200, "\"state\":\"ACCEPTED\""},
    {"no body is an empty object", "POST", "/v1/cases/x:accept", AUTH KEY, NULL, 200, "\"caseNumber\":\"x\""},
    {"defaults are in the answer", "POST", "/v1/cases/x:accept", AUTH KEY JSON, "{}", 200, "\"papers\":[]"},
    {"created", "POST", "/v1/cases", AUTH KEY JSON, CASE "\"intent\":\"SUBMIT\"}", 201, "\"queryCode\":\"\""},
    {"anyone", "GET", "/v1/units?parent=530623", NULL, NULL, 200, "\"units\":[]"},
    {"anyone, with a token of nobody", "GET", "/v1/units", "Authorization: Bearer unknown-unknown-unknown\r\n", NULL,
     200, "units"},
    {"no key wanted", "POST", "/v1/deadlines:compute", JSON, "{\"start\":\"2026-01-01\",\"limitDays\":0}", 200,
     "\"due\":\"\""},
    {"the page of life", "GET", "/livez", NULL, NULL, 200, "/livez"},
    {"the document", "GET", "/openapi.json", NULL, NULL, 200, "\"openapi\":\"3.1.0\""},
    {"posting to a page", "POST", "/livez", JSON, "{}", 405, "METHOD_NOT_ALLOWED"},
    {"query on a page", "GET", "/livez?x=1", NULL, NULL, 400, "FIELD_INVALID"},
};

Test(gateway_contract, rows) {
  struct live *live = live_start(service);
  memset(&next, 0, sizeof next);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct row *row = &rows[i];
    struct live_answer answer =
        live_ask(live, row->verb, row->path, row->fields, row->body, row->body ? strlen(row->body) : 0);
    cr_assert_eq(answer.status, row->status, "%s: %d %s", row->name, answer.status, answer.body);
    cr_assert(strstr(answer.body, row->has), "%s: %s", row->name, answer.body);
    const char *type = live_field(&answer, "Content-Type");
    cr_assert(row->status < 400 || (type && strcmp(type, "application/problem+json") == 0), "%s", row->name);
    cr_assert(row->status < 400 || strstr(answer.body, "\"traceId\":\""), "%s", row->name);
    cr_assert_str_eq(live_field(&answer, "X-Content-Type-Options"), "nosniff", "%s", row->name);
    live_free(&answer);
  }
  live_stop(live);
}

static const struct {
  int status;
  const char *code;
  int http;
  const char *header;
} refusals[] = {
    {RT_INVALID_ARGUMENT, "FIELD_INVALID", 400, NULL},
    {RT_UNAUTHENTICATED, "", 401, "WWW-Authenticate"},
    {RT_PERMISSION_DENIED, "", 403, NULL},
    {RT_NOT_FOUND, "CASE_UNKNOWN", 404, NULL},
    {RT_FAILED_PRECONDITION, "STATE_CONFLICT", 409, NULL},
    {RT_ABORTED, "", 409, NULL},
    {RT_RESOURCE_EXHAUSTED, "", 429, "Retry-After"},
    {RT_UNAVAILABLE, "", 503, "Retry-After"},
    {RT_DEADLINE_EXCEEDED, "", 503, "Retry-After"},
    {RT_INTERNAL, "", 500, NULL},
};

Test(gateway_contract, refusals_of_services) {
  struct live *live = live_start(service);
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    next.status = refusals[i].status;
    next.code = refusals[i].code;
    next.message = "数据库密码是 x";
    next.field = "applicant.idNumber";
    struct live_answer answer = live_ask(live, "GET", "/v1/cases/x", AUTH, NULL, 0);
    cr_assert_eq(answer.status, refusals[i].http, "%d → %d", refusals[i].status, answer.status);
    cr_assert(strstr(answer.body, refusals[i].code), "%s", answer.body);
    cr_assert(!refusals[i].header || live_field(&answer, refusals[i].header), "%s", refusals[i].header);
    cr_assert(strstr(answer.body, "\"field\":\"applicant.idNumber\""));
    cr_assert_eq(strstr(answer.body, "密码") == NULL, answer.status == 500, "what failed inside is not told");
    live_free(&answer);
  }
  memset(&next, 0, sizeof next);
  live_stop(live);
}

Test(gateway_contract, what_reaches_the_service) {
  struct live *live = live_start(service);
  memset(&next, 0, sizeof next);
  struct live_answer answer =
      live_ask(live, "POST", "/v1/cases/530623-20261123-000042-7:accept",
               AUTH JSON "Idempotency-Key: 01890A5D-AC96-774B-BCCE-B302099A8057\r\n"
                         "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n",
               "{}", 2);
  cr_assert_eq(answer.status, 200);
  cr_assert_str_eq(seen_case, "530623-20261123-000042-7");
  cr_assert_str_eq(seen_key, "01890a5d-ac96-774b-bcce-b302099a8057");
  cr_assert_str_eq(seen_account, "limei");
  cr_assert_str_eq(seen_session, "5e55");
  cr_assert_eq(strncmp(seen_trace, "00-0af7651916cd43dd8448eb211c80319c-", 36), 0, "%s", seen_trace);
  cr_assert_neq(strncmp(seen_trace + 36, "b7ad6b7169203331", 16), 0, "a span of its own");
  live_free(&answer);
  answer = live_ask(live, "GET", "/v1/units", NULL, NULL, 0);
  cr_assert_str_eq(seen_account, "(nobody)");
  cr_assert_str_eq(seen_key, "");
  live_free(&answer);
  live_stop(live);
}

Test(gateway_contract, a_field_of_the_path_is_not_taken_from_the_body) {
  struct live *live = live_start(service);
  memset(&next, 0, sizeof next);
  struct live_answer answer = live_ask(live, "POST", "/v1/cases/x:accept", AUTH KEY JSON, "{\"caseNumber\":\"y\"}", 18);
  cr_assert_eq(answer.status, 400, "%s", answer.body);
  cr_assert(strstr(answer.body, "\"field\":\"caseNumber\""), "%s", answer.body);
  live_free(&answer);
  live_stop(live);
}

Test(gateway_contract, a_session_is_asked_for_once_and_forgotten_at_sign_out) {
  struct live *live = live_start(service);
  memset(&next, 0, sizeof next);
  for (int i = 0; i < 3; i++) {
    struct live_answer answer = live_ask(live, "GET", "/v1/cases", AUTH, NULL, 0);
    cr_assert_eq(answer.status, 200);
    live_free(&answer);
  }
  int before = fake_count("intake.ResolveSession");
  struct live_answer out = live_ask(live, "DELETE", "/v1/sessions/current", AUTH, NULL, 0);
  cr_assert_eq(out.status, 204, "%s", out.body);
  cr_assert_eq(out.size, 0);
  live_free(&out);
  struct live_answer answer = live_ask(live, "GET", "/v1/cases", AUTH, NULL, 0);
  cr_assert_gt(fake_count("intake.ResolveSession"), before);
  live_free(&answer);
  live_stop(live);
}

static int seen_timeout_ms;

static void slow_session(const struct fake_call *call, struct fake_answer *ret) {
  live_sessions(call, ret, other);
  if (strcmp(call->envelope->method, "intake.ResolveSession") == 0) {
    ret->after_ms = 300;
  } else {
    seen_timeout_ms = call->timeout_ms;
  }
}

/* Found by F12: 2.5 s for the session and then 5 s for the call, while the caller was to have his answer within 5. */
Test(gateway_contract, the_time_of_a_slow_session_is_taken_from_the_call) {
  struct live *live = live_start(slow_session);
  memset(&next, 0, sizeof next);
  struct live_answer answer = live_ask(live, "GET", "/v1/cases", AUTH, NULL, 0);
  cr_assert_eq(answer.status, 200, "%s", answer.body);
  cr_assert_leq(seen_timeout_ms, 2000 - 300);
  cr_assert_gt(seen_timeout_ms, 0);
  live_free(&answer);
  answer = live_ask(live, "GET", "/v1/cases", AUTH, NULL, 0);
  cr_assert_geq(seen_timeout_ms, 2000 - 100, "the session is known: all of the time is the call's");
  live_free(&answer);
  live_stop(live);
}

Test(gateway_contract, etag) {
  struct live *live = live_start(service);
  char fields[256];
  memset(&next, 0, sizeof next);
  struct live_answer answer = live_ask(live, "GET", "/v1/tasks", NULL, NULL, 0);
  cr_assert_eq(answer.status, 401);
  live_free(&answer);
  answer = live_ask(live, "GET", "/v1/notifications", AUTH, NULL, 0);
  cr_assert_eq(answer.status, 200);
  snprintf(fields, sizeof fields, AUTH "If-None-Match: %s\r\n", live_field(&answer, "ETag"));
  live_free(&answer);
  answer = live_ask(live, "GET", "/v1/notifications", fields, NULL, 0);
  cr_assert_eq(answer.status, 304);
  cr_assert_eq(answer.size, 0);
  live_free(&answer);
  answer = live_ask(live, "GET", "/v1/notifications", AUTH "If-None-Match: \"0\"\r\n", NULL, 0);
  cr_assert_eq(answer.status, 200);
  live_free(&answer);
  live_stop(live);
}

Test(gateway_contract, head_is_get_without_a_body) {
  struct live *live = live_start(service);
  memset(&next, 0, sizeof next);
  struct live_answer answer = live_ask(live, "HEAD", "/v1/units", NULL, NULL, 0);
  cr_assert_eq(answer.status, 200);
  cr_assert_eq(answer.size, 0);
  cr_assert_str_eq(live_field(&answer, "Content-Length"), "31");
  live_free(&answer);
  live_stop(live);
}

Test(gateway_contract, json_over_64_kib_is_too_large) {
  struct live *live = live_start(service);
  static char body[65537];
  memset(body, ' ', sizeof body);
  struct live_answer answer = live_ask(live, "POST", "/v1/cases", AUTH KEY JSON, body, sizeof body);
  cr_assert_eq(answer.status, 413, "%s", answer.body);
  live_free(&answer);
  live_stop(live);
}
