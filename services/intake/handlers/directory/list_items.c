/* GET /items — by plain words, the best fit first; by life event, office and window (I-03). */
#include "intake/handlers/directory/messages.h"

#include "domain/unitpath.h"
#include "intake/rules/directory/grams.h"
#include "intake/rules/directory/plain.h"
#include "intake/store/directory/item_search.h"
#include "runtime/call/call.h"

#include <string.h>

struct texts {
  struct rt_arena *arena;
  const char **list;
  size_t count;
};

enum { PAGE_KEYS = 2, RANK_MOST = 1000 };

struct list {
  struct texts words;
  struct texts grams;
  struct intake_search search;
  struct intake_unit unit; /* asked for */
  struct intake_found_list found;
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
  intake_plain_query(query);
  intake_words(query, add_word, list);
  char *whole = rt_arena_text(call->arena, "");
  for (size_t i = 0; i < list->words.count; i++)
    whole = rt_arena_printf(call->arena, "%s%s%s", whole, i ? " " : "", list->words.list[i]);
  list->search.whole = whole;
}

static void read_page(struct rt_call *call) {
  struct list *list = call->state;
  const char *keys[PAGE_KEYS];
  list->search.after = "";
  if (*request(call)->page_token && rt_page_keys(call, request(call)->page_token, keys, PAGE_KEYS) &&
      rt_page_number(call, keys[0], RANK_MOST, &list->search.after_rank))
    list->search.after = keys[1];
}

/* An office leads and joins items; of any other unit it is asked what can be handed in there. */
static void read_unit(struct rt_call *call) {
  struct list *list = call->state;
  const char *unit = request(call)->unit;
  char path[DOM_UNITPATH_TEXT];
  bool known = *unit && dom_unitpath_of_code(unit, path);
  bool office = known && dom_unitpath_is_office(path);
  list->search.office = office ? unit : "";
  list->search.path = known && !office ? rt_arena_text(call->arena, path) : "";
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  list->size = rt_page_size(request(call)->page_size);
  list->found.guides = rt_arena_array(call->arena, (size_t)list->size + 1, sizeof *list->found.guides);
  list->found.ranks = rt_arena_array(call->arena, (size_t)list->size + 1, sizeof *list->found.ranks);
  read_query(call);
  read_page(call);
  read_unit(call);
  list->search.words = list->words.list;
  list->search.word_count = list->words.count;
  list->search.grams = list->grams.list;
  list->search.gram_count = list->grams.count;
  list->search.life_event = (int)request(call)->life_event;
  list->search.in_force = request(call)->in_force;
  list->search.limit = list->size + 1; /* one more tells whether there is a next page */
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  if (*request(call)->unit)
    intake_units_load(pipe, request(call)->unit, &list->unit);
  intake_items_search(pipe, &list->search, &list->found);
}

static void list_decide(struct rt_call *call) {
  const struct list *list = call->state;
  if (*request(call)->unit && !list->unit.unit)
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位；请核对单位代码");
}

static void list_reply(struct rt_call *call) {
  const struct list *list = call->state;
  Bm__ListItemsReply *reply = rt_message(call->arena, &bm__list_items_reply__descriptor);
  size_t count = list->found.count > (size_t)list->size ? (size_t)list->size : list->found.count;
  reply->items = rt_arena_array(call->arena, count, sizeof *reply->items);
  for (size_t i = 0; i < count; i++)
    reply->items[reply->n_items++] = intake_item_message(call->arena, &list->found.guides[i]);
  count = reply->n_items = rt_page_fit((ProtobufCMessage *const *)reply->items, count);
  if (list->found.count > count) {
    const char *keys[PAGE_KEYS] = {rt_arena_printf(call->arena, "%lld", (long long)list->found.ranks[count - 1]),
                                   list->found.guides[count - 1].item};
    reply->next_page_token = rt_page_token(call->arena, keys, PAGE_KEYS);
  }
  call->reply = &reply->base;
}

const struct rt_handler intake_list_items = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .load = list_load,
    .decide = list_decide,
    .reply = list_reply,
};
