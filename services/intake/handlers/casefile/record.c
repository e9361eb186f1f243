#include "intake/handlers/casefile/record.h"

#include "domain/identity.h"
#include "intake/handlers/casefile/viewer.h"
#include <string.h>

static struct rt_seal_place place_of(const char *case_number) {
  return (struct rt_seal_place){"cases", "record", case_number};
}

Bm__Case *intake_record_open(struct rt_call *call, const struct intake_case_row *row) {
  struct rt_bytes packed;
  struct rt_error error = {0};
  Bm__Case *record = NULL;
  if (rt_seal_open(intake_things_of(call)->seal, call->arena, place_of(row->case_number), row->record, &packed, &error))
    record = bm__case__unpack(rt_arena_protobuf(call->arena), packed.size, packed.data);
  if (!record)
    rt_call_refuse(call, RT_DATA_LOSS, "RECORD_UNREADABLE", "办件内容无法解密，请联系系统管理员");
  return record;
}

struct rt_bytes intake_record_close(const struct rt_call *call, const char *case_number, const Bm__Case *record) {
  size_t size = bm__case__get_packed_size(record);
  uint8_t *packed = rt_arena_alloc(call->arena, size + 1);
  bm__case__pack(record, packed);
  return rt_seal_close(intake_things_of(call)->seal, call->arena, place_of(case_number), packed, size);
}

/* "z***@example.org" */
static char *mask_email(struct rt_arena *arena, const char *email) {
  const char *at = strchr(email, '@');
  return at ? rt_arena_printf(arena, "%.1s***%s", at > email ? email : "", at) : rt_arena_text(arena, "");
}

static Bm__Applicant *mask_applicant(struct rt_arena *arena, const Bm__Applicant *applicant) {
  char mask[DOM_MASK_TEXT];
  Bm__Applicant *masked = rt_message(arena, &bm__applicant__descriptor);
  masked->name = rt_arena_text(arena, dom_mask_name(applicant->name, mask));
  masked->id_number = rt_arena_text(arena, dom_mask_document(applicant->id_number, mask));
  masked->phone = rt_arena_text(arena, dom_mask_phone(applicant->phone, mask));
  masked->email = mask_email(arena, applicant->email);
  masked->id_kind = applicant->id_kind;
  return masked;
}

static Bm__Delivery *mask_delivery(struct rt_arena *arena, const Bm__Delivery *delivery) {
  char mask[DOM_MASK_TEXT];
  Bm__Delivery *masked = rt_arena_copy(arena, delivery, sizeof *delivery);
  if (*delivery->receiver)
    masked->receiver = rt_arena_text(arena, dom_mask_name(delivery->receiver, mask));
  return masked;
}

static void view_papers(struct rt_arena *arena, const struct intake_papers_row *papers, Bm__Case *view) {
  view->n_papers = papers->count;
  view->papers = rt_arena_array(arena, papers->count, sizeof *view->papers);
  for (size_t i = 0; i < papers->count; i++) {
    view->papers[i] = rt_message(arena, &bm__case_paper__descriptor);
    view->papers[i]->name = rt_arena_text(arena, papers->names[i]);
    view->papers[i]->paper_id = rt_arena_text(arena, papers->ids[i]);
  }
}

Bm__Acceptance *intake_acceptance_view(struct rt_arena *arena, const struct intake_case_row *row) {
  if (!*row->receipt_number)
    return NULL;
  Bm__Acceptance *acceptance = rt_message(arena, &bm__acceptance__descriptor);
  acceptance->receipt_number = rt_arena_text(arena, row->receipt_number);
  acceptance->accepted_on = intake_day_text(arena, row->accepted_on);
  acceptance->promised_due = intake_day_text(arena, row->promised_due);
  acceptance->statutory_due = intake_day_text(arena, row->statutory_due);
  return acceptance;
}

Bm__Case *intake_case_view(struct rt_arena *arena, const struct intake_case_row *row, const Bm__Case *record) {
  Bm__Case *view = rt_arena_copy(arena, record, sizeof *record);
  view->case_number = rt_arena_text(arena, row->case_number);
  view->state = (Bm__CaseState__Enum)intake_shown((enum intake_state)row->state);
  view->item_code = rt_arena_text(arena, row->item);
  view->item_name = rt_arena_text(arena, row->item_name);
  view->unit = rt_arena_text(arena, row->unit);
  view->applicant = mask_applicant(arena, record->applicant);
  view->acceptance = intake_acceptance_view(arena, row);
  view->delivery = record->delivery ? mask_delivery(arena, record->delivery) : NULL;
  view->source = (Bm__CaseSource__Enum)row->source;
  view->received_unit = rt_arena_text(arena, row->received_unit);
  view->received_at = intake_time_text(arena, row->received_at);
  view->lead_office = rt_arena_text(arena, row->lead_office);
  view_papers(arena, &row->papers, view);
  return view;
}

void intake_form_grow(struct rt_arena *arena, Bm__Case *record, size_t more) {
  Bm__Case__FormEntry **entries = rt_arena_array(arena, record->n_form + more, sizeof *entries);
  if (record->n_form)
    memcpy(entries, record->form, record->n_form * sizeof *entries);
  record->form = entries;
}

void intake_form_put(struct rt_arena *arena, Bm__Case *record, const char *key, const char *value) {
  size_t i = 0;
  while (i < record->n_form && strcmp(record->form[i]->key, key) != 0)
    i++;
  if (i == record->n_form) {
    record->form[i] = rt_message(arena, &bm__case__form_entry__descriptor);
    record->form[i]->key = rt_arena_text(arena, key);
    record->n_form++;
  }
  record->form[i]->value = rt_arena_text(arena, value);
}
