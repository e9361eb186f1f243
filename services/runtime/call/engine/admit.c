#include "runtime/call/engine/admit.h"

#include "bianmin/options.pb-c.h"
#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "runtime/call/engine/answer.h"
#include <sodium.h>
#include <string.h>

static uint32_t bit(int role) {
  return role >= 0 && role < 32 ? UINT32_C(1) << role : 0;
}

static enum rt_status gateway_roles(uint32_t roles, const Bm__Subject *subject) {
  if (roles & (bit(BM__ROLE__ENUM__ANYONE) | bit(BM__ROLE__ENUM__GATEWAY))) {
    return RT_OK;
  }
  if (subject == NULL) {
    return RT_UNAUTHENTICATED;
  }
  uint32_t held = bit(BM__ROLE__ENUM__SIGNED_IN);
  for (size_t i = 0; i < subject->n_roles; i++) {
    held |= subject->roles[i] < BM__ROLE__ENUM__ANYONE ? bit(subject->roles[i]) : 0;
  }
  return roles & held ? RT_OK : RT_PERMISSION_DENIED;
}

enum rt_status rt_admit_roles(uint32_t roles, const char *caller, const Bm__Subject *subject) {
  if (strcmp(caller, "gateway") == 0) {
    return gateway_roles(roles, subject);
  }
  int role = strcmp(caller, "operator") == 0 ? BM__ROLE__ENUM__OPERATOR : BM__ROLE__ENUM__SERVICE;
  return roles & bit(role) ? RT_OK : RT_PERMISSION_DENIED;
}

static const struct rt_method *find(const struct rt_method *methods, const char *name) {
  for (const struct rt_method *m = methods; m->name != NULL; m++) {
    if (strcmp(m->name, name) == 0) {
      return m;
    }
  }
  return NULL;
}

static Bm__Answer *roles_refusal(struct rt_arena *arena, enum rt_status status) {
  return status == RT_UNAUTHENTICATED ? rt_answer_new(arena, status, "SIGN_IN_NEEDED", "请先登录")
                                      : rt_answer_new(arena, status, "ROLE_NOT_ALLOWED", "您的角色不能办理此操作");
}

/* The text of the request's field that scopes the key when nobody is signed in. */
static const char *field_text(const ProtobufCMessage *request, const char *name) {
  const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(request->descriptor, name);
  if (field == NULL || field->type != PROTOBUF_C_TYPE_STRING || field->label == PROTOBUF_C_LABEL_REPEATED) {
    return "";
  }
  const char *const *text = (const char *const *)((const char *)request + field->offset);
  return *text == NULL ? "" : *text;
}

static const char *key_scope(const struct rt_job *job) {
  const struct rt_call *call = &job->call;
  if (call->subject != NULL) {
    return rt_arena_printf(call->arena, "account %s", call->subject->account);
  }
  if (call->method->scope_field != NULL) {
    return rt_arena_printf(call->arena, "%s %s", call->method->scope_field,
                           field_text(call->request, call->method->scope_field));
  }
  return rt_arena_printf(call->arena, "key %s", call->caller);
}

/* One spelling of a UUID: the stored answer is sealed to it. */
static const char *lower_case(struct rt_arena *arena, const char *id) {
  char *lower = rt_arena_text(arena, id);
  for (char *c = lower; *c != '\0'; c++) {
    if (*c >= 'A' && *c <= 'F') {
      *c = (char)(*c - 'A' + 'a');
    }
  }
  return lower;
}

static Bm__Answer *take_key(struct rt_job *job, const struct rt_incoming *incoming) {
  const char *id = incoming->envelope->idempotency_key;
  if (!job->call.method->keyed) {
    return NULL;
  }
  if (id == NULL || !rt_id_valid(id)) {
    return rt_answer_new(job->call.arena, RT_INVALID_ARGUMENT, "KEY_MISSING",
                         "缺少 Idempotency-Key，或其不是 UUID；每次办理请带上一个新的");
  }
  job->key.id = lower_case(job->call.arena, id);
  job->key.scope = key_scope(job);
  /* A paper has another id at each attempt: then the gateway says what a repeat must equal. */
  const char *same = incoming->envelope->same;
  bool said = same != NULL && *same != '\0' && strcmp(incoming->caller, "gateway") == 0;
  const struct rt_bytes equal = said ? (struct rt_bytes){(const uint8_t *)same, strlen(same)} : incoming->payload;
  crypto_hash_sha256(job->key.hash, equal.data, equal.size);
  return NULL;
}

