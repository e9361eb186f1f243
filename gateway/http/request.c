/* The life of a request, and how it becomes an RPC. */
#include "gateway/gateway.h"

#include "gateway/papers/download.h"
#include "gateway/papers/upload.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gw_request *gw_request_new(struct gw *gw, struct rt_http_exchange *x) {
  struct gw_request *r = gw->spare_count > 0 ? gw->spare[--gw->spare_count] : NULL;
  struct rt_arena *arena = r ? r->arena : rt_arena_new(0);
  r = r ? r : malloc(sizeof *r);
  assert(r);
  memset(r, 0, offsetof(struct gw_request, scratch));
  r->gw = gw;
  r->x = x;
  r->holds = 1;
  r->arena = arena;
  return r;
}

static void request_free(struct gw_request *r) {
  rt_arena_destroy(&r->arena);
  free(r);
}

void gw_requests_free(struct gw *gw) {
  while (gw->spare_count > 0) {
    request_free(gw->spare[--gw->spare_count]);
  }
}

void gw_request_hold(struct gw_request *r) {
  r->holds++;
}

void gw_request_release(struct gw_request *r) {
  assert(r->holds > 0);
  if (--r->holds > 0) {
    return;
  }
  gw_admit_leave(&r->place);
  gw_upload_free(r->upload);
  gw_download_free(r->download);
  rt_buffer_free(&r->body);
  if (r->gw->spare_count < GW_SPARE_MAX) {
    rt_arena_reset(r->arena);
    r->gw->spare[r->gw->spare_count++] = r;
  } else {
    request_free(r);
  }
}

const char *gw_request_field(struct gw_request *r, const char *name, bool *ret_repeated) {
  const struct rt_http_field *field = rt_http_head_field(rt_http_head(r->x), name, ret_repeated);
  return field ? rt_arena_textn(r->arena, field->value.at, field->value.len) : NULL;
}

static char *traceparent(struct gw_request *r) {
  unsigned char span[8];
  char hex[2 * sizeof span + 1];
  rt_random(span, sizeof span);
  rt_hex(span, sizeof span, hex);
  return rt_arena_printf(r->arena, "00-%s-%s-01", rt_http_trace_id(r->x), hex);
}

/* The packed message lives for this call only: an upload sends a hundred of them. */
static void pack(const ProtobufCMessage *message, struct rt_buffer *out) {
  size_t size = protobuf_c_message_get_packed_size(message);
  uint8_t *bytes = (uint8_t *)rt_buffer_reserve(out, size + 1);
  out->used = protobuf_c_message_pack(message, bytes);
}

/* Texts that protobuf-c's generated struct does not call const. */
static char *text(struct gw_request *r, const char *value) {
  return rt_arena_text(r->arena, value);
}

/* Whoever asks waits for the session and the call as one. Each piece of a paper has its own time. */
static int time_left_ms(const struct gw_request *r) {
  int left_ms = r->gw->rpc_timeout_ms - (r->route->stream ? 0 : r->spent_ms);
  return left_ms > 1 ? left_ms : 1;
}

void gw_request_call(struct gw_request *r, const struct gw_outgoing *call, rt_answer_fn done) {
  struct rt_buffer payload = {NULL, 0, 0};
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = text(r, call->method);
  envelope.traceparent = traceparent(r);
  envelope.idempotency_key = text(r, call->key);
  envelope.subject = (Bm__Subject *)r->subject;
  envelope.attempt = 1;
  envelope.same = text(r, call->same);
  pack(call->message, &payload);
  const struct rt_outgoing_call outgoing = {
      .lane = call->lane,
      .envelope = &envelope,
      .payload = {(const uint8_t *)payload.data, payload.used},
      .timeout_ms = time_left_ms(r),
      .repeatable = call->repeatable,
  };
  gw_request_hold(r);
  gw_rpc_start(r->gw->rpc, &outgoing, done, r);
  rt_buffer_free(&payload);
}
