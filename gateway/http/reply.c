/* Two small tables decide: one for codes that mean something particular in HTTP, one for the rest by gRPC status. */
#include "gateway/http/reply.h"

#include "runtime/base/log.h"
#include "runtime/json/json.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *code;
  int http;
} particular[] = {
    {"KEY_REUSED", 422},
    {"PAPER_TYPE", 415},
    {"PAPER_TOO_LARGE", 413},
};

static const struct by_status {
  enum rt_status status;
  int http;
  const char *code; /* when the service named none */
  const char *detail;
} by_status[] = {
    {RT_INVALID_ARGUMENT, 400, "INVALID_ARGUMENT", "请求的内容不正确"},
    {RT_OUT_OF_RANGE, 400, "INVALID_ARGUMENT", "请求的内容不正确"},
    {RT_UNAUTHENTICATED, 401, "UNAUTHENTICATED", "请先登录"},
    {RT_PERMISSION_DENIED, 403, "PERMISSION_DENIED", "您的岗位不能办理此操作"},
    {RT_NOT_FOUND, 404, "NOT_FOUND", "没有找到，或不在您的查看范围内"},
    {RT_ALREADY_EXISTS, 409, "ALREADY_EXISTS", "已经存在"},
    {RT_ABORTED, 409, "CONFLICT", "他人刚刚办理过，请刷新后再试"},
    {RT_FAILED_PRECONDITION, 409, "STATE_CONFLICT", "当前状态不能办理此操作"},
    {RT_RESOURCE_EXHAUSTED, 429, "TOO_MANY_REQUESTS", "请求过多，请稍后再试"},
    {RT_UNAVAILABLE, 503, "UNAVAILABLE", "服务暂不可用，请稍后用同一幂等键重试"},
    {RT_DEADLINE_EXCEEDED, 503, "UNAVAILABLE", "未能在规定时间内完成，请稍后用同一幂等键重试"},
    {RT_CANCELLED, 503, "UNAVAILABLE", "服务暂不可用，请稍后用同一幂等键重试"},
};

static const struct by_status internal = {RT_INTERNAL, 500, "INTERNAL", "系统内部错误，请记下 traceId 并告知管理员"};

static const struct by_status *row_of(int status) {
  for (size_t i = 0; i < sizeof by_status / sizeof *by_status; i++) {
    if ((int)by_status[i].status == status) {
      return &by_status[i];
    }
  }
  return &internal;
}

int gw_reply_http_status(int status, const char *code) {
  for (size_t i = 0; i < sizeof particular / sizeof *particular; i++) {
    if (strcmp(particular[i].code, code) == 0) {
      return particular[i].http;
    }
  }
  return row_of(status)->http;
}

/* Fields that go with a status. Errors are nobody's to keep. */
static void status_fields(struct gw_request *r, int status, int retry_after_s) {
  char seconds[16];
  rt_http_field(r->x, "Cache-Control", "no-store");
  if (status == 401) {
    rt_http_field(r->x, "WWW-Authenticate", "Bearer");
  }
  if (status == 429 || status == 503) {
    snprintf(seconds, sizeof seconds, "%d", retry_after_s > 0 ? retry_after_s : 1);
    rt_http_field(r->x, "Retry-After", seconds);
  }
}

void gw_reply_refuse(struct gw_request *r, const struct rt_http_refusal *refusal) {
  gw_admit_leave(&r->place); /* how long the client takes to fetch an answer is its own doing, here and below */
  status_fields(r, refusal->status, 0);
  rt_http_refuse(r->x, refusal);
}

void gw_reply_faults(struct gw_request *r, const struct rt_faults *faults) {
  gw_admit_leave(&r->place);
  struct rt_http_problem_field fields[RT_FAULTS_MAX];
  for (size_t i = 0; i < faults->count; i++) {
    fields[i] = (struct rt_http_problem_field){faults->list[i].field, faults->list[i].message};
  }
  const struct rt_http_problem problem = {.status = 400,
                                          .code = "FIELD_INVALID",
                                          .detail = "请求中有不正确的内容，详见 errors",
                                          .errors = fields,
                                          .error_count = faults->count};
  status_fields(r, 400, 0);
  rt_http_answer_problem(r->x, &problem);
}

