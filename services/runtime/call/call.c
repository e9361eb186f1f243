/* What handlers call: refusals, faults, roles, messages. */
#include "runtime/call/call.h"

#include "bianmin/options.pb-c.h"
#include "runtime/call/engine/answer.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1024 };

const void *rt_call_request(const struct rt_call *call, const ProtobufCMessageDescriptor *type) {
  assert(call->request != NULL && call->request->descriptor == type);
  return call->request;
}

void rt_call_fault(struct rt_call *call, const char *field, const char *format, ...) {
  char text[TEXT_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  rt_fault_add(&call->faults, call->arena, field, "%s", text);
}

static void refuse(struct rt_call *call, enum rt_status status, const char *code, bool marks, const char *text) {
  assert(status != RT_OK);
  if (call->refusal == NULL) {
    call->refusal = rt_answer_new(call->arena, status, code, text);
    call->marks = marks;
  }
}

void rt_call_refuse(struct rt_call *call, enum rt_status status, const char *code, const char *format, ...) {
  char text[TEXT_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  refuse(call, status, code, false, text);
}

void rt_call_refuse_and_mark(struct rt_call *call, enum rt_status status, const char *code, const char *format, ...) {
  char text[TEXT_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  refuse(call, status, code, true, text);
}

void rt_call_refuse_field(struct rt_call *call, const char *field, const char *format, ...) {
  assert(call->refusal != NULL);
  char text[TEXT_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  rt_answer_add_field(call->arena, call->refusal, field, text);
}

void rt_call_not_yet(struct rt_call *call, const char *what) {
  assert(call->event != NULL);
  rt_call_refuse(call, RT_ABORTED, RT_CODE_NOT_YET, "%s", what);
}

bool rt_call_has_role(const struct rt_call *call, int role) {
  if (role == BM__ROLE__ENUM__OPERATOR && strcmp(call->caller, "operator") == 0) {
    return true;
  }
  for (size_t i = 0; call->subject != NULL && i < call->subject->n_roles; i++) {
    if (call->subject->roles[i] == role) {
      return true;
    }
  }
  return false;
}

void *rt_message(struct rt_arena *arena, const ProtobufCMessageDescriptor *type) {
  ProtobufCMessage *message = rt_arena_alloc(arena, type->sizeof_message);
  protobuf_c_message_init(type, message);
  return message;
}
