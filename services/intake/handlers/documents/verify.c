/* GET /documents/{number}?code= — whether a document is genuine (I-05). A wrong code and an unknown number get the same
 * answer; who has the paper sees no more of the person than its masked name. */
#include "domain/identity.h"
#include "domain/number.h"
#include "intake/handlers/casefile/act.h"
#include "intake/handlers/documents/code.h"
#include "intake/rules/documents/text.h"
#include <string.h>

struct verify {
  struct intake_document_found found;
  enum intake_document kind;
  const char *masked_name;
};

static const Bm__VerifyDocumentRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__verify_document_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct verify *state = call->state;
  const char *number = request(call)->document;
  struct dom_number parts;
  state->kind = dom_number_parse(number, &parts) ? intake_document_of(parts.prefix) : (enum intake_document)0;
  if (!state->kind || !intake_document_code_fits(call, number, request(call)->code))
    return;
  if (state->kind == INTAKE_RECEIPT)
    intake_documents_receipt(pipe, number + strlen(INTAKE_RECEIPT_LETTERS), number, &state->found);
  else
    intake_documents_find(pipe, number, &state->found);
}

static const char *name_of(struct rt_call *call, const struct intake_document_found *found) {
  char mask[DOM_MASK_TEXT];
  if (!found->record.size)
    return found->masked_name;
  const struct intake_case_row row = {.case_number = found->case_number, .record = found->record};
  const Bm__Case *record = intake_record_open(call, &row);
  return record ? rt_arena_text(call->arena, dom_mask_name(record->applicant->name, mask)) : "";
}

static void decide(struct rt_call *call) {
  struct verify *state = call->state;
  if (!state->found.case_number)
    rt_call_refuse(call, RT_NOT_FOUND, "DOCUMENT_NOT_FOUND", "没有核验到这份文书；请核对文书编号和验证码");
  else
    state->masked_name = name_of(call, &state->found);
}

static void reply(struct rt_call *call) {
  const struct verify *state = call->state;
  Bm__DocumentProof *proof = rt_message(call->arena, &bm__document_proof__descriptor);
  proof->document = request(call)->document;
  proof->kind = (Bm__DocumentKind__Enum)state->kind;
  proof->made_on = intake_day_text(call->arena, state->found.made_on);
  proof->unit = rt_arena_text(call->arena, state->found.unit);
  proof->unit_name = rt_arena_text(call->arena, state->found.unit_name);
  proof->item_name = rt_arena_text(call->arena, state->found.item_name);
  proof->masked_name = rt_arena_text(call->arena, state->masked_name);
  proof->state = (Bm__CaseState__Enum)intake_shown((enum intake_state)state->found.state);
  call->reply = &proof->base;
}

const struct rt_handler intake_verify_document = {
    .state_size = sizeof(struct verify), .load = load, .decide = decide, .reply = reply};
