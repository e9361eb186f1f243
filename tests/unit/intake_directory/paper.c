/* I-06: size, pieces, types and age of papers. */
#include "intake/rules/papers/paper.h"

#include <criterion/criterion.h>
#include <string.h>

static const int64_t hour = INT64_C(3600000000);

Test(intake_paper, time_of_an_id) {
  int64_t at = 0;
  cr_assert(intake_paper_made_at("0199c82c-cc00-7000-8000-000000000000", &at));
  cr_assert_eq(at, INT64_C(0x0199c82ccc00) * 1000);
  cr_assert_not(intake_paper_made_at("0199c82c-cc00-4000-8000-000000000000", &at), "a random id");
  cr_assert_not(intake_paper_made_at("0199c82c-cc00-7000-8000-00000000000", &at), "short");
  cr_assert_not(intake_paper_made_at("../../../../etc/7asswd-000-000000000", &at), "no id");
}

Test(intake_paper, age) {
  const int64_t now = 100000 * hour;
  struct dom_refusal refusal = {0};
  cr_assert(intake_upload_open(now - 12 * hour, now, &refusal));
  cr_assert(intake_upload_open(now + hour, now, &refusal), "a clock that is ahead");
  cr_assert_not(intake_upload_open(now - 13 * hour, now, &refusal));
  cr_assert_str_eq(refusal.code, "PAPER_TOO_OLD");
  cr_assert_not(intake_pieces_stale(now - 23 * hour, now));
  cr_assert(intake_pieces_stale(now - 25 * hour, now));
  cr_assert_not(intake_pieces_stale(now - 24 * 9 * hour, now), "swept long ago, not asked again");
}

static const char *claim_code(int64_t size, int32_t pieces) {
  struct dom_refusal refusal = {0};
  return intake_paper_claim_fits(&(struct intake_paper_claim){pieces, size, "", ""}, &refusal) ? "" : refusal.code;
}

Test(intake_paper, size_and_pieces) {
  cr_assert_str_eq(claim_code(1, 1), "");
  cr_assert_str_eq(claim_code(INTAKE_PIECE_BYTES, 1), "");
  cr_assert_str_eq(claim_code(INTAKE_PIECE_BYTES + 1, 2), "");
  cr_assert_str_eq(claim_code(INTAKE_PIECE_BYTES + 1, 1), "PAPER_INCOMPLETE");
  cr_assert_str_eq(claim_code(INTAKE_PAPER_BYTES, INTAKE_PAPER_PIECES), "");
  cr_assert_str_eq(claim_code(INTAKE_PAPER_BYTES + 1, INTAKE_PAPER_PIECES), "PAPER_TOO_LARGE");
  cr_assert_str_eq(claim_code(0, 1), "PAPER_EMPTY");
  cr_assert_str_eq(claim_code(-1, 1), "PAPER_EMPTY");
}

#define OOXML "application/vnd.openxmlformats-officedocument."
#define ZIP "PK\x03\x04"

struct type_case {
  const char *claimed, *found, *content, *kept;
};

static const struct type_case type_cases[] = {
    {"application/pdf", "application/pdf", "%PDF-1.7", "application/pdf"},
    {"application/pdf", "text/html", "<html>", NULL},
    {"image/png", "image/jpeg", "x", NULL},
    {"image/jpg", "image/jpeg", "x", "image/jpeg"},
    {"image/svg+xml", "image/svg+xml", "<svg/>", NULL},
    {"application/zip", "application/zip", ZIP "a.txt", NULL},
    {"application/octet-stream", "application/pdf", "%PDF-1.7", "application/pdf"},
    {"application/octet-stream", "application/zip", ZIP "..OFD.xml", "application/ofd"},
    {"application/octet-stream", "application/zip", ZIP "a.txt", NULL},
    {"application/octet-stream", "application/CDFV2", "x", NULL},
    {"application/octet-stream", "text/plain", "申请书", "text/plain"},
    {"application/octet-stream", "text/html", "<p>", NULL},
    {"application/octet-stream", "application/x-dosexec", "MZ", NULL},
    {"application/ofd", "application/zip", ZIP "..OFD.xml", "application/ofd"},
    {"application/ofd", "application/zip", ZIP "..a.exe", NULL},
    {"application/ofd", "application/zip", "OFD.xml in no package", NULL},
    {OOXML "wordprocessingml.document", "application/zip", ZIP "word/document.xml", OOXML "wordprocessingml.document"},
    {OOXML "wordprocessingml.document", OOXML "spreadsheetml.sheet", ZIP "xl/workbook.xml", NULL},
    {OOXML "spreadsheetml.sheet", OOXML "spreadsheetml.sheet", ZIP "xl/workbook.xml", OOXML "spreadsheetml.sheet"},
    {"application/msword", "application/CDFV2", "x", "application/msword"},
    {"application/msword", "application/x-dosexec", "MZ", NULL},
    {"text/plain", "text/plain", "申请书\r\n张三\n", "text/plain"},
    {"text/plain", "text/plain", "\xb0\xa1\xb0\xa2", NULL},
    {"text/plain", "text/plain", "bell\x07", NULL},
    {"text/plain", "text/html", "<script>", NULL},
    {"text/html", "text/html", "<p>", NULL},
    {"", "text/plain", "a", NULL},
};

Test(intake_paper, types) {
  for (size_t i = 0; i < sizeof type_cases / sizeof *type_cases; i++) {
    const struct type_case *c = &type_cases[i];
    struct dom_refusal refusal = {0};
    const char *kept = intake_paper_type(c->claimed, c->found, c->content, strlen(c->content), &refusal);
    cr_assert_eq(kept == NULL, c->kept == NULL, "%s found as %s", c->claimed, c->found);
    if (kept)
      cr_assert_str_eq(kept, c->kept);
    else
      cr_assert_str_eq(refusal.code, "PAPER_TYPE");
  }
  struct dom_refusal refusal = {0};
  cr_assert_null(intake_paper_type("text/plain", "text/plain", "a\0b", 3, &refusal), "a NUL inside");
}
