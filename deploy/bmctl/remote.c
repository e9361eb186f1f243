#include "deploy/bmctl/remote.h"
#include "bianmin/all_methods.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "runtime/json/json.h"
#include "runtime/wire/client.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

const struct rt_method *bmctl_method(const char *name) {
  for (const struct rt_method *method = bm_all_methods; method->name; method++) {
    if (strcasecmp(method->name, name) == 0) {
      return method;
    }
  }
  return NULL;
}

const struct rt_method *bmctl_method_of(const char *service, const char *rpc) {
  char name[128];
  snprintf(name, sizeof name, "%s.%s", service, rpc);
  return bmctl_method(name);
}

const char *const *bmctl_service_names(struct bmctl *bmctl) {
  static const char suffix[] = ".ListDeadLetters";
  size_t count = 0;
  for (const struct rt_method *method = bm_all_methods; method->name; method++) {
    count += strstr(method->name, suffix) != NULL;
  }
  const char **names = rt_arena_array(bmctl->arena, count + 1, sizeof *names);
  count = 0;
  for (const struct rt_method *method = bm_all_methods; method->name; method++) {
    const char *dot = strstr(method->name, suffix);
    if (dot) {
      names[count++] = rt_arena_textn(bmctl->arena, method->name, (size_t)(dot - method->name));
    }
  }
  return names;
}

bool bmctl_is_service(struct bmctl *bmctl, const char *name) {
  for (const char *const *at = bmctl_service_names(bmctl); *at; at++) {
    if (strcmp(*at, name) == 0) {
      return true;
    }
  }
  return false;
}

bool bmctl_identity(const struct bmctl *bmctl, struct rt_keys *ret_keys, const char **ret_brokers,
                    struct rt_error *error) {
  const char *brokers = rt_config_text(bmctl->config, "BM_BROKERS");
  const char *folder = rt_config_text(bmctl->config, "BM_KEYS_DIR");
  if (!*brokers || !*folder) {
    return rt_fail(error, RT_FAILED_PRECONDITION, "set BM_BROKERS and BM_KEYS_DIR to reach the system");
  }
  *ret_brokers = brokers;
  return rt_keys_load(folder, "operator", ret_keys, error);
}

static bool connect_once(struct bmctl *bmctl, struct rt_error *error) {
  struct rt_keys keys;
  const char *brokers = NULL;
  return bmctl->client ||
         (bmctl_identity(bmctl, &keys, &brokers, error) && rt_client_new(brokers, &keys, &bmctl->client, error));
}

void bmctl_disconnect(struct bmctl *bmctl) {
  rt_client_destroy(&bmctl->client);
}

static void violation(struct rt_buffer *out, const char *field, const char *message) {
  bmctl_comma(out);
  rt_buffer_text(out, "{");
  bmctl_member(out, "field", field);
  bmctl_member(out, "message", message);
  rt_buffer_text(out, "}");
}

int bmctl_faults(const struct bmctl *bmctl, const struct rt_faults *faults) {
  RT_AUTO(rt_buffer_free) struct rt_buffer out = {0};
  rt_buffer_text(&out, "{");
  bmctl_member(&out, "status", rt_status_name(RT_INVALID_ARGUMENT));
  bmctl_key(&out, "violations");
  rt_buffer_text(&out, "[");
  for (size_t i = 0; i < faults->count; i++) {
    violation(&out, faults->list[i].field, faults->list[i].message);
    if (!bmctl->json) {
      fprintf(stderr, "bmctl: %s: %s\n", *faults->list[i].field ? faults->list[i].field : "request",
              faults->list[i].message);
    }
  }
  if (bmctl->json) {
    fprintf(stderr, "%s]}\n", out.data);
  }
  return BMCTL_USAGE;
}

ProtobufCMessage *bmctl_request(struct bmctl *bmctl, const ProtobufCMessageDescriptor *type, const char *json,
                                size_t bytes) {
  struct rt_faults faults = {0};
  ProtobufCMessage *request = rt_json_parse(bmctl->arena, type, json, bytes, NULL, 0, &faults);
  if (request) {
    rt_rules_check(bmctl->arena, request, &faults);
  }
  if (faults.count > 0) {
    (void)bmctl_faults(bmctl, &faults);
    return NULL;
  }
  return request;
}

