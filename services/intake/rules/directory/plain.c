#include "intake/rules/directory/plain.h"

#include <stdbool.h>
#include <string.h>

/* Longer ones first: a shorter one may be a piece of them. None is a piece of what an item is about. */
static const char *const fillers[] = {
    "请问", "我想", "我要", "想要", "怎么", "怎样", "如何", "哪里", "哪儿", "需要", "什么", "办理",
    "申办", "申请", "申领", "领取", "手续", "咨询", "一下", "我",   "给",   "办",   "领",   "的",
    "吗",   "呢",   "？",   "，",   "。",   "！",   "、",   "?",    ",",    "!",
};

static size_t filler_at(const char *text) {
  for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
    size_t size = strlen(fillers[i]);
    if (strncmp(text, fillers[i], size) == 0)
      return size;
  }
  return 0;
}

static bool says_something(const char *query) {
  while (*query) {
    size_t size = *query == ' ' ? 1 : filler_at(query);
    if (!size)
      return true;
    query += size;
  }
  return false;
}

void intake_plain_query(char *query) {
  if (!says_something(query))
    return;
  while (*query) {
    size_t size = filler_at(query);
    memset(query, ' ', size);
    query += size ? size : 1;
  }
}
