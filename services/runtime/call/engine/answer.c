#include "runtime/call/engine/answer.h"

#include "runtime/base/log.h"
#include "runtime/call/call.h"
#include <string.h>

Bm__Answer *rt_answer_new(struct rt_arena *arena, enum rt_status status, const char *code, const char *message) {
  Bm__Answer *answer = rt_message(arena, &bm__answer__descriptor);
  answer->status = (int32_t)status;
  answer->code = rt_arena_text(arena, code);
  answer->message = rt_arena_text(arena, message);
  return answer;
}

void rt_answer_add_field(struct rt_arena *arena, Bm__Answer *answer, const char *field, const char *message) {
  Bm__FieldViolation *violation = rt_message(arena, &bm__field_violation__descriptor);
  violation->field = rt_arena_text(arena, field);
  violation->message = rt_arena_text(arena, message);
  Bm__FieldViolation **list = rt_arena_array(arena, answer->n_violations + 1, sizeof *list);
  for (size_t i = 0; i < answer->n_violations; i++) {
    list[i] = answer->violations[i];
  }
  list[answer->n_violations++] = violation;
  answer->violations = list;
}

Bm__Answer *rt_answer_faults(struct rt_arena *arena, const struct rt_faults *faults) {
  Bm__Answer *answer =
      rt_answer_new(arena, RT_INVALID_ARGUMENT, "FIELD_INVALID", "提交的内容有误，请按提示改正后重新提交");
  for (size_t i = 0; i < faults->count; i++) {
    rt_answer_add_field(arena, answer, faults->list[i].field, faults->list[i].message);
  }
  return answer;
}

Bm__Answer *rt_answer_away(struct rt_arena *arena, const char *code) {
  Bm__Answer *answer = rt_answer_new(arena, RT_UNAVAILABLE, code, "系统暂时繁忙，请稍后再试");
  answer->retry_after_s = 1;
  return answer;
}

Bm__Answer *rt_answer_internal(struct rt_arena *arena) {
  return rt_answer_new(arena, RT_INTERNAL, "INTERNAL", "系统出现故障，请稍后再试；如仍不行请联系管理员");
}

static bool is(const struct rt_wave_outcome *outcome, const char *state) {
  return strcmp(outcome->sqlstate, state) == 0;
}

Bm__Answer *rt_answer_outcome(struct rt_arena *arena, const struct rt_wave_outcome *outcome) {
  if (outcome->result != RT_WAVE_FAILED) {
    return rt_answer_away(arena, RT_CODE_DATABASE_AWAY);
  }
  /* Out of time, waiting for a lock, lost races, out of memory, disk or connections: another try may do. */
  if (is(outcome, "57014") || is(outcome, "55P03") || is(outcome, "40001") || is(outcome, "40P01") ||
      strncmp(outcome->sqlstate, "53", 2) == 0) {
    return rt_answer_away(arena, RT_CODE_BUSY);
  }
  rt_log(RT_LOG_ERROR, "statement failed", RT_TEXT("sqlstate", outcome->sqlstate),
         RT_TEXT("statement", outcome->statement == NULL ? "commit" : outcome->statement->name));
  return rt_answer_internal(arena);
}
