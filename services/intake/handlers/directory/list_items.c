/* GET /items — all items, or those that hold every word of the query in code or name (I-03). */
#include "intake/handlers/directory/messages.h"

#include "intake/rules/directory/grams.h"
#include "intake/store/directory/directory.h"
#include "runtime/call/call.h"

#include <string.h>

struct texts {
  struct rt_arena *arena;
  const char **list;
  size_t count;
};

struct list {
  struct texts words;
  struct texts grams;
  struct intake_guide_list found;
  const char *after;
  int size;
};

static const Bm__ListItemsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_items_request__descriptor);
}

static void add(void *context, const char *text, size_t size) {
  struct texts *texts = context;
  texts->list[texts->count++] = rt_arena_textn(texts->arena, text, size);
}

static void add_word(void *context, const char *word, size_t size) {
  struct list *list = context;
  add(&list->words, word, size);
  intake_word_grams(word, size, add, &list->grams);
}

/* A text of n bytes has at most n words and n pieces. */
static void read_query(struct rt_call *call) {
  struct list *list = call->state;
  char *query = rt_arena_text(call->arena, request(call)->query);
  size_t most = strlen(query);
  list->words = (struct texts){call->arena, rt_arena_array(call->arena, most, sizeof(char *)), 0};
  list->grams = (struct texts){call->arena, rt_arena_array(call->arena, most, sizeof(char *)), 0};
  intake_search_fold(query);
  intake_words(query, add_word, list);
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  list->after = "";
  list->size = rt_page_size(request(call)->page_size);
  list->found.guides = rt_arena_array(call->arena, (size_t)list->size + 1, sizeof *list->found.guides);
  if (*request(call)->page_token)
    rt_page_keys(call, request(call)->page_token, &list->after, 1);
  read_query(call);
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  const struct intake_search search = {list->words.list, list->words.count, list->grams.list, list->grams.count};
  if (search.word_count > 0)
    intake_items_find(pipe, &search, list->after, list->size + 1, &list->found);
  else
    intake_items_list(pipe, list->after, list->size + 1, &list->found);
}

static void list_reply(struct rt_call *call) {
  const struct list *list = call->state;
  Bm__ListItemsReply *reply = rt_message(call->arena, &bm__list_items_reply__descriptor);
  size_t count = list->found.count > (size_t)list->size ? (size_t)list->size : list->found.count;
  reply->items = rt_arena_array(call->arena, count, sizeof *reply->items);
  for (size_t i = 0; i < count; i++)
    reply->items[reply->n_items++] = intake_item_message(call->arena, &list->found.guides[i]);
  count = reply->n_items = rt_page_fit((ProtobufCMessage *const *)reply->items, count);
  if (list->found.count > count)
    reply->next_page_token = rt_page_token(call->arena, &list->found.guides[count - 1].item, 1);
  call->reply = &reply->base;
}

const struct rt_handler intake_list_items = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .load = list_load,
    .reply = list_reply,
};
