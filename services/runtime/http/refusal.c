/* Names of the statuses that we send: one table, looked through in order; it is far from any hot path. */
#include "runtime/http/refusal.h"

#include <stddef.h>

static const struct status_row {
  int status;
  const char *phrase;
  const char *title;
} rows[] = {
    {100, "Continue", "请继续"},
    {200, "OK", "成功"},
    {201, "Created", "已创建"},
    {204, "No Content", "没有内容"},
    {304, "Not Modified", "未变更"},
    {400, "Bad Request", "请求有误"},
    {401, "Unauthorized", "尚未登录"},
    {403, "Forbidden", "没有权限"},
    {404, "Not Found", "没有找到"},
    {405, "Method Not Allowed", "不支持的方法"},
    {408, "Request Timeout", "请求超时"},
    {409, "Conflict", "与当前状态冲突"},
    {412, "Precondition Failed", "前提条件不成立"},
    {413, "Content Too Large", "内容过大"},
    {415, "Unsupported Media Type", "不支持的内容类型"},
    {417, "Expectation Failed", "无法满足 Expect"},
    {422, "Unprocessable Content", "幂等键已用于其他请求"},
    {429, "Too Many Requests", "请求过多"},
    {431, "Request Header Fields Too Large", "请求头过大"},
    {499, "Client Closed Request", "客户端已断开"},
    {500, "Internal Server Error", "系统内部错误"},
    {503, "Service Unavailable", "服务暂不可用"},
    {504, "Gateway Timeout", "处理超时"},
    {505, "HTTP Version Not Supported", "不支持的 HTTP 版本"},
};

static const struct status_row *find(int status) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (rows[i].status == status) {
      return &rows[i];
    }
  }
  return NULL;
}

const char *rt_http_status_title(int status) {
  const struct status_row *row = find(status);
  return row ? row->title : "错误";
}

const char *rt_http_status_phrase(int status) {
  const struct status_row *row = find(status);
  return row ? row->phrase : "Error";
}
