/* The n-th call fails while somebody signs in, and while a paper is put piece by piece and finished. */
#include "tests/support/probes/nth.h"
#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "tests/handlers/intake_directory/county.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

enum { DATABASE = 1 << NTH_MEMORY | 1 << NTH_LOST | 1 << NTH_LIBPQ };

static char content[] = "%PDF-1.4\na paper\n%%EOF\n";

struct scene {
  struct county *county;
  const char *paper_id;
};

static enum rt_status sign_in(void *context) {
  struct scene *scene = context;
  return county_sign_in(scene->county, "li", PASSWORD).status;
}

static void new_paper(void *context) {
  struct scene *scene = context;
  char id[RT_ID_SIZE];
  rt_id_new(rt_clock_now_us(), id);
  scene->paper_id = rt_arena_text(scene->county->arena, id);
  scene->county->keys++;
}

static enum rt_status call(struct scene *scene, const char *method, const ProtobufCMessage *message) {
  struct test_engine *engine = scene->county->engine;
  struct test_request request = {.method = method,
                                 .message = message,
                                 .key = test_key(engine, 900000 + scene->county->keys),
                                 .subject = test_subject(engine, "zhang", BM__ROLE__ENUM__CITIZEN)};
  return test_engine_call(engine, request).status;
}

static enum rt_status put_piece(void *context) {
  struct scene *scene = context;
  Bm__PutPieceRequest *request = rt_message(scene->county->arena, &bm__put_piece_request__descriptor);
  request->paper_id = (char *)(uintptr_t)scene->paper_id;
  request->data = (ProtobufCBinaryData){sizeof content - 1, (uint8_t *)content};
  return call(scene, "intake.PutPiece", &request->base);
}

static enum rt_status finish(void *context) {
  struct scene *scene = context;
  unsigned char hash[crypto_hash_sha256_BYTES];
  char *hex = rt_arena_alloc(scene->county->arena, 2 * sizeof hash + 1);
  crypto_hash_sha256(hash, (const unsigned char *)content, sizeof content - 1);
  rt_hex(hash, sizeof hash, hex);
  Bm__FinishPaperRequest *request = rt_message(scene->county->arena, &bm__finish_paper_request__descriptor);
  request->paper_id = (char *)(uintptr_t)scene->paper_id;
  request->pieces = 1;
  request->size = sizeof content - 1;
  request->sha256 = hex;
  request->media_type = "application/pdf";
  return call(scene, "intake.FinishPaper", &request->base);
}

static void put_pieces(void *context) {
  new_paper(context);
  cr_assert_eq(put_piece(context), RT_OK);
}

Test(intake_nth, somebody_signs_in) {
  struct scene scene = {.county = county_new()};
  county_put_tree(scene.county);
  county_put_account(scene.county, county_account(scene.county, "li", BM__ROLE__ENUM__CLERK, "530623101"));
  nth_run(&(struct nth){.engine = scene.county->engine, .context = &scene, .act = sign_in, .keyless = true},
          1 << NTH_LOST | 1 << NTH_LIBPQ);
  county_destroy(&scene.county);
}

Test(intake_nth, a_piece_of_a_paper_is_put) {
  struct scene scene = {.county = county_new()};
  nth_run(&(struct nth){.engine = scene.county->engine, .context = &scene, .prepare = new_paper, .act = put_piece},
          DATABASE | 1 << NTH_WRITE);
  county_destroy(&scene.county);
}

Test(intake_nth, a_paper_is_finished) {
  struct scene scene = {.county = county_new()};
  nth_run(&(struct nth){.engine = scene.county->engine, .context = &scene, .prepare = put_pieces, .act = finish},
          DATABASE);
  county_destroy(&scene.county);
}
