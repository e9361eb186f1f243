/* GET /cases/{n}/documents — a case's documents in the words they are printed with (I-05, R-05). */
#include "domain/date.h"
#include "domain/identity.h"
#include "domain/number.h"
#include "intake/handlers/casefile/act.h"
#include "intake/handlers/documents/code.h"
#include "intake/rules/documents/text.h"
#include <string.h>

enum { DOCUMENTS = 6 };

struct list {
  struct intake_case_loaded loaded;
  struct intake_letterhead head;
  unsigned sight;
  Bm__Case *record;
};

static const Bm__ListDocumentsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_documents_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *state = call->state;
  intake_case_ask(call, pipe, request(call)->case_number, &state->loaded);
  intake_letterhead_load(pipe, request(call)->case_number, &state->head);
}

static void decide(struct rt_call *call) {
  struct list *state = call->state;
  state->sight = intake_case_seen(call, &state->loaded);
  if (state->sight)
    state->record = intake_record_open(call, &state->loaded.row);
}

/* Who hands the paper over or gets it reads the whole name; who only looks on does not. */
static const char *applicant_of(const struct rt_call *call, const struct list *state) {
  const unsigned full = INTAKE_SEES_OWN | INTAKE_SEES_HANDED_IN | INTAKE_SEES_WINDOW | INTAKE_SEES_HEAD;
  const char *name = state->record->applicant->name;
  char mask[DOM_MASK_TEXT];
  return state->sight & full ? name : rt_arena_text(call->arena, dom_mask_name(name, mask));
}

static struct intake_document_words words_of(const struct rt_call *call, enum intake_document kind) {
  const struct list *state = call->state;
  const struct intake_case_row *row = &state->loaded.row;
  return (struct intake_document_words){
      .kind = kind,
      .applicant = applicant_of(call, state),
      .case_number = row->case_number,
      .item_name = row->item_name,
      .received_on = intake_day_text(call->arena, dom_time_day(row->received_at)),
      .promised_due = intake_day_text(call->arena, row->promised_due),
      .statutory_due = intake_day_text(call->arena, row->statutory_due),
      .first_contact = state->record->first_contact,
      .office = state->head.office_name,
      .by = "",
      .where = "",
      .reason = "",
      .law = "",
      .remedies = "",
      .certificate = "",
  };
}

struct said {
  struct rt_arena *arena;
  Bm__Document *document;
};

static void say(void *context, const char *paragraph) {
  const struct said *to = context;
  if (to->document->n_paragraphs < INTAKE_PARAGRAPHS)
    to->document->paragraphs[to->document->n_paragraphs++] = rt_arena_text(to->arena, paragraph);
}

static void head(const struct rt_call *call, Bm__Document *document) {
  const struct list *state = call->state;
  const struct intake_case_row *row = &state->loaded.row;
  const struct intake_unit *hall = &state->head.hall;
  char mask[DOM_MASK_TEXT];
  document->authority = rt_arena_printf(call->arena, "%s%s", state->head.office_of, state->head.office_name);
  document->case_number = rt_arena_text(call->arena, row->case_number);
  document->item_code = rt_arena_text(call->arena, row->item);
  document->item_name = rt_arena_text(call->arena, row->item_name);
  document->applicant_name = rt_arena_text(call->arena, applicant_of(call, state));
  document->id_number = rt_arena_text(call->arena, dom_mask_document(state->record->applicant->id_number, mask));
  if (!hall->unit)
    return;
  document->unit_name = rt_arena_text(call->arena, hall->name);
  document->unit_phone = rt_arena_text(call->arena, hall->phone);
  document->unit_address = rt_arena_text(call->arena, hall->address);
  document->unit_hours = rt_arena_text(call->arena, hall->hours);
}

/* One document more; without a number it is a draft. */
static void add(struct rt_call *call, Bm__ListDocumentsReply *reply, const struct intake_document_words *words,
                const char *number, const char *made_on) {
  Bm__Document *document = rt_message(call->arena, &bm__document__descriptor);
  document->kind = (Bm__DocumentKind__Enum)words->kind;
  document->draft = words->draft;
  document->title = rt_arena_text(call->arena, intake_document_title(words));
  document->made_on = rt_arena_text(call->arena, made_on);
  if (*number) {
    document->number = rt_arena_text(call->arena, number);
    document->code = intake_document_code(call, number);
    document->verify_path = rt_arena_printf(call->arena, "/verify/%s?code=%s", number, document->code);
  }
  head(call, document);
  struct said to = {call->arena, document};
  document->paragraphs = rt_arena_array(call->arena, INTAKE_PARAGRAPHS, sizeof *document->paragraphs);
  intake_document_text(words, say, &to);
  reply->documents[reply->n_documents++] = document;
}

