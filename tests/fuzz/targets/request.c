/* What a worker takes off the wire: an envelope and a payload, for every method of every service, through decode and
 * validate to what is asked of the database; and of a delivery every event, through its taker's. Input: a byte that
 * says who calls, the envelope's length, the envelope, the payload. */
#include "runtime/base/cleanup.h"
#include "runtime/base/text/utf8.h"
#include "runtime/call/engine/admit.h"
#include "runtime/call/engine/answer.h"
#include "runtime/json/json.h"
#include "runtime/json/walk.h"
#include "runtime/pg/pipe_inside.h"
#include "runtime/wire/frames.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/services.h"

#include "bianmin/common.pb-c.h"
#include "bianmin/options.pb-c.h"
#include <string.h>

static const int64_t now_us = INT64_C(1795417200000000); /* 2026-11-23T09:00:00Z: the same at every run */

static struct rt_bytes packed(struct rt_arena *arena, const ProtobufCMessage *message) {
  size_t size = protobuf_c_message_get_packed_size(message);
  uint8_t *bytes = rt_arena_alloc(arena, size);
  must(protobuf_c_message_pack(message, bytes) == size);
  return (struct rt_bytes){bytes, size};
}

/* Fields that nobody here knows are a newer sender's; protobuf-c packs some of them so that it can't read them. */
static void forget_unknown(ProtobufCMessage *message) {
  message->n_unknown_fields = 0;
  for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
    if (field->type != PROTOBUF_C_TYPE_MESSAGE || !rt_field_chosen(message, field)) {
      continue;
    }
    if (!rt_field_is_list(field)) {
      ProtobufCMessage *inner = *(ProtobufCMessage **)rt_field_slot(message, field);
      if (inner != NULL) {
        forget_unknown(inner);
      }
      continue;
    }
    for (size_t k = 0; k < rt_field_count(message, field); k++) {
      forget_unknown(*(ProtobufCMessage **)rt_field_entry(message, field, k));
    }
  }
}

/* What the rules let through is the same message when it is packed and read again, and they let it through again. */
static void check_taken(struct rt_arena *arena, const ProtobufCMessage *message) {
  forget_unknown((ProtobufCMessage *)(uintptr_t)message);
  struct rt_bytes one = packed(arena, message);
  const ProtobufCMessage *again =
      protobuf_c_message_unpack(message->descriptor, rt_arena_protobuf(arena), one.size, one.data);
  struct rt_faults faults = {0};
  must(again != NULL);
  rt_rules_check(arena, again, &faults);
  must(faults.count == 0);
  struct rt_bytes two = packed(arena, again);
  must(one.size == two.size && memcmp(one.data, two.data, one.size) == 0);
}

static int64_t number_in(const char *bytes, int length) {
  uint64_t number = bytes[0] & 0x80 ? UINT64_MAX : 0;
  for (int i = 0; i < length; i++) {
    number = number << 8 | (uint8_t)bytes[i];
  }
  return (int64_t)number;
}

/* What is asked of the database is a value of its type: a text UTF-8, a time and a day of PostgreSQL's range. */
static void check_parameter(enum rt_param_kind kind, const char *value, int length) {
  if (value == NULL) {
    return;
  }
  if (kind == RT_PARAM_TEXT) {
    must(rt_utf8_valid(value, (size_t)length, NULL));
  } else if (kind == RT_PARAM_TIME) {
    must(length == 8 && number_in(value, 8) >= INT64_C(-211813488000000000) &&
         number_in(value, 8) < INT64_C(9223371331200000000));
  } else if (kind == RT_PARAM_DAY) {
    must(length == 4 && number_in(value, 4) >= -2451545 && number_in(value, 4) < 2145031949);
  }
}

static void check_load(struct rt_job *job, const struct rt_seal *seal) {
  if (job->handler->load == NULL) {
    return;
  }
  struct rt_pipe *pipe = rt_pipe_new(job->call.arena, seal, NULL);
  job->handler->load(&job->call, pipe);
  for (size_t i = 0; i < pipe->count; i++) {
    const struct rt_pipe_entry *entry = &pipe->entries[i];
    for (size_t k = 0; k < entry->count; k++) {
      check_parameter(entry->kinds[k], entry->values[k], entry->lengths[k]);
    }
  }
}

