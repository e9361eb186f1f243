#include "runtime/wire/server/answers.h"

#include <stddef.h>
#include <stdint.h>

static const struct {
  enum rt_status status;
  const char *code;
  const char *message;
  int retry_after_s;
} rows[] = {
    {RT_DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "处理超时，请稍后重试", 1},
    {RT_UNAVAILABLE, "UNREACHABLE", "服务暂不可用，请稍后重试", 1},
    {RT_INVALID_ARGUMENT, "MESSAGE_INVALID", "请求过大或无法识别", 0},
    {RT_CANCELLED, "CANCELLED", "请求已取消", 0},
    {RT_INTERNAL, "INTERNAL", "系统内部错误，请稍后重试", 0},
};

Bm__Answer rt_wire_answer(enum rt_status status) {
  Bm__Answer answer = BM__ANSWER__INIT;
  answer.status = (int32_t)status;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (rows[i].status == status) {
      answer.code = (char *)(uintptr_t)rows[i].code;
      answer.message = (char *)(uintptr_t)rows[i].message;
      answer.retry_after_s = rows[i].retry_after_s;
    }
  }
  return answer;
}
