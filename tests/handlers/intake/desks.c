/* Desks: what waits, oldest first; lists narrowed by item and name; somebody by their identity number (I-04, I-08,
 * I-16). */
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT, ACCEPT = BM__CASE_INTENT__ENUM__ACCEPT };

static const Bm__ListQueueReply *queue(struct county *county, enum person who, int list, int size, const char *token) {
  Bm__ListQueueRequest *request = rt_message(county->test->arena, &bm__list_queue_request__descriptor);
  request->list = (Bm__QueueList__Enum)list;
  request->page_size = size;
  request->page_token = rt_arena_text(county->test->arena, token);
  struct test_answer got = county_call(county, who, "intake.ListQueue", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return (const Bm__ListQueueReply *)got.reply;
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

Test(desks, i04_what_waits_at_a_window_the_oldest_first_and_nowhere_else) {
  struct county *county = county_new();
  const char *first = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  const char *second = county_hand_in(county, AGENT, PROMISED, SUBMIT)->case_number;
  ask(county, county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number);
  refuse(county, county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number);
  const char *decided = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  county_accepted_then_decided(county, decided);
  county_hand_in(county, CLERK, IMMEDIATE, ACCEPT);
  const Bm__ListQueueReply *page = queue(county, CLERK, BM__QUEUE_LIST__ENUM__RECEIVED, 1, "");
  cr_assert_str_eq(page->cases[0]->case_number, first);
  const Bm__ListQueueReply *next = queue(county, CLERK, BM__QUEUE_LIST__ENUM__RECEIVED, 1, page->next_page_token);
  cr_assert_str_eq(next->cases[0]->case_number, second);
  cr_assert(!*next->next_page_token && !next->counts);
  const Bm__QueueCounts *counts = page->counts;
  cr_assert(counts->received == 2 && counts->papers == 1 && counts->refusals == 1 && counts->delivery == 1);
  cr_assert(counts->under_way == 1 && counts->due_today == 1, "an immediate one is due today");
  cr_assert_eq(queue(county, CLERK, BM__QUEUE_LIST__ENUM__DUE_TODAY, 0, "")->n_cases, 1u);
  cr_assert_str_eq(queue(county, HEAD, BM__QUEUE_LIST__ENUM__DELIVERY, 0, "")->cases[0]->case_number, decided);
  cr_assert_eq(queue(county, HEAD, BM__QUEUE_LIST__ENUM__REFUSALS, 0, "")->n_cases, 1u);
  cr_assert_eq(queue(county, OTHER_CLERK, BM__QUEUE_LIST__ENUM__RECEIVED, 0, "")->n_cases, 0u);
  page = queue(county, AGENT, BM__QUEUE_LIST__ENUM__RECEIVED, 0, "");
  cr_assert_eq(page->n_cases, 1u, "an agent: what they carry");
  cr_assert_eq(page->counts->received, 1);
  county_destroy(&county);
}

Test(desks, i04_what_a_window_took_for_another_unit_waits_at_both) {
  struct county *county = county_new();
  county_call(county, CLERK, "intake.CreateCase", &county_application(county, PROMISED, OTHER_TOWN, SUBMIT)->base);
  county_call(county, CLERK, "intake.CreateCase", &county_application(county, PROMISED, VILLAGE, SUBMIT)->base);
  cr_assert_eq(queue(county, CLERK, BM__QUEUE_LIST__ENUM__RECEIVED, 0, "")->n_cases, 2u, "none twice");
  cr_assert_eq(queue(county, CLERK, BM__QUEUE_LIST__ENUM__RECEIVED, 0, "")->counts->received, 2);
  cr_assert_eq(queue(county, OTHER_CLERK, BM__QUEUE_LIST__ENUM__RECEIVED, 0, "")->n_cases, 1u);
  county_destroy(&county);
}

static const Bm__ListCasesReply *narrowed(struct county *county, enum person who, const char *item, const char *name,
                                          bool pending, const char *token) {
  Bm__ListCasesRequest *request = rt_message(county->test->arena, &bm__list_cases_request__descriptor);
  request->item_code = rt_arena_text(county->test->arena, item);
  request->applicant = rt_arena_text(county->test->arena, name);
  request->refusal_pending = pending;
  request->page_size = 2;
  request->page_token = rt_arena_text(county->test->arena, token);
  struct test_answer got = county_call(county, who, "intake.ListCases", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return (const Bm__ListCasesReply *)got.reply;
}

static void hand_in_as(struct county *county, const char *name, const char *item) {
  Bm__CreateCaseRequest *request = county_application(county, item, TOWN, SUBMIT);
  request->applicant->name = rt_arena_text(county->test->arena, name);
  cr_assert_eq(county_call(county, CLERK, "intake.CreateCase", &request->base).status, RT_OK);
}

Test(desks, lists_narrowed_by_item_name_and_waiting_refusal_go_on_without_a_gap) {
  struct county *county = county_new();
  for (int i = 0; i < 3; i++) {
    hand_in_as(county, "欧阳锋", PROMISED);
    hand_in_as(county, "欧文", IMMEDIATE);
  }
  const Bm__ListCasesReply *page = narrowed(county, CLERK, "", "欧阳", false, "");
  cr_assert_eq(page->n_cases, 2u);
  const Bm__ListCasesReply *rest = narrowed(county, CLERK, "", "欧阳", false, page->next_page_token);
  cr_assert_eq(rest->n_cases, 1u);
  cr_assert_str_neq(rest->cases[0]->case_number, page->cases[1]->case_number);
  cr_assert_eq(narrowed(county, CLERK, IMMEDIATE, "欧", false, "")->n_cases, 2u);
  cr_assert_eq(narrowed(county, CLERK, IMMEDIATE, "欧阳", false, "")->n_cases, 0u);
  cr_assert_eq(narrowed(county, HEAD, "", "", true, "")->n_cases, 0u);
  refuse(county, county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number);
  cr_assert_eq(narrowed(county, HEAD, "", "", true, "")->n_cases, 1u);
  cr_assert(narrowed(county, HEAD, "", "", true, "")->cases[0]->refusal->pending);
  county_destroy(&county);
}

static struct test_answer look_up(struct county *county, enum person who, const char *id_number) {
  Bm__FindPersonRequest *request = rt_message(county->test->arena, &bm__find_person_request__descriptor);
  request->id_number = rt_arena_text(county->test->arena, id_number);
  return county_call(county, who, "intake.FindPerson", &request->base);
}

Test(desks, i16_a_person_is_found_by_the_whole_number_and_the_look_up_written_down) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  const Bm__FindPersonReply *got = (const Bm__FindPersonReply *)look_up(county, CLERK, "11010519491231002x").reply;
  cr_assert(got && got->found && got->has_account && got->n_cases == 1);
  cr_assert_str_eq(got->applicant->name, "张三");
  cr_assert_str_eq(got->applicant->phone, "13812345678");
  cr_assert_str_eq(got->cases[0]->case_number, number);
  got = (const Bm__FindPersonReply *)look_up(county, OTHER_CLERK, CITIZEN_ID).reply;
  cr_assert(got && got->found && !got->applicant && got->n_cases == 0, "of another window's nothing is shown");
  cr_refused(look_up(county, CLERK, "110105194912310021"), RT_INVALID_ARGUMENT, "FIELD_INVALID");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM lookups"), 2);
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM lookups WHERE account = 'clerk1' AND found"), 1);
  county_destroy(&county);
}

static struct test_answer contact(struct county *county, enum person who, const char *number) {
  return county_act(county, who, "intake.GetContact", &bm__get_contact_request__descriptor, number);
}

Test(desks, e02_who_has_to_ring_reads_the_number_and_the_look_is_written_down) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  cr_refused(contact(county, OTHER_HEAD, number), RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_refused(contact(county, OTHER_CLERK, number), RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM lookups"), 0);
  struct test_answer answer = contact(county, HEAD, number);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  cr_assert_str_eq(((const Bm__Contact *)answer.reply)->name, "张三");
  cr_assert_str_eq(((const Bm__Contact *)answer.reply)->phone, "13812345678");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM lookups WHERE account = 'head1' AND found"), 1);
  county_destroy(&county);
}
