/* Papers through the gateway: cut in pieces, two under way at most, put together again byte for byte. */
#include "live.h"

#include "bianmin/intake.pb-c.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)192 * 1024)
#define STORE ((size_t)24 * 1024 * 1024)

static struct {
  uint8_t *bytes;
  size_t size;
  char id[64];
  char sha256[65];
  char media_type[101];
  char key[64];
  char same[200];
  int pieces;
  int fail_at; /* number of the piece that is refused, -1: none */
} store;

static void put_piece(const struct fake_call *call, struct fake_answer *ret) {
  Bm__PutPieceRequest *request = bm__put_piece_request__unpack(NULL, call->payload.size, call->payload.data);
  ret->after_ms = 2;
  if (request->number == store.fail_at) {
    ret->status = RT_UNAVAILABLE;
  } else {
    memcpy(store.bytes + (size_t)request->number * PIECE, request->data.data, request->data.len);
    store.size += request->data.len;
    strncpy(store.id, request->paper_id, sizeof store.id - 1);
  }
  bm__put_piece_request__free_unpacked(request, NULL);
}

static void finish(const struct fake_call *call, struct fake_answer *ret) {
  Bm__FinishPaperRequest *request = bm__finish_paper_request__unpack(NULL, call->payload.size, call->payload.data);
  Bm__Paper paper = BM__PAPER__INIT;
  strncpy(store.sha256, request->sha256, sizeof store.sha256 - 1);
  strncpy(store.media_type, request->media_type, sizeof store.media_type - 1);
  strncpy(store.key, call->envelope->idempotency_key, sizeof store.key - 1);
  strncpy(store.same, call->envelope->same, sizeof store.same - 1);
  store.pieces = request->pieces;
  paper.paper_id = request->paper_id;
  paper.sha256 = request->sha256;
  paper.media_type = request->media_type;
  paper.size = request->size;
  fake_pack(ret, &paper.base);
  bm__finish_paper_request__free_unpacked(request, NULL);
}

static void get_paper(struct fake_answer *ret) {
  Bm__Paper paper = BM__PAPER__INIT;
  paper.paper_id = store.id;
  paper.sha256 = store.sha256;
  paper.media_type = store.media_type;
  paper.size = (int32_t)store.size;
  fake_pack(ret, &paper.base);
}

static void get_piece(const struct fake_call *call, struct fake_answer *ret) {
  Bm__GetPieceRequest *request = bm__get_piece_request__unpack(NULL, call->payload.size, call->payload.data);
  Bm__Piece piece = BM__PIECE__INIT;
  size_t from = (size_t)request->number * PIECE;
  piece.data.data = store.bytes + from;
  piece.data.len = store.size - from < PIECE ? store.size - from : PIECE;
  ret->after_ms = 1;
  if (request->number == store.fail_at) {
    ret->status = RT_UNAVAILABLE;
  } else {
    fake_pack(ret, &piece.base);
  }
  bm__get_piece_request__free_unpacked(request, NULL);
}

static void other(const struct fake_call *call, struct fake_answer *ret) {
  const char *method = call->envelope->method;
  if (strcmp(method, "intake.PutPiece") == 0) {
    put_piece(call, ret);
  } else if (strcmp(method, "intake.FinishPaper") == 0) {
    finish(call, ret);
  } else if (strcmp(method, "intake.GetPaper") == 0) {
    get_paper(ret);
  } else if (strcmp(method, "intake.GetPiece") == 0) {
    get_piece(call, ret);
  }
}

static void service(const struct fake_call *call, struct fake_answer *ret) {
  live_sessions(call, ret, other);
}

static struct live *start(void) {
  free(store.bytes);
  memset(&store, 0, sizeof store);
  store.bytes = calloc(1, STORE);
  store.fail_at = -1;
  return live_start(service);
}

static void stop(struct live *live) {
  live_stop(live);
  free(store.bytes);
  store.bytes = NULL;
}

static uint8_t *random_file(size_t size) {
  uint8_t *bytes = malloc(size + 1);
  randombytes_buf(bytes, size);
  return bytes;
}

static void there_and_back(size_t size) {
  struct live *live = start();
  uint8_t *file = random_file(size);
  unsigned char hash[32];
  char hex[65];
  struct live_answer answer = live_ask(live, "PUT", "/v1/papers", AUTH KEY "Content-Type: image/JPEG\r\n", file, size);
  crypto_hash_sha256(hash, file, size);
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
  cr_assert_eq(answer.status, 201, "%zu: %s", size, answer.body);
  cr_assert(strstr(answer.body, hex), "%s", answer.body);
  cr_assert_eq(store.size, size);
  cr_assert_eq(memcmp(store.bytes, file, size), 0);
  cr_assert_eq((size_t)store.pieces, (size + PIECE - 1) / PIECE);
  cr_assert_str_eq(store.media_type, "image/jpeg");
  cr_assert_str_eq(store.key, "01890a5d-ac96-774b-bcce-b302099a8057");
  cr_assert(strstr(store.same, hex) && strstr(store.same, "image/jpeg"));
  cr_assert_leq(fake_most("intake.PutPiece"), 2);
  live_free(&answer);
  answer = live_ask(live, "GET", "/v1/papers/x", AUTH, NULL, 0);
  cr_assert_eq(answer.status, 200);
  cr_assert_eq(answer.size, size);
  cr_assert_eq(memcmp(answer.body, file, size), 0);
  cr_assert_str_eq(live_field(&answer, "Content-Type"), "image/jpeg");
  cr_assert_eq(strncmp(live_field(&answer, "Content-Disposition"), "attachment; filename=", 21), 0);
  live_free(&answer);
  free(file);
  stop(live);
}

