#include "notification/handlers/page.h"

#include "runtime/base/id.h"
#include <inttypes.h>

struct notification_page notification_page_of(struct rt_call *call, int32_t size, const char *token) {
  struct notification_page page = {.before_us = RT_NO_TIME, .limit = rt_page_size(size) + 1};
  const char *keys[2] = {"", ""};
  if (!*token || !rt_page_keys(call, token, keys, 2) ||
      !rt_page_number(call, keys[0], RT_PAGE_TIME_MAX, &page.before_us))
    return page;
  page.before_id = keys[1];
  if (!rt_id_valid(keys[1]))
    rt_call_fault(call, "pageToken", "翻页标记无效；请从第一页重新读取");
  return page;
}

size_t notification_page_shown(const struct notification_page *page, size_t found) {
  size_t most = (size_t)page->limit - 1;
  return found < most ? found : most;
}

char *notification_page_token(struct rt_arena *arena, int64_t at_us, const char *id) {
  const char *keys[] = {rt_arena_printf(arena, "%" PRId64, at_us), id};
  return rt_page_token(arena, keys, 2);
}
