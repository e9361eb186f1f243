#include "gateway/papers/download.h"

#include "bianmin/intake.pb-c.h"
#include "gateway/http/check.h"
#include "gateway/http/reply.h"
#include "gateway/papers/upload.h"
#include "runtime/base/log.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct gw_download {
  char *paper_id; /* in the request's arena */
  uint64_t size;
  uint64_t sent;
  bool asking;
};

static void broken(struct gw_request *r, const char *why) {
  rt_log(RT_LOG_ERROR, "paper cut off", RT_TEXT("why", why), RT_TEXT("trace", rt_http_trace_id(r->x)));
  rt_http_abort(r->x);
}

static void ask_piece(struct gw_request *r);

static void take_piece(struct gw_request *r, struct rt_bytes payload) {
  struct gw_download *download = r->download;
  uint64_t left = download->size - download->sent;
  Bm__Piece *piece = bm__piece__unpack(NULL, payload.size, payload.data);
  if (!piece || piece->data.len != (left < GW_PIECE_BYTES ? left : GW_PIECE_BYTES)) {
    broken(r, "a piece has the wrong size");
  } else {
    download->sent += piece->data.len;
    rt_http_write(r->x, piece->data.data, piece->data.len);
    gw_download_room(r);
  }
  if (piece) {
    bm__piece__free_unpacked(piece, NULL);
  }
}

static void on_piece(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct gw_request *r = context;
  r->download->asking = false;
  if (r->x && !gw_answer_ok(answer)) {
    broken(r, rt_status_name((enum rt_status)answer->status));
  } else if (r->x) {
    take_piece(r, payload);
  }
  gw_request_release(r);
}

static void ask_piece(struct gw_request *r) {
  struct gw_download *download = r->download;
  Bm__GetPieceRequest request = BM__GET_PIECE_REQUEST__INIT;
  request.paper_id = download->paper_id;
  request.number = (int32_t)(download->sent / GW_PIECE_BYTES);
  const struct gw_outgoing call = {
      .method = "intake.GetPiece", .lane = "intake.paper", .message = &request.base, .repeatable = true};
  download->asking = true;
  gw_request_call(r, &call, on_piece);
}

void gw_download_room(struct gw_request *r) {
  struct gw_download *download = r->download;
  if (!download->asking && download->sent < download->size && rt_http_pending(r->x) < RT_HTTP_ROOM) {
    ask_piece(r);
  }
}

/* Never in a shared cache; in the client's own only after asking again, for sight of a paper can end. */
static void begin_stream(struct gw_request *r, const Bm__Paper *paper) {
  const char *etag = rt_arena_printf(r->arena, "\"%s\"", paper->sha256);
  const char *has = gw_request_field(r, "If-None-Match", NULL);
  rt_http_field(r->x, "Cache-Control", "private, no-cache");
  rt_http_field(r->x, "Vary", "Authorization");
  rt_http_field(r->x, "ETag", etag);
  if (has && strstr(has, etag)) {
    rt_http_answer(r->x, 304, NULL, NULL, 0);
    return;
  }
  r->download->paper_id = paper->paper_id;
  rt_http_field(r->x, "Content-Disposition",
                rt_arena_printf(r->arena, "attachment; filename=\"%s\"", r->download->paper_id));
  bool head_only = rt_http_text_is(rt_http_head(r->x)->method, "HEAD");
  r->download->size = head_only ? 0 : (uint64_t)paper->size;
  rt_http_stream(r->x, 200, paper->media_type, (uint64_t)paper->size);
  gw_download_room(r);
}

static void on_paper(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  static const Bm__Answer odd = {.status = RT_INTERNAL, .code = "", .message = "the paper does not unpack"};
  struct gw_request *r = context;
  const Bm__Paper *paper = NULL;
  gw_admit_leave(&r->place); /* how long the paper takes from here on is the client's doing */
  if (r->x && gw_answer_ok(answer)) {
    paper = bm__paper__unpack(rt_arena_protobuf(r->arena), payload.size, payload.data);
    answer = &odd;
  }
  if (r->x && paper && paper->size > 0) {
    begin_stream(r, paper);
  } else if (r->x) {
    gw_reply_refusal(r, answer);
  }
  gw_request_release(r);
}

void gw_download_begin(struct gw_request *r) {
  const ProtobufCMessage *message = gw_check_message(r, "{}", 2);
  if (!message) {
    return;
  }
  r->download = calloc(1, sizeof *r->download);
  assert(r->download);
  const struct gw_outgoing call = {
      .method = r->route->method, .lane = r->route->lane, .message = message, .repeatable = true};
  gw_request_call(r, &call, on_paper);
}

void gw_download_free(struct gw_download *download) {
  free(download);
}