static const char *message_of(const Bm__Answer *answer) {
  return *answer->message                         ? answer->message
         : answer->status == RT_DEADLINE_EXCEEDED ? "no answer in time"
         : answer->status == RT_UNAVAILABLE       ? "no broker answers"
                                                  : "";
}

static const char *field_name(const struct bmctl *bmctl, const struct bmctl_outgoing *call, const Bm__Answer *answer,
                              size_t i) {
  const char *field = answer->violations[i]->field;
  return call->name_field ? call->name_field(call->context, bmctl->arena, field) : field;
}

/* What a service refused, with its code and the fields it names. */
static int refused(const struct bmctl *bmctl, const struct bmctl_outgoing *call, const Bm__Answer *answer) {
  struct rt_error error = {.status = (enum rt_status)answer->status};
  (void)rt_fail(&error, error.status, "%s%s%s", answer->code, *answer->code ? " " : "", message_of(answer));
  if (!bmctl->json) {
    int code = bmctl_fail(bmctl, &error);
    for (size_t i = 0; i < answer->n_violations; i++) {
      fprintf(stderr, "  %s: %s\n", field_name(bmctl, call, answer, i), answer->violations[i]->message);
    }
    return code;
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer out = {0};
  rt_buffer_text(&out, "{");
  bmctl_member(&out, "status", rt_status_name(error.status));
  bmctl_member(&out, "code", answer->code);
  bmctl_member(&out, "message", message_of(answer));
  bmctl_key(&out, "violations");
  rt_buffer_text(&out, "[");
  for (size_t i = 0; i < answer->n_violations; i++) {
    violation(&out, field_name(bmctl, call, answer, i), answer->violations[i]->message);
  }
  fprintf(stderr, "%s]}\n", out.data);
  return error.status == RT_UNAVAILABLE || error.status == RT_DEADLINE_EXCEEDED ? BMCTL_UNREACHABLE : BMCTL_FAILED;
}

static struct rt_bytes packed(struct rt_arena *arena, const ProtobufCMessage *message) {
  size_t size = protobuf_c_message_get_packed_size(message);
  uint8_t *data = rt_arena_alloc(arena, size);
  protobuf_c_message_pack(message, data);
  return (struct rt_bytes){data, size};
}

static bool is_read(const struct rt_method *method) {
  size_t length = strlen(method->lane);
  return length > 5 && strcmp(method->lane + length - 5, ".read") == 0;
}

int bmctl_ask_through(struct bmctl *bmctl, struct rt_client *client, const struct bmctl_outgoing *call,
                      ProtobufCMessage **ret_reply) {
  char key[RT_ID_SIZE] = "";
  if (call->method->keyed && !call->key) {
    rt_id_new(rt_clock_now_us(), key);
  }
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = (char *)call->method->name;
  envelope.idempotency_key = call->key ? (char *)call->key : key;
  envelope.attempt = 1;
  struct rt_outgoing_call outgoing = {.lane = call->method->lane,
                                      .envelope = &envelope,
                                      .payload = packed(bmctl->arena, call->request),
                                      .timeout_ms = call->timeout_ms ? call->timeout_ms : BMCTL_TIMEOUT_MS,
                                      .repeatable = call->again || is_read(call->method) || *envelope.idempotency_key};
  Bm__Answer *answer = NULL;
  struct rt_bytes payload = {0};
  rt_client_call(client, &outgoing, bmctl->arena, &answer, &payload);
  if (answer && answer->status != RT_OK) {
    return refused(bmctl, call, answer);
  }
  *ret_reply =
      protobuf_c_message_unpack(call->method->reply, rt_arena_protobuf(bmctl->arena), payload.size, payload.data);
  if (!*ret_reply) {
    struct rt_error error = {.status = RT_DATA_LOSS, .text = "the answer cannot be read; is bmctl of another version?"};
    return bmctl_fail(bmctl, &error);
  }
  return BMCTL_DONE;
}

int bmctl_ask(struct bmctl *bmctl, const struct bmctl_outgoing *call, ProtobufCMessage **ret_reply) {
  struct rt_error error = {0};
  if (!connect_once(bmctl, &error)) {
    (void)bmctl_fail(bmctl, &error);
    return BMCTL_USAGE;
  }
  return bmctl_ask_through(bmctl, bmctl->client, call, ret_reply);
}
