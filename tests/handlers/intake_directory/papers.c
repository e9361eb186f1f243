/* I-06: papers in sealed pieces, checked, shown to those who may see them, swept when they are nobody's. */
#include "intake/handlers/papers/sweep.h"
#include "intake/rules/papers/paper.h"
#include "intake/store/papers/pieces.h"
#include "runtime/base/clock.h"
#include "runtime/base/file.h"
#include "runtime/base/id.h"
#include "tests/handlers/intake_directory/county.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET "the applicant's own words"

enum { LARGE = 2 * INTAKE_PIECE_BYTES + 1000 };

struct file {
  const char *paper_id;
  const char *content;
  size_t size;
  const char *media_type;
};

static Bm__Subject *citizen(struct county *county, const char *account) {
  return test_subject(county->engine, account, BM__ROLE__ENUM__CITIZEN);
}

static const char *new_id(struct county *county, int64_t at_us) {
  char id[RT_ID_SIZE];
  rt_id_new(at_us, id);
  return rt_arena_text(county->arena, id);
}

static struct file small(struct county *county) {
  static const char text[] = "%PDF-1.4\n" SECRET "\n%%EOF\n";
  return (struct file){new_id(county, rt_clock_now_us()), text, sizeof text - 1, "application/pdf"};
}

/* Three pieces, the last one short, the secret in each. */
static struct file large(struct county *county) {
  char *content = rt_arena_alloc(county->arena, LARGE);
  for (size_t at = 0; at < LARGE; at++)
    content[at] = SECRET[at % (sizeof SECRET - 1)];
  memcpy(content, "%PDF-1.4\n", 9);
  return (struct file){new_id(county, rt_clock_now_us()), content, LARGE, "application/pdf"};
}

static int pieces_of(const struct file *file) {
  return (int)((file->size + INTAKE_PIECE_BYTES - 1) / INTAKE_PIECE_BYTES);
}

static struct test_answer put_piece(struct county *county, const struct file *file, int number) {
  size_t from = (size_t)number * INTAKE_PIECE_BYTES;
  size_t left = file->size - from;
  Bm__PutPieceRequest *request = rt_message(county->arena, &bm__put_piece_request__descriptor);
  request->paper_id = (char *)file->paper_id;
  request->number = number;
  request->data = (ProtobufCBinaryData){left < INTAKE_PIECE_BYTES ? left : INTAKE_PIECE_BYTES,
                                        (uint8_t *)(uintptr_t)file->content + from};
  return county_as(county, citizen(county, "zhang"), "intake.PutPiece", &request->base);
}

static void put_pieces(struct county *county, const struct file *file) {
  for (int i = 0; i < pieces_of(file); i++) {
    struct test_answer answer = put_piece(county, file, i);
    cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  }
}

static const char *sha256_of(struct county *county, const struct file *file) {
  uint8_t hash[crypto_hash_sha256_BYTES];
  char *hex = rt_arena_alloc(county->arena, 2 * sizeof hash + 1);
  crypto_hash_sha256(hash, (const uint8_t *)file->content, file->size);
  rt_hex(hash, sizeof hash, hex);
  return hex;
}

static Bm__FinishPaperRequest *finish_request(struct county *county, const struct file *file) {
  Bm__FinishPaperRequest *request = rt_message(county->arena, &bm__finish_paper_request__descriptor);
  request->paper_id = (char *)file->paper_id;
  request->pieces = pieces_of(file);
  request->size = (int32_t)file->size;
  request->sha256 = (char *)sha256_of(county, file);
  request->media_type = (char *)file->media_type;
  return request;
}

static struct test_answer finish(struct county *county, const struct file *file) {
  return county_as(county, citizen(county, "zhang"), "intake.FinishPaper", &finish_request(county, file)->base);
}

static void upload(struct county *county, const struct file *file) {
  put_pieces(county, file);
  struct test_answer answer = finish(county, file);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
}