static Bm__Answer *unpack(struct rt_job *job, const struct rt_incoming *incoming) {
  struct rt_call *call = &job->call;
  call->request = protobuf_c_message_unpack(call->method->request, rt_arena_protobuf(call->arena),
                                            incoming->payload.size, incoming->payload.data);
  if (call->request == NULL) {
    return rt_answer_new(call->arena, RT_INVALID_ARGUMENT, "MALFORMED", "请求内容无法读取");
  }
  rt_rules_check(call->arena, call->request, &call->faults);
  return call->faults.count == 0 ? NULL : rt_answer_faults(call->arena, &call->faults);
}

/* The subject's texts go into keys, statements and trails like a request's, so they are looked at like a request's. */
static bool subject_ok(struct rt_arena *arena, const Bm__Subject *subject) {
  struct rt_faults faults = {0};
  if (subject != NULL) {
    rt_rules_check(arena, &subject->base, &faults);
  }
  return faults.count == 0;
}

static Bm__Answer *identify(const struct rt_admission *admission, const struct rt_incoming *incoming,
                            struct rt_job *job) {
  struct rt_call *call = &job->call;
  if (rt_clock_monotonic_ms() > incoming->deadline_ms) {
    return rt_answer_new(call->arena, RT_DEADLINE_EXCEEDED, "TOO_LATE", "等待超时，请稍后再试");
  }
  call->method = find(admission->methods, incoming->envelope->method);
  if (call->method == NULL) {
    return rt_answer_new(call->arena, RT_UNIMPLEMENTED, "METHOD_UNKNOWN", "没有这项操作");
  }
  if (!subject_ok(call->arena, call->subject)) {
    return rt_answer_new(call->arena, RT_INVALID_ARGUMENT, "MALFORMED", "请求内容无法读取");
  }
  job->handler = call->method->handler;
  enum rt_status status = rt_admit_roles(call->method->roles, call->caller, call->subject);
  return status == RT_OK ? NULL : roles_refusal(call->arena, status);
}

void rt_job_begin(struct rt_job *job) {
  struct rt_call *call = &job->call;
  call->state = rt_arena_alloc(call->arena, job->handler->state_size + 1);
  call->refusal = NULL;
  call->marks = false;
  call->reply = NULL;
  call->faults.count = 0;
  job->lost = false;
  if (job->handler->decode != NULL) {
    job->handler->decode(call);
  }
  if (job->handler->validate != NULL && call->faults.count == 0) {
    job->handler->validate(call);
  }
}

void rt_admit(const struct rt_admission *admission, const struct rt_incoming *incoming, struct rt_job *ret_job) {
  *ret_job = (struct rt_job){0};
  struct rt_call *call = &ret_job->call;
  call->arena = admission->arena;
  call->now_us = admission->now_us;
  call->service = admission->things;
  call->caller = incoming->caller;
  call->subject = strcmp(incoming->caller, "gateway") == 0 ? incoming->envelope->subject : NULL;
  Bm__Answer *refusal = identify(admission, incoming, ret_job);
  refusal = refusal == NULL ? unpack(ret_job, incoming) : refusal;
  refusal = refusal == NULL ? take_key(ret_job, incoming) : refusal;
  if (refusal == NULL) {
    rt_job_begin(ret_job);
    ret_job->fresh = true;
    refusal = call->refusal != NULL ? call->refusal : refusal;
    refusal = call->faults.count > 0 ? rt_answer_faults(call->arena, &call->faults) : refusal;
  }
  if (refusal != NULL) {
    rt_job_finish(ret_job, refusal);
  }
}
