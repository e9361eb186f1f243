/* Documents that prove themselves, and the board of a unit (I-02, I-05, N-05). */
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT, ACCEPT = BM__CASE_INTENT__ENUM__ACCEPT };

static const Bm__ListDocumentsReply *documents(struct county *county, enum person who, const char *number) {
  struct test_answer got =
      county_act(county, who, "intake.ListDocuments", &bm__list_documents_request__descriptor, number);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return (const Bm__ListDocumentsReply *)got.reply;
}

static struct test_answer verify(struct county *county, const char *document, const char *code) {
  Bm__VerifyDocumentRequest *request = rt_message(county->test->arena, &bm__verify_document_request__descriptor);
  request->document = rt_arena_text(county->test->arena, document);
  request->code = rt_arena_text(county->test->arena, code);
  return county_anyone(county, "intake.VerifyDocument", &request->base);
}

static const Bm__DocumentProof *genuine(struct county *county, const Bm__Document *document) {
  struct test_answer got = verify(county, document->number, document->code);
  cr_assert_eq(got.status, RT_OK, "%s: %s", document->number, got.code);
  return (const Bm__DocumentProof *)got.reply;
}

static void ask(struct county *county, const char *number) {
  Bm__RequestCorrectionRequest *request = rt_message(county->test->arena, &bm__request_correction_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->notes = "请补交采伐设计";
  county_case(county_call(county, CLERK, "intake.RequestCorrection", &request->base));
}

static void refuse(struct county *county, const char *number) {
  Bm__RefuseCaseRequest *request = rt_message(county->test->arena, &bm__refuse_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->reason = "不需要许可";
  request->law = "某条";
  county_case(county_call(county, CLERK, "intake.RefuseCase", &request->base));
}

Test(documents, i05_a_receipt_proves_itself_and_a_wrong_code_proves_nothing) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  const Bm__ListDocumentsReply *list = documents(county, CLERK, number);
  cr_assert_eq(list->n_documents, 1u);
  const Bm__Document *receipt = list->documents[0];
  cr_assert_eq(receipt->kind, BM__DOCUMENT_KIND__ENUM__RECEIPT);
  cr_assert(strstr(receipt->verify_path, receipt->number) && strstr(receipt->verify_path, receipt->code));
  cr_assert_str_eq(receipt->applicant_name, "张三");
  cr_assert(strchr(receipt->id_number, '*'));
  cr_assert_str_eq(receipt->authority, "盐井镇林业站");
  cr_assert_str_eq(receipt->unit_name, "盐井镇");
  const Bm__DocumentProof *proof = genuine(county, receipt);
  cr_assert_eq(proof->kind, BM__DOCUMENT_KIND__ENUM__RECEIPT);
  cr_assert_eq(proof->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert_str_eq(proof->masked_name, "张*");
  cr_assert_str_eq(proof->made_on, receipt->made_on);
  cr_refused(verify(county, receipt->number, "AAAAAAAAAA"), RT_NOT_FOUND, "DOCUMENT_NOT_FOUND");
  cr_refused(verify(county, number, receipt->code), RT_NOT_FOUND, "DOCUMENT_NOT_FOUND");
  cr_refused(verify(county, "anything", "AAAAAAAAAA"), RT_NOT_FOUND, "DOCUMENT_NOT_FOUND");
  county_destroy(&county);
}

Test(documents, i05_who_only_looks_on_reads_a_masked_name_and_strangers_nothing) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  cr_assert_str_eq(documents(county, SUPERVISOR, number)->documents[0]->applicant_name, "张*");
  cr_assert_str_eq(documents(county, ZHANG, number)->documents[0]->applicant_name, "张三", "by identity number");
  cr_refused(county_act(county, NOBODY_ELSE, "intake.ListDocuments", &bm__list_documents_request__descriptor, number),
             RT_NOT_FOUND, "CASE_NOT_FOUND");
  county_destroy(&county);
}

Test(documents, i05_notice_refusal_draft_and_redirect) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  cr_assert_eq(documents(county, CLERK, number)->n_documents, 0u);
  ask(county, number);
  const Bm__Document *notice = documents(county, ZHANG, number)->documents[0];
  cr_assert_eq(genuine(county, notice)->kind, BM__DOCUMENT_KIND__ENUM__CORRECTION);
  number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  refuse(county, number);
  const Bm__Document *draft = documents(county, CLERK, number)->documents[0];
  cr_assert(draft->draft && !*draft->number && !*draft->code && strstr(draft->title, "拟稿"));
  county_case(county_act(county, HEAD, "intake.ConfirmRefusal", &bm__confirm_refusal_request__descriptor, number));
  const Bm__Document *refusal = documents(county, CLERK, number)->documents[0];
  cr_assert(!refusal->draft);
  cr_assert_eq(genuine(county, refusal)->state, BM__CASE_STATE__ENUM__REFUSED);
  number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  Bm__RedirectCaseRequest *request = rt_message(county->test->arena, &bm__redirect_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->to = "邻县林业局";
  request->reason = "林地在邻县";
  county_case(county_call(county, CLERK, "intake.RedirectCase", &request->base));
  const Bm__Document *slip = documents(county, CLERK, number)->documents[0];
  cr_assert_eq(genuine(county, slip)->kind, BM__DOCUMENT_KIND__ENUM__REDIRECT);
  cr_assert_str_eq(genuine(county, slip)->masked_name, "张*");
  county_destroy(&county);
}

static const Bm__ListResultsReply *board(struct county *county, const char *unit, int size, const char *token) {
  Bm__ListResultsRequest *request = rt_message(county->test->arena, &bm__list_results_request__descriptor);
  request->unit = rt_arena_text(county->test->arena, unit);
  request->page_size = size;
  request->page_token = rt_arena_text(county->test->arena, token);
  struct test_answer got = county_anyone(county, "intake.ListResults", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return (const Bm__ListResultsReply *)got.reply;
}

static Bm__ListResultsRequest *between(struct county *county, const char *from, const char *to) {
  Bm__ListResultsRequest *request = rt_message(county->test->arena, &bm__list_results_request__descriptor);
  request->unit = TOWN;
  request->from = rt_arena_text(county->test->arena, from);
  request->to = rt_arena_text(county->test->arena, to);
  request->page_size = 1;
  return request;
}

static const Bm__ListResultsReply *board_between(struct county *county, const char *from, const char *to) {
  struct test_answer got = county_anyone(county, "intake.ListResults", &between(county, from, to)->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return (const Bm__ListResultsReply *)got.reply;
}

static void decided(struct county *county, const char *unit, int order, int outcome) {
  struct rt_arena *arena = county->test->arena;
  struct test_answer got =
      county_call(county, CLERK, "intake.CreateCase", &county_application(county, PROMISED, unit, ACCEPT)->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  Bm__CaseDecided *told = rt_message(arena, &bm__case_decided__descriptor);
  told->task = rt_arena_printf(arena, "task-%d", order);
  told->case_number = ((const Bm__CreateCaseReply *)got.reply)->case_number;
  told->outcome = (Bm__Outcome__Enum)outcome;
  told->document_number = rt_arena_printf(arena, "JD530623-20261123-00000%d-1", order);
  told->certificate_number =
      outcome == BM__OUTCOME__ENUM__GRANT ? rt_arena_printf(arena, "ZJ530623-20261123-00000%d-1", order) : (char *)"";
  told->decided_on = rt_arena_printf(arena, "2026-11-2%d", order);
  told->actor = rt_message(arena, &bm__actor__descriptor);
  county_tell(county, "review", told->task, 1, "case.decided", &told->base);
}

Test(documents, n05_the_board_shows_what_was_granted_newest_first_and_never_a_denial) {
  struct county *county = county_new();
  decided(county, TOWN, 1, BM__OUTCOME__ENUM__GRANT);
  decided(county, VILLAGE, 2, BM__OUTCOME__ENUM__GRANT);
  decided(county, TOWN, 3, BM__OUTCOME__ENUM__DENY);
  decided(county, OTHER_TOWN, 4, BM__OUTCOME__ENUM__GRANT);
  const Bm__ListResultsReply *got = board(county, TOWN, 0, "");
  cr_assert_eq(got->n_results, 2u);
  cr_assert_str_eq(got->results[0]->decided_on, "2026-11-22");
  cr_assert_str_eq(got->results[0]->masked_name, "张*");
  cr_assert_eq(got->n_counts, 1u);
  cr_assert_eq(got->counts[0]->granted, 2);
  cr_assert_eq(board(county, VILLAGE, 0, "")->n_results, 1u);
  cr_assert_eq(board(county, "530623", 0, "")->n_results, 0u, "of its hall");
  cr_assert_eq(board(county, "530623101-05", 0, "")->n_results, 0u);
  const Bm__ListResultsReply *first = board(county, TOWN, 1, "");
  const Bm__ListResultsReply *second = board(county, TOWN, 1, first->next_page_token);
  cr_assert_str_eq(second->results[0]->decided_on, "2026-11-21");
  cr_assert(!*second->next_page_token && second->n_counts == 0);
  county_destroy(&county);
}

Test(documents, n05_the_board_shows_the_days_that_are_asked_for) {
  struct county *county = county_new();
  for (int order = 1; order <= 4; order++)
    decided(county, TOWN, order, BM__OUTCOME__ENUM__GRANT);
  const Bm__ListResultsReply *got = board_between(county, "2026-11-22", "2026-11-23");
  cr_assert_eq(got->counts[0]->granted, 2);
  cr_assert_str_eq(got->since, "2026-11-22");
  cr_assert_str_eq(got->results[0]->decided_on, "2026-11-23");
  Bm__ListResultsRequest *second = between(county, "2026-11-22", "2026-11-23");
  second->page_token = got->next_page_token;
  struct test_answer last = county_anyone(county, "intake.ListResults", &second->base);
  const Bm__ListResultsReply *page = (const Bm__ListResultsReply *)last.reply;
  cr_assert_str_eq(page->results[0]->decided_on, "2026-11-22");
  cr_assert(!*page->next_page_token, "the first day is the last");
  cr_assert_eq(board_between(county, "", "2026-11-21")->counts[0]->granted, 1);
  cr_assert_eq(board_between(county, "2026-11-24", "")->counts[0]->granted, 1);
  cr_refused(county_anyone(county, "intake.ListResults", &between(county, "2026-11-23", "2026-11-22")->base),
             RT_INVALID_ARGUMENT, "FIELD_INVALID");
  cr_refused(county_anyone(county, "intake.ListResults", &between(county, "gestern", "")->base), RT_INVALID_ARGUMENT,
             "FIELD_INVALID");
  county_destroy(&county);
}

Test(documents, i02_what_an_item_does_not_publish_is_not_on_the_board) {
  struct county *county = county_new();
  decided(county, TOWN, 1, BM__OUTCOME__ENUM__GRANT);
  test_pg_exec(county->test->pg, "UPDATE items SET publish = 2");
  const Bm__ListResultsReply *got = board(county, TOWN, 0, "");
  cr_assert(got->n_results == 0 && got->n_counts == 1, "a count only");
  test_pg_exec(county->test->pg, "UPDATE items SET publish = 3");
  got = board(county, TOWN, 0, "");
  cr_assert(got->n_results == 0 && got->n_counts == 0, "nothing");
  Bm__ListResultsRequest *request = rt_message(county->test->arena, &bm__list_results_request__descriptor);
  request->unit = "530623109";
  cr_refused(county_anyone(county, "intake.ListResults", &request->base), RT_NOT_FOUND, "UNIT_NOT_FOUND");
  county_destroy(&county);
}