static struct test_answer get_paper(struct county *county, const Bm__Subject *subject, const char *paper_id) {
  Bm__GetPaperRequest *request = rt_message(county->arena, &bm__get_paper_request__descriptor);
  request->paper_id = (char *)paper_id;
  return county_as(county, subject, "intake.GetPaper", &request->base);
}

static struct test_answer get_piece(struct county *county, const Bm__Subject *subject, const char *paper_id,
                                    int number) {
  Bm__GetPieceRequest *request = rt_message(county->arena, &bm__get_piece_request__descriptor);
  request->paper_id = (char *)paper_id;
  request->number = number;
  return county_as(county, subject, "intake.GetPiece", &request->base);
}

static const char *path_of(struct county *county, const char *paper_id, int number) {
  return rt_arena_printf(county->arena, "%s/%s/%d", county->papers, paper_id, number);
}

static void get_back(struct county *county, const struct file *file) {
  const Bm__Subject *zhang = citizen(county, "zhang");
  for (int i = 0; i < pieces_of(file); i++) {
    struct test_answer answer = get_piece(county, zhang, file->paper_id, i);
    cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
    const Bm__Piece *piece = (const Bm__Piece *)answer.reply;
    cr_assert_eq(memcmp(piece->data.data, file->content + (size_t)i * INTAKE_PIECE_BYTES, piece->data.len), 0);
  }
  cr_assert_str_eq(get_piece(county, zhang, file->paper_id, pieces_of(file)).code, "PIECE_NOT_FOUND");
}

