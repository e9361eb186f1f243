#include "gateway/papers/upload.h"

#include "bianmin/intake.pb-c.h"
#include "gateway/http/check.h"
#include "gateway/http/reply.h"
#include "runtime/base/clock.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rt_http_refusal no_type = {415, "MEDIA_TYPE",
                                               "Content-Type 不是正确的文件类型，或者文件被压缩传送"};
static const char unclaimed[] =
    "application/octet-stream"; /* RFC 9110, 8.3: what a body without a type may be taken for */
static const struct rt_http_refusal empty = {400, "PAPER_EMPTY", "文件是空的"};

struct gw_upload {
  char paper_id[RT_ID_SIZE];
  char media_type[101];
  crypto_hash_sha256_state sha256;
  uint64_t size;
  int pieces;
  int under_way;
  bool whole;  /* the body is there to its end */
  bool failed; /* answered; what is under way does not matter any more */
  size_t used;
  uint8_t piece[GW_PIECE_BYTES];
};

bool gw_upload_media_type(const char *content_type, char *ret_type, size_t size) {
  size_t len = strcspn(content_type, "; \t");
  const char *slash = memchr(content_type, '/', len);
  if (!slash || len >= size ||
      !rt_http_text_is_token((struct rt_http_text){content_type, (size_t)(slash - content_type)}) ||
      !rt_http_text_is_token((struct rt_http_text){slash + 1, len - (size_t)(slash + 1 - content_type)})) {
    return false;
  }
  for (size_t i = 0; i < len; i++) {
    ret_type[i] = rt_http_lower(content_type[i]);
  }
  ret_type[len] = '\0';
  return true;
}

void gw_upload_begin(struct gw_request *r) {
  bool repeated = false;
  const char *type = gw_request_field(r, "Content-Type", &repeated);
  struct gw_upload *upload = calloc(1, sizeof *upload);
  assert(upload);
  r->upload = upload;
  if (repeated || gw_request_field(r, "Content-Encoding", NULL) ||
      !gw_upload_media_type(type ? type : unclaimed, upload->media_type, sizeof upload->media_type)) {
    gw_reply_refuse(r, &no_type);
    return;
  }
  if (!gw_check_query(r)) {
    return;
  }
  rt_id_new(rt_clock_now_us(), upload->paper_id);
  crypto_hash_sha256_init(&upload->sha256);
  rt_http_resume(r->x);
}

static void finish(struct gw_request *r) {
  struct gw_upload *upload = r->upload;
  unsigned char hash[crypto_hash_sha256_BYTES];
  char sha256[2 * sizeof hash + 1];
  Bm__FinishPaperRequest request = BM__FINISH_PAPER_REQUEST__INIT;
  crypto_hash_sha256_final(&upload->sha256, hash);
  rt_hex(hash, sizeof hash, sha256);
  request.paper_id = upload->paper_id;
  request.pieces = upload->pieces;
  request.size = (int32_t)upload->size;
  request.sha256 = sha256;
  request.media_type = upload->media_type;
  const struct gw_outgoing call = {.method = r->route->method,
                                   .lane = r->route->lane,
                                   .message = &request.base,
                                   .key = r->key,
                                   .same = rt_arena_printf(r->arena, "%s %s", sha256, upload->media_type),
                                   .repeatable = true};
  gw_request_call(r, &call, gw_check_answered);
}

static void on_piece(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct gw_request *r = context;
  struct gw_upload *upload = r->upload;
  (void)payload;
  upload->under_way--;
  if (r->x && !upload->failed && !gw_answer_ok(answer)) {
    upload->failed = true;
    gw_reply_refusal(r, answer);
  } else if (r->x && !upload->failed) {
    rt_http_resume(r->x);
    if (upload->whole && upload->under_way == 0) {
      finish(r);
    }
  }
  gw_request_release(r);
}

static void send_piece(struct gw_request *r) {
  struct gw_upload *upload = r->upload;
  Bm__PutPieceRequest request = BM__PUT_PIECE_REQUEST__INIT;
  request.paper_id = upload->paper_id;
  request.number = upload->pieces++;
  request.data = (ProtobufCBinaryData){upload->used, upload->piece};
  upload->used = 0;
  const struct gw_outgoing call = {
      .method = "intake.PutPiece", .lane = r->route->lane, .message = &request.base, .repeatable = true};
  gw_request_call(r, &call, on_piece);
  if (++upload->under_way >= GW_PIECES_UNDER_WAY) {
    rt_http_pause(r->x);
  }
}

void gw_upload_body(struct gw_request *r, const char *bytes, size_t len) {
  struct gw_upload *upload = r->upload;
  crypto_hash_sha256_update(&upload->sha256, (const unsigned char *)bytes, len);
  upload->size += len;
  while (len > 0) {
    size_t room = sizeof upload->piece - upload->used;
    size_t part = len < room ? len : room;
    memcpy(upload->piece + upload->used, bytes, part);
    upload->used += part;
    bytes += part;
    len -= part;
    if (upload->used == sizeof upload->piece) {
      send_piece(r);
    }
  }
}

void gw_upload_whole(struct gw_request *r) {
  struct gw_upload *upload = r->upload;
  if (upload->size == 0) {
    gw_reply_refuse(r, &empty);
    return;
  }
  upload->whole = true;
  if (upload->used > 0) {
    send_piece(r);
  }
  if (upload->under_way == 0) {
    finish(r);
  }
}

void gw_upload_free(struct gw_upload *upload) {
  free(upload);
}
