#include "intake/rules/papers/paper.h"

#include <string.h>

static const int64_t hour_us = INT64_C(3600000000);

static int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool intake_paper_made_at(const char *paper_id, int64_t *ret_at_us) {
  int64_t ms = 0;
  if (strlen(paper_id) != 36 || paper_id[14] != '7')
    return false;
  for (int i = 0; i < 36; i++) {
    bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    int digit = hex_digit(paper_id[i]);
    if (hyphen ? paper_id[i] != '-' : digit < 0)
      return false;
    if (i < 13 && !hyphen)
      ms = ms * 16 + digit;
  }
  *ret_at_us = ms * 1000;
  return true;
}

bool intake_upload_open(int64_t made_at_us, int64_t now_us, struct dom_refusal *refusal) {
  if (now_us - made_at_us <= INTAKE_UPLOAD_HOURS * hour_us)
    return true;
  return dom_refuse(refusal, DOM_CONFLICT, "PAPER_TOO_OLD", NULL, "上传已超过 %d 小时，请重新上传",
                    INTAKE_UPLOAD_HOURS);
}

bool intake_pieces_stale(int64_t made_at_us, int64_t now_us) {
  int64_t age = now_us - made_at_us;
  return age > INTAKE_SWEEP_HOURS * hour_us && age < INTAKE_SWEEP_DAYS * (24 * hour_us);
}

bool intake_paper_claim_fits(const struct intake_paper_claim *claim, struct dom_refusal *refusal) {
  if (claim->size > INTAKE_PAPER_BYTES)
    return dom_refuse(refusal, DOM_LACKS, "PAPER_TOO_LARGE", "size", "文件超过 20 MB，请压缩或者分开上传");
  if (claim->size < 1)
    return dom_refuse(refusal, DOM_LACKS, "PAPER_EMPTY", "size", "文件是空的");
  if (claim->pieces != (claim->size + INTAKE_PIECE_BYTES - 1) / INTAKE_PIECE_BYTES)
    return dom_refuse(refusal, DOM_LACKS, "PAPER_INCOMPLETE", "pieces", "分块数与文件大小不符，请重新上传");
  return true;
}

static bool same_hex(const char *a, const char *b) {
  for (; *a && *b; a++, b++)
    if (hex_digit(*a) != hex_digit(*b))
      return false;
  return *a == *b;
}

bool intake_paper_whole(const struct intake_paper_claim *claim, int64_t size, const char *sha256,
                        struct dom_refusal *refusal) {
  if (size == claim->size && same_hex(sha256, claim->sha256))
    return true;
  return dom_refuse(refusal, DOM_LACKS, "PAPER_INCOMPLETE", NULL, "上传的内容不完整，请重新上传");
}