Test(intake_papers, I06_there_and_back_sealed_on_disk) {
  struct county *county = county_new();
  struct file file = large(county);
  put_piece(county, &file, 0); /* again is harmless */
  upload(county, &file);
  struct test_answer answer = get_paper(county, citizen(county, "zhang"), file.paper_id);
  const Bm__Paper *paper = (const Bm__Paper *)answer.reply;
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  cr_assert_str_eq(paper->sha256, sha256_of(county, &file));
  cr_assert_str_eq(paper->media_type, "application/pdf");
  cr_assert_eq(paper->size, LARGE);
  get_back(county, &file);
  for (int i = 0; i < 3; i++) {
    struct rt_buffer sealed = {0};
    struct rt_error error = {0};
    struct stat status;
    cr_assert(rt_file_read(path_of(county, file.paper_id, i), 1 << 20, &sealed, &error), "%s", error.text);
    cr_assert_null(memmem(sealed.data, sealed.used, "applicant", 9), "piece %d is in the clear", i);
    rt_buffer_free(&sealed);
    cr_assert_eq(stat(path_of(county, file.paper_id, i), &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
  }
  county_destroy(&county);
}

Test(intake_papers, I06_a_piece_opens_nowhere_else) {
  struct county *county = county_new();
  struct file file = large(county);
  upload(county, &file);
  cr_assert_eq(rename(path_of(county, file.paper_id, 1), path_of(county, file.paper_id, 0)), 0);
  cr_assert_eq(get_piece(county, citizen(county, "zhang"), file.paper_id, 0).status, RT_UNAVAILABLE);
  county_destroy(&county);
}

Test(intake_papers, I06_what_is_whole_stays_as_it_is) {
  struct county *county = county_new();
  struct file file = small(county);
  upload(county, &file);
  cr_assert_str_eq(put_piece(county, &file, 0).code, "PAPER_FINISHED");
  cr_assert_str_eq(finish(county, &file).code, "PAPER_FINISHED");
  get_back(county, &file);
  county_destroy(&county);
}

Test(intake_papers, I06_what_is_not_as_claimed_is_no_paper) {
  struct county *county = county_new();
  struct file file = large(county), other = large(county), html = small(county);
  put_piece(county, &file, 0);
  put_piece(county, &file, 2);
  cr_assert_str_eq(finish(county, &file).code, "PAPER_INCOMPLETE", "a piece is missing");
  put_piece(county, &file, 1);
  other.paper_id = file.paper_id;
  ((char *)(uintptr_t)other.content)[LARGE - 1] ^= 1;
  cr_assert_str_eq(finish(county, &other).code, "PAPER_INCOMPLETE", "another hash");
  Bm__FinishPaperRequest *short_one = finish_request(county, &file);
  short_one->size--;
  cr_assert_str_eq(county_as(county, citizen(county, "zhang"), "intake.FinishPaper", &short_one->base).code,
                   "PAPER_INCOMPLETE");
  Bm__FinishPaperRequest *big = finish_request(county, &file);
  big->size = INTAKE_PAPER_BYTES + 1;
  cr_assert_str_eq(county_as(county, citizen(county, "zhang"), "intake.FinishPaper", &big->base).code,
                   "PAPER_TOO_LARGE");
  html.content = "<html><script>alert(1)</script></html>";
  html.size = strlen(html.content);
  put_pieces(county, &html);
  cr_assert_str_eq(finish(county, &html).code, "PAPER_TYPE", "it says PDF");
  html.media_type = "text/html";
  cr_assert_str_eq(finish(county, &html).code, "PAPER_TYPE", "a type nobody may upload");
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM papers"), 0);
  cr_assert_eq(finish(county, &file).status, RT_OK, "and then it is all there");
  county_destroy(&county);
}

Test(intake_papers, I06_kinds_by_content) {
  struct county *county = county_new();
  static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89";
  static const char jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0C\0";
  const struct file files[] = {
      {new_id(county, rt_clock_now_us()), png, sizeof png - 1, "image/png"},
      {new_id(county, rt_clock_now_us()), jpeg, sizeof jpeg - 1, "image/jpeg"},
      {new_id(county, rt_clock_now_us()), "申请书：本人申请……\n", strlen("申请书：本人申请……\n"), "text/plain"},
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    upload(county, &files[i]);
  county_destroy(&county);
}

Test(intake_papers, I06_a_repeat_gets_the_first_answer) {
  struct county *county = county_new();
  struct file first = small(county), again = small(county);
  struct test_request request = {.method = "intake.FinishPaper",
                                 .message = &finish_request(county, &first)->base,
                                 .subject = citizen(county, "zhang"),
                                 .key = test_key(county->engine, 900),
                                 .same = "the same file"};
  put_pieces(county, &first);
  put_pieces(county, &again);
  cr_assert_eq(test_engine_call(county->engine, request).status, RT_OK);
  request.message = &finish_request(county, &again)->base;
  struct test_answer answer = test_engine_call(county->engine, request);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  cr_assert_str_eq(((const Bm__Paper *)answer.reply)->paper_id, first.paper_id);
  request.same = "another file";
  cr_assert_str_eq(test_engine_call(county->engine, request).code, "KEY_REUSED");
  county_destroy(&county);
}

static void case_with(struct county *county, const char *paper_id) {
  test_pg_exec(county->engine->pg,
               "INSERT INTO cases SELECT 'c', 1, 2, 1, 1, '', 'LYJ-0201', 'x', 1, '530623101', '530623/530623101', "
               "'530623101', '530623101', '530623101-03', 1, 'li', '\\x00', '\\x00', '2026-11-23', '2026-11-23', "
               "NULL, NULL, NULL, '', 0, NULL, '\\x00'");
  test_pg_exec(county->engine->pg,
               rt_arena_printf(county->arena, "INSERT INTO case_papers VALUES ('c', 0, 0, 'x', '%s')", paper_id));
}

static Bm__Subject *clerk(struct county *county, const char *unit, const char *path) {
  Bm__Subject *subject = test_subject(county->engine, "wang", BM__ROLE__ENUM__CLERK);
  subject->unit = (char *)unit;
  subject->unit_path = (char *)path;
  return subject;
}

Test(intake_papers, I06_who_sees_a_paper) {
  struct county *county = county_new();
  struct file file = small(county);
  upload(county, &file);
  Bm__Subject *here = clerk(county, "530623101", "530623/530623101");
  Bm__Subject *elsewhere = clerk(county, "530623102", "530623/530623102");
  cr_assert_str_eq(get_paper(county, citizen(county, "other"), file.paper_id).code, "PAPER_NOT_FOUND");
  cr_assert_str_eq(get_paper(county, here, file.paper_id).code, "PAPER_NOT_FOUND", "in no case yet");
  case_with(county, file.paper_id);
  cr_assert_eq(get_paper(county, here, file.paper_id).status, RT_OK);
  cr_assert_eq(get_piece(county, here, file.paper_id, 0).status, RT_OK);
  cr_assert_str_eq(get_paper(county, elsewhere, file.paper_id).code, "PAPER_NOT_FOUND");
  cr_assert_str_eq(get_piece(county, elsewhere, file.paper_id, 0).code, "PAPER_NOT_FOUND");
  cr_assert_str_eq(get_piece(county, citizen(county, "other"), file.paper_id, 0).code, "PAPER_NOT_FOUND");
  county_destroy(&county);
}

Test(intake_papers, I06_names_lead_nowhere_else) {
  struct county *county = county_new();
  static const char *const ids[] = {"../../../../../../../etc/passwd", "0199c82c-cc00-4000-8000-000000000000", "..",
                                    "x"};
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    struct file file = small(county);
    file.paper_id = ids[i];
    cr_assert_str_eq(put_piece(county, &file, 0).code, "FIELD_INVALID", "%s", ids[i]);
    cr_assert_str_eq(finish(county, &file).code, "FIELD_INVALID", "%s", ids[i]);
    cr_assert_str_eq(get_piece(county, citizen(county, "zhang"), ids[i], 0).code, "PAPER_NOT_FOUND", "%s", ids[i]);
  }
  struct file old = small(county);
  old.paper_id = new_id(county, rt_clock_now_us() - INT64_C(13) * 3600000000);
  cr_assert_str_eq(put_piece(county, &old, 0).code, "PAPER_TOO_OLD");
  county_destroy(&county);
}

static bool is_there(struct county *county, const char *paper_id) {
  return access(path_of(county, paper_id, 0), F_OK) == 0;
}

/* As a process left it that died before its row was there: only the time in the id tells. */
static const char *left_behind(struct county *county, int64_t hours) {
  const char *id = new_id(county, rt_clock_now_us() - hours * INT64_C(3600000000));
  struct rt_error error = {0};
  cr_assert(intake_piece_write(county->papers, county->engine->seal, county->arena, id, 0,
                               (struct rt_bytes){(const uint8_t *)"x", 1}, &error),
            "%s", error.text);
  return id;
}

Test(intake_papers, I06_pieces_without_a_paper_are_swept_after_a_day) {
  struct county *county = county_new();
  struct file whole = small(county);
  upload(county, &whole);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM timers WHERE kind = 'paper_sweep'"), 1);
  const char *nobodys = left_behind(county, 25), *young = left_behind(county, 23), *kept = left_behind(county, 30);
  test_pg_exec(county->engine->pg, rt_arena_printf(county->arena,
                                                   "INSERT INTO papers VALUES ('%s', '\\x00', 'text/plain', 1, 1, "
                                                   "'zhang', '2026-11-23')",
                                                   kept));
  cr_assert_eq(test_engine_timers(county->engine, INT64_MAX), 1);
  cr_assert_not(is_there(county, nobodys));
  cr_assert(is_there(county, young) && is_there(county, kept) && is_there(county, whole.paper_id));
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM timers WHERE kind = 'paper_sweep'"), 1,
               "the next night's");
  county_destroy(&county);
}

Test(intake_papers, I06_a_directory_that_is_away_is_no_fault_of_the_paper) {
  struct county *county = county_new();
  struct file file = small(county);
  county->things.papers_dir = "/nonexistent/papers";
  cr_assert_eq(put_piece(county, &file, 0).status, RT_UNAVAILABLE);
  county->things.papers_dir = county->papers;
  upload(county, &file);
  county_destroy(&county);
}
