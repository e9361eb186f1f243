/* PutItems: the catalogue as loaded; all of the request or nothing (I-02, I-03). */
#include "intake/handlers/directory/put.h"

#include "bianmin/events.pb-c.h"
#include "bianmin/intake.pb-c.h"
#include "intake/handlers/directory/messages.h"
#include "intake/rules/directory/grams.h"
#include "intake/store/directory/guides.h"

#include <string.h>

struct put_items {
  struct intake_put put; /* first: the shared functions look at it */
  struct intake_guide *guides;
};

static const Bm__PutItemsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__put_items_request__descriptor);
}

static void take_papers(struct rt_arena *arena, const Bm__Item *in, struct intake_guide *guide) {
  const char **papers = rt_arena_array(arena, in->n_papers, sizeof *papers);
  const char **missing_ok = rt_arena_array(arena, in->n_papers, sizeof *missing_ok);
  for (size_t i = 0; i < in->n_papers; i++) {
    papers[i] = in->papers[i]->name;
    if (in->papers[i]->can_be_missing)
      missing_ok[guide->missing_ok_count++] = in->papers[i]->name;
  }
  guide->papers = papers;
  guide->paper_count = in->n_papers;
  guide->papers_missing_ok = missing_ok;
}

static struct intake_guide guide_of(struct rt_arena *arena, const Bm__Item *in) {
  struct intake_guide guide = {
      .item = in->item,
      .name = in->name,
      .category = in->category,
      .nature = in->nature,
      .kind = (int)in->kind,
      .lead_office = in->lead_office,
      .other_offices = (const char *const *)in->other_offices,
      .other_office_count = in->n_other_offices,
      .lowest_tier = (int)in->lowest_tier,
      .statutory_days = in->statutory_days,
      .promised_days = in->promised_days,
      .limit_unit = (int)in->limit_unit,
      .in_person = in->in_person,
      .provisional_allowed = in->provisional_allowed,
      .commitment_allowed = in->commitment_allowed,
      .fee_yuan = in->fee_yuan,
      .publish = (int)in->publish,
      .status = (int)in->status,
  };
  take_papers(arena, in, &guide);
  intake_guide_defaults(&guide);
  return guide;
}

static void put_decode(struct rt_call *call) {
  struct put_items *state = call->state;
  const Bm__PutItemsRequest *in = request(call);
  intake_put_start(call, in->n_items, 0);
  state->guides = rt_arena_array(call->arena, in->n_items, sizeof *state->guides);
  for (size_t i = 0; i < in->n_items; i++)
    state->guides[i] = guide_of(call->arena, in->items[i]);
}

static void put_validate(struct rt_call *call) {
  struct put_items *state = call->state;
  const Bm__PutItemsRequest *in = request(call);
  for (size_t i = 0; i < in->n_items; i++) {
    Bm__Item content = *in->items[i];
    struct dom_refusal refusal = {0};
    content.version = 0; /* counted here */
    intake_put_row(call, i, content.item, in->items[i]->version, &content.base);
    if (!intake_guide_check(&state->guides[i], &refusal))
      intake_put_fault(call, "items", i, &refusal);
  }
  intake_put_sort(call, "items", "item");
}

static void put_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct put_items *state = call->state;
  state->put.kept.count = 0;
  intake_items_kept(pipe, intake_put_keys(call, 0), state->put.count, &state->put.kept);
}

static void put_decide(struct rt_call *call) {
  if (intake_admin_may(call, ""))
    intake_put_decide(call);
}

struct grams {
  struct rt_arena *arena;
  const char **list;
  size_t count;
};

static void add_gram(void *context, const char *gram, size_t size) {
  struct grams *grams = context;
  grams->list[grams->count++] = rt_arena_textn(grams->arena, gram, size);
}

/* Code, name and what people call it. */
static char *search_text(struct rt_arena *arena, const Bm__Item *item) {
  char *search = rt_arena_printf(arena, "%s %s", item->item, item->name);
  for (size_t i = 0; item->guide && i < item->guide->n_aliases; i++)
    search = rt_arena_printf(arena, "%s %s", search, item->guide->aliases[i]);
  intake_search_fold(search);
  return search;
}

static void put_guide(const struct rt_call *call, struct rt_pipe *pipe, const Bm__Item *item) {
  size_t count = item->guide ? item->guide->n_life_events : 0;
  int64_t *events = rt_arena_array(call->arena, count, sizeof *events);
  for (size_t i = 0; i < count; i++)
    events[i] = (int64_t)item->guide->life_events[i];
  intake_guides_put(pipe, &(struct intake_guide_put){item->item, events, count, intake_detail_pack(call->arena, item)});
}

static void put_one(const struct rt_call *call, struct rt_pipe *pipe, size_t i) {
  struct put_items *state = call->state;
  struct intake_guide *guide = &state->guides[i];
  const Bm__Item *item = request(call)->items[i];
  char *search = search_text(call->arena, item);
  struct grams grams = {call->arena, rt_arena_array(call->arena, 2 * strlen(search), sizeof(char *)), 0};
  intake_grams(search, add_gram, &grams);
  guide->version = state->put.rows[i].version;
  intake_items_put(pipe, &(struct intake_item_put){guide, state->put.rows[i].hash, search, grams.list, grams.count});
  put_guide(call, pipe, item);
}

static ProtobufCMessage *event_of(const struct rt_call *call, const struct intake_guide *guide) {
  Bm__ItemPut *event = rt_message(call->arena, &bm__item_put__descriptor);
  event->item = (char *)guide->item;
  event->name = (char *)guide->name;
  event->nature = (char *)guide->nature;
  event->kind = (Bm__ItemKind__Enum)guide->kind;
  event->version = guide->version;
  return &event->base;
}

static void put_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct put_items *state = call->state;
  struct rt_send *events = rt_arena_array(call->arena, state->put.count, sizeof *events);
  size_t count = 0;
  for (size_t i = 0; i < state->put.count; i++) {
    const struct intake_put_row *row = &state->put.rows[i];
    if (!intake_put_writes(row))
      continue;
    put_one(call, pipe, i);
    events[count++] = (struct rt_send){rt_arena_printf(call->arena, "item:%s", row->key), row->version, "item.put",
                                       event_of(call, &state->guides[i]), call->now_us};
  }
  if (count > 0)
    rt_outbox_add(pipe, events, count);
}

const struct rt_handler intake_put_items = {
    .state_size = sizeof(struct put_items),
    .decode = put_decode,
    .validate = put_validate,
    .load = put_load,
    .decide = put_decide,
    .save = put_save,
    .reply = intake_put_reply,
};
