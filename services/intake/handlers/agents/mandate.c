#include "intake/handlers/agents/mandate.h"

#include "domain/date.h"
#include "domain/identity.h"
#include "intake/handlers/casefile/viewer.h"

static struct rt_seal_place place_of(const char *mandate) {
  return (struct rt_seal_place){"mandates", "record", mandate};
}

struct rt_bytes intake_mandate_close(const struct rt_call *call, const char *mandate, const Bm__Principal *principal) {
  uint8_t *packed = rt_arena_alloc(call->arena, bm__principal__get_packed_size(principal) + 1);
  size_t size = bm__principal__pack(principal, packed);
  return rt_seal_close(intake_things_of(call)->seal, call->arena, place_of(mandate), packed, size);
}

static const Bm__Principal *open_principal(struct rt_call *call, const struct intake_mandate_row *row) {
  struct rt_bytes packed;
  struct rt_error error = {0};
  const Bm__Principal *principal = NULL;
  if (rt_seal_open(intake_things_of(call)->seal, call->arena, place_of(row->mandate.mandate), row->record, &packed,
                   &error))
    principal = bm__principal__unpack(rt_arena_protobuf(call->arena), packed.size, packed.data);
  if (!principal)
    rt_call_refuse(call, RT_DATA_LOSS, "RECORD_UNREADABLE", "委托内容无法解密，请联系系统管理员");
  return principal;
}

Bm__Mandate *intake_mandate_view(struct rt_call *call, const struct intake_mandate_row *row) {
  char mask[DOM_MASK_TEXT];
  const struct intake_mandate *mandate = &row->mandate;
  const Bm__Principal *principal = open_principal(call, row);
  if (!principal)
    return NULL;
  Bm__Mandate *view = rt_message(call->arena, &bm__mandate__descriptor);
  view->mandate = rt_arena_text(call->arena, mandate->mandate);
  view->state = (Bm__MandateState__Enum)intake_mandate_state(mandate, dom_time_day(call->now_us));
  view->principal_name = principal->name;
  view->id_number = rt_arena_text(call->arena, dom_mask_document(principal->id_number, mask));
  view->agent = rt_arena_text(call->arena, mandate->agent);
  view->agent_name = rt_arena_text(call->arena, row->agent_name);
  view->items = rt_arena_array(call->arena, mandate->item_count, sizeof *view->items);
  for (size_t i = 0; i < mandate->item_count; i++)
    view->items[view->n_items++] = rt_arena_text(call->arena, mandate->items[i]);
  view->given_at = intake_time_text(call->arena, row->given_at);
  view->valid_until = intake_day_text(call->arena, mandate->valid_until);
  if (mandate->ended)
    view->ended_at = intake_time_text(call->arena, row->ended_at);
  view->paper_id = rt_arena_text(call->arena, row->paper_id);
  return view;
}