Test(gateway_papers, one_byte) {
  there_and_back(1);
}

Test(gateway_papers, just_one_piece) {
  there_and_back(PIECE);
}

Test(gateway_papers, a_piece_and_a_byte) {
  there_and_back(PIECE + 1);
}

Test(gateway_papers, the_largest) {
  there_and_back(20971520);
}

static const struct row {
  const char *name;
  const char *fields;
  size_t size;
  int status;
  const char *code;
} rows[] = {
    {"no session", KEY "Content-Type: image/jpeg\r\n", 3000000, 401, "NOT_SIGNED_IN"},
    {"no key", AUTH "Content-Type: image/jpeg\r\n", 10, 400, "KEY_REQUIRED"},
    {"type that is none", AUTH KEY "Content-Type: jpeg\r\n", 10, 415, "MEDIA_TYPE"},
    {"compressed", AUTH KEY "Content-Type: image/jpeg\r\nContent-Encoding: gzip\r\n", 10, 415, "MEDIA_TYPE"},
    {"empty", AUTH KEY "Content-Type: image/jpeg\r\n", 0, 400, "PAPER_EMPTY"},
    {"too large", AUTH KEY "Content-Type: image/jpeg\r\n", 20 * 1024 * 1024 + 1, 413, "BODY_TOO_LARGE"},
    {"too large comes before no session", "Content-Type: image/jpeg\r\n", 20 * 1024 * 1024 + 1, 413, "BODY_TOO_LARGE"},
};

Test(gateway_papers, refused_and_nothing_stored) {
  struct live *live = start();
  uint8_t *file = random_file(20971521);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct live_answer answer = live_ask(live, "PUT", "/v1/papers", rows[i].fields, file, rows[i].size);
    cr_assert_eq(answer.status, rows[i].status, "%s: %s", rows[i].name, answer.body);
    cr_assert(strstr(answer.body, rows[i].code), "%s: %s", rows[i].name, answer.body);
    live_free(&answer);
  }
  struct live_answer answer = live_ask(live, "PUT", "/v1/papers?x=1", AUTH KEY "Content-Type: a/b\r\n", file, 5);
  cr_assert_eq(answer.status, 400);
  cr_assert(strstr(answer.body, "\"field\":\"x\""), "%s", answer.body);
  live_free(&answer);
  cr_assert_eq(fake_count("intake.PutPiece"), 0);
  cr_assert_eq(fake_count("intake.FinishPaper"), 0);
  free(file);
  stop(live);
}

Test(gateway_papers, a_lost_piece_ends_the_upload) {
  struct live *live = start();
  uint8_t *file = random_file(10 * PIECE);
  store.fail_at = 3;
  struct live_answer answer =
      live_ask(live, "PUT", "/v1/papers", AUTH KEY "Content-Type: image/jpeg\r\n", file, 10 * PIECE);
  cr_assert_eq(answer.status, 503, "%s", answer.body);
  cr_assert(live_field(&answer, "Retry-After"));
  cr_assert_eq(fake_count("intake.FinishPaper"), 0);
  cr_assert_leq(fake_count("intake.PutPiece"), 5);
  live_free(&answer);
  free(file);
  stop(live);
}

Test(gateway_papers, a_paper_that_breaks_off_is_seen_as_broken) {
  struct live *live = start();
  uint8_t *file = random_file(4 * PIECE);
  struct live_answer answer =
      live_ask(live, "PUT", "/v1/papers", AUTH KEY "Content-Type: image/jpeg\r\n", file, 4 * PIECE);
  live_free(&answer);
  store.fail_at = 2;
  answer = live_ask(live, "GET", "/v1/papers/x", AUTH, NULL, 0);
  cr_assert_lt(answer.size, (size_t)(4 * PIECE), "the client sees that Content-Length is not reached");
  live_free(&answer);
  free(file);
  stop(live);
}

Test(gateway_papers, head) {
  struct live *live = start();
  uint8_t *file = random_file(1000);
  struct live_answer answer = live_ask(live, "PUT", "/v1/papers", AUTH KEY "Content-Type: a/b\r\n", file, 1000);
  live_free(&answer);
  answer = live_ask(live, "HEAD", "/v1/papers/x", AUTH, NULL, 0);
  cr_assert_eq(answer.status, 200);
  cr_assert_str_eq(live_field(&answer, "Content-Length"), "1000");
  cr_assert_eq(answer.size, 0);
  cr_assert_eq(fake_count("intake.GetPiece"), 0);
  live_free(&answer);
  free(file);
  stop(live);
}
