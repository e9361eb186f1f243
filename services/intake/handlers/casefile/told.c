#include "intake/handlers/casefile/told.h"

#include "domain/identity.h"
#include "intake/handlers/casefile/viewer.h"
#include <string.h>

static Bm__CaseParties *parties_of(struct rt_arena *arena, const struct intake_case_row *row, const Bm__Case *record,
                                   struct intake_parties known) {
  char mask[DOM_MASK_TEXT];
  Bm__CaseParties *parties = rt_message(arena, &bm__case_parties__descriptor);
  parties->accounts = rt_arena_array(arena, known.count + 1, sizeof *parties->accounts);
  if (*row->handed_in_by) /* an agent's no more once the mandate was taken back */
    parties->accounts[parties->n_accounts++] = rt_arena_text(arena, row->handed_in_by);
  for (size_t i = 0; i < known.count; i++) {
    if (strcmp(known.accounts[i], row->handed_in_by) != 0)
      parties->accounts[parties->n_accounts++] = rt_arena_text(arena, known.accounts[i]);
  }
  parties->email = rt_arena_text(arena, record->applicant->email);
  parties->masked_name = rt_arena_text(arena, dom_mask_name(record->applicant->name, mask));
  return parties;
}

static ProtobufCBinaryData code_hash(struct rt_arena *arena, const struct intake_case_row *row) {
  return (ProtobufCBinaryData){row->query_code_hash.size,
                               rt_arena_copy(arena, row->query_code_hash.data, row->query_code_hash.size)};
}

Bm__CaseSubmitted *intake_told_submitted(struct rt_arena *arena, const struct intake_case_row *row,
                                         const Bm__Case *record, struct intake_parties parties) {
  Bm__CaseSubmitted *told = rt_message(arena, &bm__case_submitted__descriptor);
  told->case_number = rt_arena_text(arena, row->case_number);
  told->unit = rt_arena_text(arena, row->unit);
  told->unit_path = rt_arena_text(arena, row->unit_path);
  told->item = rt_arena_text(arena, row->item);
  told->item_name = rt_arena_text(arena, row->item_name);
  told->parties = parties_of(arena, row, record, parties);
  told->query_code_hash = code_hash(arena, row);
  told->source = (Bm__CaseSource__Enum)row->source;
  told->received_unit = rt_arena_text(arena, row->received_unit);
  return told;
}

Bm__CaseAccepted *intake_told_accepted(struct rt_arena *arena, const struct intake_case_row *row,
                                       const Bm__Case *record, struct intake_parties parties,
                                       const struct intake_item *item, const char *nature) {
  Bm__CaseAccepted *told = rt_message(arena, &bm__case_accepted__descriptor);
  told->case_number = rt_arena_text(arena, row->case_number);
  told->unit = rt_arena_text(arena, row->unit);
  told->unit_path = rt_arena_text(arena, row->unit_path);
  told->item = rt_arena_text(arena, row->item);
  told->item_name = rt_arena_text(arena, row->item_name);
  told->item_version = (int32_t)row->item_version;
  told->kind = (Bm__ItemKind__Enum)item->kind;
  told->nature = rt_arena_text(arena, nature);
  told->lead_office = rt_arena_text(arena, row->lead_office);
  told->statutory_days = item->limits.statutory_days;
  told->promised_days = item->limits.promised_days;
  told->limit_unit =
      item->limits.unit == DOM_UNIT_CALENDAR ? BM__LIMIT_UNIT__ENUM__CALENDAR : BM__LIMIT_UNIT__ENUM__WORKING;
  told->accepted_on = intake_day_text(arena, row->accepted_on);
  told->promised_due = intake_day_text(arena, row->promised_due);
  told->statutory_due = intake_day_text(arena, row->statutory_due);
  told->query_code_hash = code_hash(arena, row);
  told->parties = parties_of(arena, row, record, parties);
  told->source = (Bm__CaseSource__Enum)row->source;
  told->received_unit = rt_arena_text(arena, row->received_unit);
  told->receipt_number = rt_arena_text(arena, row->receipt_number);
  return told;
}

void intake_told_claimed(const struct rt_call *call, Bm__CaseAccepted *accepted) {
  accepted->claimed_by = rt_arena_text(call->arena, call->subject->account);
  accepted->claimed_by_name = rt_arena_text(call->arena, call->subject->name);
}
