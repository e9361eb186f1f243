/* What a guide says beside the rules' words: kept as it was put, in one packed message (I-03). */
#include "intake/handlers/directory/messages.h"

#include "runtime/call/call.h"
#include <assert.h>

struct rt_bytes intake_detail_pack(struct rt_arena *arena, const Bm__Item *item) {
  Bm__Item detail = BM__ITEM__INIT;
  detail.papers = item->papers;
  detail.n_papers = item->n_papers;
  detail.guide = item->guide;
  uint8_t *packed = rt_arena_alloc(arena, bm__item__get_packed_size(&detail) + 1);
  return (struct rt_bytes){packed, bm__item__pack(&detail, packed)};
}

void intake_detail_add(struct rt_arena *arena, struct rt_bytes detail, Bm__Item *item) {
  if (!detail.size)
    return;
  const Bm__Item *kept = bm__item__unpack(rt_arena_protobuf(arena), detail.size, detail.data);
  assert(kept);
  item->papers = kept->papers;
  item->n_papers = kept->n_papers;
  item->guide = kept->guide;
}

static void lack(struct rt_arena *arena, Bm__Guide *guide, bool said, const char *name) {
  if (!said)
    guide->lacks[guide->n_lacks++] = rt_arena_text(arena, name);
}

/* A hall's phone serves where the item names none. */
static bool phone_said(const Bm__Guide *guide, const char *of_item) {
  return *of_item || (guide->hall && *guide->hall->phone);
}

void intake_guide_lacks(struct rt_arena *arena, const Bm__Item *item, Bm__Guide *guide) {
  enum { ELEMENTS = 10 };
  static const Bm__ItemGuide none = BM__ITEM_GUIDE__INIT;
  const Bm__ItemGuide *said = item->guide ? item->guide : &none;
  guide->lacks = rt_arena_array(arena, ELEMENTS, sizeof *guide->lacks);
  lack(arena, guide, *said->audience, "audience");
  lack(arena, guide, said->n_conditions, "conditions");
  lack(arena, guide, item->n_papers, "papers");
  lack(arena, guide, said->n_steps, "steps");
  lack(arena, guide, said->n_legal_basis, "legalBasis");
  lack(arena, guide, *said->fee_basis, "feeBasis");
  lack(arena, guide, said->online, "online");
  lack(arena, guide, phone_said(guide, said->consult_phone), "consultPhone");
  lack(arena, guide, phone_said(guide, said->complaint_phone), "complaintPhone");
  lack(arena, guide, !guide->hall || *guide->hall->hours, "hours");
}