/* A refusal says what it is, and of fields which. */
static void check_refused(const Bm__Answer *answer) {
  must(answer->status > RT_OK && answer->status <= RT_UNAUTHENTICATED);
  must(answer->code != NULL && *answer->code != '\0' && answer->message != NULL && *answer->message != '\0');
  must((strcmp(answer->code, "FIELD_INVALID") == 0) == (answer->n_violations > 0) ||
       answer->status != RT_INVALID_ARGUMENT);
  for (size_t i = 0; i < answer->n_violations; i++) {
    must(*answer->violations[i]->field != '\0' && *answer->violations[i]->message != '\0');
  }
  must(bm__answer__get_packed_size(answer) <= RT_WIRE_PAYLOAD_MAX);
}

static void check_event(const struct rt_job *delivery, const struct fuzz_service *service,
                        const Bm__EventRecord *event) {
  struct rt_event_head head = {.sender = delivery->call.caller,
                               .type = event->type,
                               .stream = event->stream,
                               .seq = event->seq,
                               .at_us = event->at_us};
  for (const struct rt_taker *t = service->service->takers; t->event != NULL; t++) {
    if (strcmp(t->event, event->type) != 0) {
      continue;
    }
    struct rt_job job = {.call = {.arena = delivery->call.arena,
                                  .now_us = now_us,
                                  .caller = delivery->call.caller,
                                  .event = &head,
                                  .service = service->things},
                         .handler = t->handler};
    job.call.request =
        protobuf_c_message_unpack(t->type, rt_arena_protobuf(job.call.arena), event->payload.len, event->payload.data);
    if (job.call.request == NULL) {
      return;
    }
    rt_rules_check(job.call.arena, job.call.request, &job.call.faults);
    if (job.call.faults.count == 0) {
      check_taken(job.call.arena, job.call.request);
      rt_job_begin(&job);
      must(job.call.refusal == NULL || job.call.faults.count == 0);
      if (job.call.refusal == NULL && job.call.faults.count == 0) {
        check_load(&job, fuzz_seal());
      }
    }
  }
}

static const char *caller_of(uint8_t who) {
  static const char *const callers[] = {"gateway", "operator", "intake", "review", "evaluation", "notification"};
  return callers[who % (sizeof callers / sizeof callers[0])];
}

/* So that not every input stops at the role list: the caller may be made one who may. */
static void let_in(struct rt_arena *arena, const struct rt_method *method, Bm__Envelope *envelope) {
  if (envelope->subject == NULL) {
    envelope->subject = rt_message(arena, &bm__subject__descriptor);
  }
  envelope->subject->roles = rt_arena_array(arena, 1, sizeof *envelope->subject->roles);
  envelope->subject->n_roles = 1;
  for (int role = BM__ROLE__ENUM__CITIZEN; role <= BM__ROLE__ENUM__OPERATOR; role++) {
    if (method->roles & UINT32_C(1) << role) {
      envelope->subject->roles[0] = role;
    }
  }
}

static void run(struct rt_arena *arena, uint8_t who, Bm__Envelope *envelope, struct rt_bytes payload) {
  const struct fuzz_service *service = NULL;
  const struct rt_method *method = fuzz_method(envelope->method, strlen(envelope->method), &service);
  if (who & 0x80) {
    let_in(arena, method, envelope);
  }
  envelope->method = rt_arena_text(arena, method->name);
  const struct rt_admission admission = {service->service->methods, service->things, arena, now_us};
  const struct rt_incoming incoming = {envelope, payload, caller_of(who & 0x7f), INT64_MAX};
  struct rt_job job;
  rt_admit(&admission, &incoming, &job);
  if (job.done) {
    must(job.answer != NULL);
    check_refused(job.answer);
    return;
  }
  must(job.call.request != NULL && job.call.faults.count == 0 && job.call.refusal == NULL);
  must(!method->keyed || (job.key.id != NULL && job.key.scope != NULL));
  check_taken(arena, job.call.request);
  check_load(&job, fuzz_seal());
  if (method->request == &bm__deliver_request__descriptor) {
    const Bm__DeliverRequest *request = (const Bm__DeliverRequest *)job.call.request;
    for (size_t i = 0; i < request->n_events; i++) {
      check_event(&job, service, request->events[i]);
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  (void)fuzz_services();
  uint8_t who = fuzz_byte(&input);
  struct fuzz_input head = fuzz_part(&input, fuzz_u16(&input));
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  const uint8_t *bytes = rt_arena_copy(arena, head.at, head.left);
  Bm__Envelope *envelope = bm__envelope__unpack(rt_arena_protobuf(arena), head.left, bytes);
  if (envelope != NULL) {
    run(arena, who, envelope, (struct rt_bytes){rt_arena_copy(arena, input.at, input.left), input.left});
  }
  return 0;
}
