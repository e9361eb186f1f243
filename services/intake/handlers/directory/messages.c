#include "intake/handlers/directory/messages.h"

#include "runtime/call/call.h"

#include <string.h>

Bm__Unit *intake_unit_message(struct rt_arena *arena, const struct intake_unit *unit) {
  Bm__Unit *message = rt_message(arena, &bm__unit__descriptor);
  message->unit = rt_arena_text(arena, unit->unit);
  message->name = rt_arena_text(arena, unit->name);
  message->kind = (Bm__UnitKind__Enum)unit->kind;
  message->parent = rt_arena_text(arena, unit->parent);
  message->path = rt_arena_text(arena, unit->path);
  message->phone = rt_arena_text(arena, unit->phone);
  message->address = rt_arena_text(arena, unit->address);
  message->hours = rt_arena_text(arena, unit->hours);
  message->version = unit->version;
  return message;
}

static bool can_be_missing(const struct intake_guide *guide, const char *paper) {
  for (size_t i = 0; i < guide->missing_ok_count; i++)
    if (strcmp(guide->papers_missing_ok[i], paper) == 0)
      return true;
  return false;
}

static void add_papers(struct rt_arena *arena, const struct intake_guide *guide, Bm__Item *message) {
  message->papers = rt_arena_array(arena, guide->paper_count, sizeof *message->papers);
  for (size_t i = 0; i < guide->paper_count; i++) {
    Bm__ItemPaper *paper = rt_message(arena, &bm__item_paper__descriptor);
    paper->name = rt_arena_text(arena, guide->papers[i]);
    paper->can_be_missing = can_be_missing(guide, guide->papers[i]);
    message->papers[message->n_papers++] = paper;
  }
}

static void add_offices(struct rt_arena *arena, const struct intake_guide *guide, Bm__Item *message) {
  message->other_offices = rt_arena_array(arena, guide->other_office_count, sizeof *message->other_offices);
  for (size_t i = 0; i < guide->other_office_count; i++)
    message->other_offices[message->n_other_offices++] = rt_arena_text(arena, guide->other_offices[i]);
}

Bm__Item *intake_item_message(struct rt_arena *arena, const struct intake_guide *guide) {
  Bm__Item *message = rt_message(arena, &bm__item__descriptor);
  message->item = rt_arena_text(arena, guide->item);
  message->name = rt_arena_text(arena, guide->name);
  message->category = rt_arena_text(arena, guide->category);
  message->nature = rt_arena_text(arena, guide->nature);
  message->kind = (Bm__ItemKind__Enum)guide->kind;
  message->lead_office = rt_arena_text(arena, guide->lead_office);
  message->lowest_tier = (Bm__ItemTier__Enum)guide->lowest_tier;
  message->statutory_days = guide->statutory_days;
  message->promised_days = guide->promised_days;
  message->limit_unit = (Bm__LimitUnit__Enum)guide->limit_unit;
  message->in_person = guide->in_person;
  message->provisional_allowed = guide->provisional_allowed;
  message->commitment_allowed = guide->commitment_allowed;
  message->fee_yuan = guide->fee_yuan;
  message->publish = (Bm__ItemPublish__Enum)guide->publish;
  message->status = (Bm__ItemStatus__Enum)guide->status;
  message->version = guide->version;
  add_offices(arena, guide, message);
  add_papers(arena, guide, message);
  return message;
}
