/* The query code of a case: who has it may see its progress and rate it without a session. Kept by SHA-256 only. Ten
 * wrong ones for a case within an hour, and the case is closed to codes until the hour is over (429). */
#ifndef COMMON_QUERY_CODE_H
#define COMMON_QUERY_CODE_H

#include "domain/refusal.h"
#include "runtime/pg/pipe.h"

enum { COMMON_CODE_HASH = 32 };

void common_code_hash(const char *code, uint8_t ret_hash[COMMON_CODE_HASH]);

/* What is known of a case's code, loaded from the service's own tables. */
struct common_code_check {
  bool known;           /* the case exists here */
  struct rt_bytes hash; /* SHA-256 of its code */
  int64_t wrong;        /* wrong ones since first_wrong_us */
  int64_t first_wrong_us;
};

/* Allowed, DOM_HIDDEN (the same for an unknown case and a wrong code; then the caller counts it with common_code_count)
 * or DOM_TOO_MANY. Constant time in the code. */
bool common_code_check(const struct common_code_check *check, const char *code, int64_t now_us,
                       struct dom_refusal *refusal);

/* Statements on the service's table wrong_codes(case_number PRIMARY KEY, count, first_at). */
void common_code_load_wrong(struct rt_pipe *pipe, const char *case_number, struct common_code_check *into);
void common_code_count(struct rt_pipe *pipe, const char *case_number, int64_t now_us);

#endif
