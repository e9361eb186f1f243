#include "intake/handlers/casefile/page.h"

enum { KEYS = 2 };

void intake_case_page_keys(struct rt_call *call, const char *token, int64_t first, int64_t *ret_at,
                           const char **ret_number) {
  const char *keys[KEYS];
  *ret_at = first;
  *ret_number = "";
  if (*token && rt_page_keys(call, token, keys, KEYS) && rt_page_number(call, keys[0], RT_PAGE_TIME_MAX, ret_at))
    *ret_number = keys[1];
}

char *intake_case_page_token(struct rt_arena *arena, const struct intake_case_row *last) {
  const char *keys[KEYS] = {rt_arena_printf(arena, "%lld", (long long)last->received_at), last->case_number};
  return rt_page_token(arena, keys, KEYS);
}
