#include "intake/handlers/agents/ids_page.h"

#include "runtime/base/id.h"

enum { KEYS = 2 };

void intake_ids_page(struct rt_call *call, const char *token, int64_t *ret_at, const char **ret_id) {
  const char *keys[KEYS];
  *ret_at = RT_PAGE_TIME_MAX;
  *ret_id = "";
  if (!*token || !rt_page_keys(call, token, keys, KEYS) || !rt_page_number(call, keys[0], RT_PAGE_TIME_MAX, ret_at))
    return;
  if (rt_id_valid(keys[1]))
    *ret_id = keys[1];
  else
    rt_call_fault(call, "pageToken", "分页标记无效；请从第一页开始");
}

char *intake_ids_page_token(struct rt_arena *arena, int64_t at, const char *id) {
  const char *keys[KEYS] = {rt_arena_printf(arena, "%lld", (long long)at), id};
  return rt_page_token(arena, keys, KEYS);
}