/* Every paper that was in when it was accepted, also those that answered a notice, and those that were only shown. */
static void papers_of(const struct rt_call *call, const struct list *state, struct intake_document_words *words) {
  const struct intake_papers_row *papers = &state->loaded.row.papers;
  const Bm__Case *record = state->record;
  const char **names = rt_arena_array(call->arena, papers->count + record->n_on_paper, sizeof *names);
  for (size_t i = 0; i < papers->count; i++)
    names[words->item_count++] = papers->names[i];
  for (size_t i = 0; i < record->n_on_paper; i++)
    names[words->item_count++] = rt_arena_printf(call->arena, "%s（纸质）", record->on_paper[i]->name);
  words->items = names;
}

static void add_receipt(struct rt_call *call, Bm__ListDocumentsReply *reply) {
  const struct list *state = call->state;
  const struct intake_case_row *row = &state->loaded.row;
  struct intake_document_words words = words_of(call, INTAKE_RECEIPT);
  papers_of(call, state, &words);
  if (*row->receipt_number)
    add(call, reply, &words, row->receipt_number, intake_day_text(call->arena, row->accepted_on));
}

static void add_notice(struct rt_call *call, Bm__ListDocumentsReply *reply) {
  const Bm__Correction *asked = ((const struct list *)call->state)->record->correction;
  struct intake_document_words words = words_of(call, INTAKE_NOTICE);
  if (!asked)
    return;
  words.items = (const char *const *)asked->missing;
  words.item_count = asked->n_missing;
  words.reason = asked->notes;
  words.by = asked->by;
  add(call, reply, &words, asked->document_number, rt_arena_textn(call->arena, asked->asked_at, DOM_DATE_TEXT - 1));
}

/* The day in a document's number is the day it was made. */
static const char *day_of(const struct rt_call *call, const char *number) {
  struct dom_number parts;
  return dom_number_parse(number, &parts) ? intake_day_text(call->arena, parts.day) : "";
}

static void add_refusals(struct rt_call *call, Bm__ListDocumentsReply *reply) {
  const Bm__Case *record = ((const struct list *)call->state)->record;
  if (record->refusal) {
    struct intake_document_words words = words_of(call, INTAKE_REFUSAL);
    words.draft = record->refusal->pending;
    words.reason = record->refusal->reason;
    words.law = record->refusal->law;
    words.remedies = record->refusal->remedies;
    add(call, reply, &words, record->refusal->document_number, day_of(call, record->refusal->document_number));
  }
  if (record->redirect) {
    struct intake_document_words words = words_of(call, INTAKE_REDIRECT);
    words.where = record->redirect->to;
    words.reason = record->redirect->reason;
    add(call, reply, &words, record->redirect->document_number, day_of(call, record->redirect->document_number));
  }
}

static void add_decision(struct rt_call *call, Bm__ListDocumentsReply *reply) {
  const Bm__Decision *made = ((const struct list *)call->state)->record->decision;
  if (!made)
    return;
  struct intake_document_words words = words_of(call, INTAKE_DECISION);
  words.granted = made->outcome == BM__OUTCOME__ENUM__GRANT;
  words.reason = made->reasons;
  words.law = made->law;
  words.remedies = made->remedies;
  words.certificate = made->certificate_number;
  add(call, reply, &words, made->document_number, made->decided_on);
  words.kind = INTAKE_CERTIFICATE;
  words.by = made->certificate_valid_until;
  if (*made->certificate_number)
    add(call, reply, &words, made->certificate_number, made->decided_on);
}

static void reply(struct rt_call *call) {
  Bm__ListDocumentsReply *reply = rt_message(call->arena, &bm__list_documents_reply__descriptor);
  reply->documents = rt_arena_array(call->arena, DOCUMENTS, sizeof *reply->documents);
  add_notice(call, reply);
  add_receipt(call, reply);
  add_refusals(call, reply);
  add_decision(call, reply);
  call->reply = &reply->base;
}

const struct rt_handler intake_list_documents = {
    .state_size = sizeof(struct list), .load = load, .decide = decide, .reply = reply};
