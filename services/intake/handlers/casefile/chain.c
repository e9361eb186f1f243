#include "intake/handlers/casefile/chain.h"

#include "intake/rules/trail/text.h"
#include "runtime/seal/chain.h"

static const char *state_text(enum intake_state state) {
  return state ? intake_state_name(state) : "";
}

struct intake_trail_row intake_chain_add(struct rt_arena *arena, struct intake_case_row *row,
                                         const struct intake_actor *actor, const struct intake_note *note) {
  char *reason = rt_arena_text(arena, note->reason);
  intake_trail_scrub(reason);
  const struct intake_trail_text entry = {
      .case_number = row->case_number,
      .seq = (int)row->trail_seq + 1,
      .at = intake_time_text(arena, actor->at_us),
      .role = actor->role,
      .unit = actor->unit,
      .name = actor->name,
      .action = note->action,
      .from = state_text(note->from),
      .to = state_text(note->to),
      .reason = reason,
  };
  size_t length = intake_trail_write(&entry, NULL, 0);
  char *text = rt_arena_alloc(arena, length + 1);
  char *link = rt_arena_alloc(arena, RT_LINK_SIZE);
  intake_trail_write(&entry, text, length + 1);
  rt_chain_link(row->trail_head, text, length, link);
  row->trail_seq++;
  row->trail_head = link;
  return (struct intake_trail_row){row->case_number, row->trail_seq, text, link,
                                   note->hidden_from ? note->hidden_from : ""};
}