void gw_reply_refusal(struct gw_request *r, const Bm__Answer *answer) {
  gw_admit_leave(&r->place);
  const struct by_status *row = row_of(answer->status);
  struct rt_http_problem_field *fields = rt_arena_array(r->arena, answer->n_violations + 1, sizeof *fields);
  for (size_t i = 0; i < answer->n_violations; i++) {
    fields[i] = (struct rt_http_problem_field){answer->violations[i]->field, answer->violations[i]->message};
  }
  /* What went wrong inside is for the log, not for the caller. */
  bool ours = row == &internal;
  const struct rt_http_problem problem = {
      .status = gw_reply_http_status(answer->status, answer->code),
      .code = *answer->code && !ours ? answer->code : row->code,
      .detail = *answer->message && !ours ? answer->message : row->detail,
      .errors = fields,
      .error_count = answer->n_violations,
  };
  if (ours) {
    rt_log(RT_LOG_ERROR, "call failed", RT_TEXT("method", r->route ? r->route->method : ""),
           RT_TEXT("status", rt_status_name((enum rt_status)answer->status)), RT_TEXT("why", answer->message),
           RT_TEXT("trace", rt_http_trace_id(r->x)));
  }
  status_fields(r, problem.status, answer->retry_after_s);
  rt_http_answer_problem(r->x, &problem);
}

/* A strong validator: the answer is the same byte for byte. */
static void etag_of(const struct rt_buffer *json, char ret_etag[35]) {
  unsigned char hash[16];
  char hex[2 * sizeof hash + 1];
  crypto_generichash(hash, sizeof hash, (const unsigned char *)json->data, json->used, NULL, 0);
  rt_hex(hash, sizeof hash, hex);
  snprintf(ret_etag, 35, "\"%s\"", hex);
}

static bool client_has(struct gw_request *r, const char *etag) {
  const char *has = gw_request_field(r, "If-None-Match", NULL);
  return has && (strcmp(has, "*") == 0 || strstr(has, etag));
}

static void answer_json(struct gw_request *r, const struct rt_buffer *json) {
  char etag[35];
  if (strcmp(r->route->verb, "GET") != 0) {
    rt_http_field(r->x, "Cache-Control", "no-store");
    rt_http_answer(r->x, r->route->success, "application/json", json->data, json->used);
    return;
  }
  etag_of(json, etag);
  rt_http_field(r->x, "Cache-Control", "private, no-cache");
  rt_http_field(r->x, "Vary", "Authorization, Cookie");
  rt_http_field(r->x, "ETag", etag);
  if (client_has(r, etag)) {
    rt_http_answer(r->x, 304, NULL, NULL, 0);
  } else {
    rt_http_answer(r->x, r->route->success, "application/json", json->data, json->used);
  }
}

void gw_reply_success(struct gw_request *r, struct rt_bytes payload) {
  gw_admit_leave(&r->place);
  static const Bm__Answer broken = {.status = RT_INTERNAL, .code = "", .message = "the reply does not unpack"};
  struct rt_buffer json = {NULL, 0, 0};
  if (r->route->success == 204) {
    rt_http_field(r->x, "Cache-Control", "no-store");
    rt_http_answer(r->x, 204, NULL, NULL, 0);
    return;
  }
  ProtobufCMessage *reply =
      protobuf_c_message_unpack(r->route->reply, rt_arena_protobuf(r->arena), payload.size, payload.data);
  if (!reply) {
    gw_reply_refusal(r, &broken);
    return;
  }
  rt_json_print(reply, &json);
  answer_json(r, &json);
  rt_buffer_free(&json);
}
