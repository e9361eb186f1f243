#include "common/query_code.h"

#include <sodium.h>
#include <string.h>

enum { WRONG_MOST = 10 };
static const int64_t hour_us = INT64_C(3600) * 1000000;

void common_code_hash(const char *code, uint8_t ret_hash[COMMON_CODE_HASH]) {
  crypto_hash_sha256(ret_hash, (const unsigned char *)code, strlen(code));
}

bool common_code_check(const struct common_code_check *check, const char *code, int64_t now_us,
                       struct dom_refusal *refusal) {
  uint8_t hash[COMMON_CODE_HASH];
  if (check->wrong >= WRONG_MOST && now_us - check->first_wrong_us < hour_us)
    return dom_refuse(refusal, DOM_TOO_MANY, "TOO_MANY_WRONG_CODES", "queryCode", "查询码错误次数过多，请一小时后再试");
  common_code_hash(code, hash);
  if (check->known && check->hash.size == sizeof hash && sodium_memcmp(hash, check->hash.data, sizeof hash) == 0)
    return true;
  return dom_refuse(refusal, DOM_HIDDEN, "CASE_NOT_FOUND", "queryCode", "办件编号或查询码不正确，请核对回执");
}

static void read_wrong(const struct rt_row *row, void *into) {
  struct common_code_check *check = into;
  check->wrong = rt_row_int(row, 0);
  check->first_wrong_us = rt_row_time(row, 1);
}

static const struct rt_statement load_wrong = {"wrong_codes_load",
                                               "SELECT count, first_at FROM wrong_codes WHERE case_number = $1"};

void common_code_load_wrong(struct rt_pipe *pipe, const char *case_number, struct common_code_check *into) {
  rt_pipe_run(pipe, &load_wrong, read_wrong, into, RT_P_TEXT(case_number));
}

/* An hour after the first wrong one the count begins anew. */
static const struct rt_statement count_wrong = {
    "wrong_codes_count", "INSERT INTO wrong_codes AS w (case_number, count, first_at) VALUES ($1, 1, $2) ON CONFLICT "
                         "(case_number) DO UPDATE SET "
                         "count = CASE WHEN $2 - w.first_at < interval '1 hour' THEN w.count + 1 ELSE 1 END, "
                         "first_at = CASE WHEN $2 - w.first_at < interval '1 hour' THEN w.first_at ELSE $2 END"};

void common_code_count(struct rt_pipe *pipe, const char *case_number, int64_t now_us) {
  rt_pipe_run(pipe, &count_wrong, NULL, NULL, RT_P_TEXT(case_number), RT_P_TIME(now_us));
}
