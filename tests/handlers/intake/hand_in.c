/* Handing in: I-04, I-05 in one step, I-06 papers named, I-16, and what is refused. */
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT, ACCEPT = BM__CASE_INTENT__ENUM__ACCEPT };

Test(hand_in, i04_a_citizen_hands_in_and_is_told_a_code_once) {
  struct county *county = county_new();
  const Bm__CreateCaseReply *got = county_hand_in(county, ZHANG, PROMISED, SUBMIT);
  cr_assert_eq(got->state, BM__CASE_STATE__ENUM__SUBMITTED);
  cr_assert_eq(strlen(got->query_code), 10u);
  cr_assert_null(got->acceptance);
  const Bm__Case *seen = county_get(county, ZHANG, got->case_number);
  cr_assert_str_eq(seen->applicant->name, "张*");
  cr_assert_str_eq(seen->applicant->id_number, "110***********002X");
  cr_assert_str_eq(seen->applicant->phone, "138****5678");
  cr_assert_str_eq(seen->applicant->email, "z***@example.org");
  cr_assert_eq(seen->n_form, 1u);
  cr_assert_str_eq(seen->form[0]->value, "530623-0001");
  cr_assert_str_eq(seen->lead_office, "530623101-05");
  cr_assert_eq(seen->source, BM__CASE_SOURCE__ENUM__ONLINE);
  cr_assert_str_eq(county_trail(county, got->case_number), "submit");
  cr_assert_str_eq(county_events(county, got->case_number), "case.submitted");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers WHERE kind = 'case_deem'"), 1);
  county_destroy(&county);
}

Test(hand_in, i05_a_clerk_hands_in_and_accepts_in_one_step) {
  struct county *county = county_new();
  const Bm__CreateCaseReply *got = county_hand_in(county, CLERK, PROMISED, ACCEPT);
  cr_assert_eq(got->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert(strncmp(got->acceptance->receipt_number, "SL530623-", 9) == 0, "%s", got->acceptance->receipt_number);
  cr_assert(strcmp(got->acceptance->promised_due, got->acceptance->statutory_due) < 0);
  cr_assert_str_eq(county_trail(county, got->case_number), "submit accept");
  cr_assert_str_eq(county_events(county, got->case_number), "case.accepted");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers"), 0);
  cr_assert_str_eq(county_get(county, CLERK, got->case_number)->first_contact, "李窗");
  county_destroy(&county);
}

Test(hand_in, i05_only_a_clerk_accepts) {
  struct county *county = county_new();
  cr_refused(county_call(county, ZHANG, "intake.CreateCase", &county_application(county, PROMISED, TOWN, ACCEPT)->base),
             RT_PERMISSION_DENIED, "ACCEPT_BY_CLERK");
  cr_refused(county_call(county, AGENT, "intake.CreateCase", &county_application(county, PROMISED, TOWN, ACCEPT)->base),
             RT_PERMISSION_DENIED, "ACCEPT_BY_CLERK");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM cases"), 0);
  county_destroy(&county);
}

static struct test_answer try(struct county *county, const char *item, const char *unit, int intent) {
  return county_call(county, CLERK, "intake.CreateCase", &county_application(county, item, unit, intent)->base);
}

Test(hand_in, i02_what_the_directory_does_not_have_or_not_yet_take) {
  struct county *county = county_new();
  struct test_answer item = try(county, "NO-0001", TOWN, SUBMIT);
  cr_refused(item, RT_NOT_FOUND, "ITEM_NOT_FOUND");
  cr_assert_str_eq(item.answer->violations[0]->field, "itemCode");
  struct test_answer unit = try(county, PROMISED, "999999", SUBMIT);
  cr_refused(unit, RT_NOT_FOUND, "UNIT_NOT_FOUND");
  cr_assert_str_eq(unit.answer->violations[0]->field, "unit");
  cr_refused(try(county, PROMISED, "anywhere", SUBMIT), RT_NOT_FOUND, "UNIT_NOT_FOUND");
  cr_refused(try(county, ABOLISHED, TOWN, SUBMIT), RT_FAILED_PRECONDITION, "ITEM_ABOLISHED");
  cr_refused(try(county, JOINT, TOWN, ACCEPT), RT_FAILED_PRECONDITION, "ITEM_KIND_NOT_OPEN");
  cr_refused(try(county, PROMISED, "530623", SUBMIT), RT_FAILED_PRECONDITION, "NO_LEAD_OFFICE");
  cr_refused(try(county, PROMISED, TOWN "-05", SUBMIT), RT_INVALID_ARGUMENT, "UNIT_IS_OFFICE");
  cr_assert_eq(try(county, JOINT, TOWN, SUBMIT).status, RT_OK);
  cr_assert_str_eq(test_pg_text(county->test->pg, "SELECT lead_office FROM cases"), "530623-02", "the county's office");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers"), 0, "nobody could accept it yet");
  county_destroy(&county);
}

static void fault(struct county *county, const Bm__CreateCaseRequest *request, const char *field) {
  struct test_answer got = county_call(county, ZHANG, "intake.CreateCase", &request->base);
  cr_refused(got, RT_INVALID_ARGUMENT, "FIELD_INVALID");
  cr_assert_str_eq(got.answer->violations[0]->field, field);
}

Test(hand_in, i16_false_numbers_name_their_field_and_store_nothing) {
  struct county *county = county_new();
  Bm__CreateCaseRequest *request = county_application(county, PROMISED, TOWN, SUBMIT);
  request->applicant->id_number = "110105194912310021";
  fault(county, request, "applicant.idNumber");
  request->applicant->id_number = "11010519490231002X";
  fault(county, request, "applicant.idNumber");
  request->applicant->id_number = CITIZEN_ID;
  request->applicant->phone = "12345";
  fault(county, request, "applicant.phone");
  request->applicant->phone = "13812345678";
  request->applicant->email = "zhang at example";
  fault(county, request, "applicant.email");
  request->applicant->email = "";
  request->source = BM__CASE_SOURCE__ENUM__WINDOW;
  fault(county, request, "source");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM cases"), 0);
  county_destroy(&county);
}

Test(hand_in, i16_a_passport_is_taken_as_what_it_is) {
  struct county *county = county_new();
  Bm__CreateCaseRequest *request = county_application(county, PROMISED, TOWN, SUBMIT);
  request->applicant->id_kind = BM__ID_KIND__ENUM__PASSPORT;
  request->applicant->id_number = "e12345678";
  struct test_answer got = county_call(county, CLERK, "intake.CreateCase", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  const char *number = ((const Bm__CreateCaseReply *)got.reply)->case_number;
  cr_assert_str_eq(county_get(county, CLERK, number)->applicant->id_number, "E******78");
  cr_refused(county_act(county, ZHANG, "intake.GetCase", &bm__get_case_request__descriptor, number), RT_NOT_FOUND,
             "CASE_NOT_FOUND");
  county_destroy(&county);
}

Test(hand_in, i16_a_like_case_under_way_is_shown_to_who_may_see_it) {
  struct county *county = county_new();
  const Bm__CreateCaseReply *first = county_hand_in(county, CLERK, PROMISED, SUBMIT);
  const Bm__CreateCaseReply *second = county_hand_in(county, CLERK, PROMISED, SUBMIT);
  cr_assert_eq(first->n_like_cases, 0u);
  cr_assert_eq(second->n_like_cases, 1u);
  cr_assert_str_eq(second->like_cases[0], first->case_number);
  cr_assert_eq(county_hand_in(county, CLERK, IMMEDIATE, SUBMIT)->n_like_cases, 0u, "another item");
  struct test_answer elsewhere = county_call(county, OTHER_CLERK, "intake.CreateCase",
                                             &county_application(county, PROMISED, OTHER_TOWN, SUBMIT)->base);
  cr_assert_eq(((const Bm__CreateCaseReply *)elsewhere.reply)->n_like_cases, 0u, "another window sees none of them");
  county_destroy(&county);
}

static Bm__CreateCaseRequest *with_paper(struct county *county, const char *paper) {
  Bm__CreateCaseRequest *request = county_application(county, PROMISED, TOWN, SUBMIT);
  request->papers = rt_arena_array(county->test->arena, 1, sizeof *request->papers);
  request->papers[0] = rt_message(county->test->arena, &bm__case_paper__descriptor);
  request->papers[0]->name = "采伐申请表";
  request->papers[0]->paper_id = rt_arena_text(county->test->arena, paper);
  request->n_papers = 1;
  return request;
}

Test(hand_in, i06_a_paper_is_the_caller_s_or_of_a_case_in_sight) {
  struct county *county = county_new();
  const char *paper = county_paper(county, ZHANG);
  struct test_answer got = county_call(county, ZHANG, "intake.CreateCase", &with_paper(county, paper)->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  const Bm__Case *seen = county_get(county, CLERK, ((const Bm__CreateCaseReply *)got.reply)->case_number);
  cr_assert_eq(seen->n_papers, 1u);
  cr_assert_str_eq(seen->papers[0]->paper_id, paper);
  cr_assert_eq(county_call(county, CLERK, "intake.CreateCase", &with_paper(county, paper)->base).status, RT_OK,
               "the clerk sees the case that holds it");
  struct test_answer other = county_call(county, NOBODY_ELSE, "intake.CreateCase", &with_paper(county, paper)->base);
  cr_refused(other, RT_NOT_FOUND, "PAPER_NOT_FOUND");
  cr_assert_str_eq(other.answer->violations[0]->field, "papers[0].paperId");
  cr_refused(county_call(county, ZHANG, "intake.CreateCase",
                         &with_paper(county, "01890000-0000-7000-8000-000000000000")->base),
             RT_NOT_FOUND, "PAPER_NOT_FOUND");
  cr_refused(county_call(county, ZHANG, "intake.CreateCase", &with_paper(county, "no id")->base), RT_NOT_FOUND,
             "PAPER_NOT_FOUND");
  county_destroy(&county);
}

Test(hand_in, the_hot_path_takes_a_drain_in_one_statement_a_table) {
  enum { MANY = 64 };
  struct county *county = county_new();
  struct test_request requests[MANY];
  struct test_answer answers[MANY];
  for (int i = 0; i < MANY; i++)
    requests[i] =
        (struct test_request){.method = "intake.CreateCase",
                              .message = &county_application(county, PROMISED, TOWN, i % 2 ? ACCEPT : SUBMIT)->base,
                              .key = test_key(county->test, 1000 + i),
                              .subject = county->people[CLERK]};
  requests[7].message = &county_application(county, ABOLISHED, TOWN, SUBMIT)->base; /* one is refused among them */
  test_engine_drain(county->test, county->test->engine, requests, MANY, answers);
  for (int i = 0; i < MANY; i++)
    cr_assert_eq(answers[i].status, i == 7 ? RT_FAILED_PRECONDITION : RT_OK, "%d: %s", i, answers[i].code);
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM cases"), MANY - 1);
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM trail"), 32 + 2 * 31);
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers"), 32);
  cr_assert_eq(rt_engine_counts(county->test->engine)->reruns, 0u);
  county_destroy(&county);
}

Test(hand_in, the_same_key_gets_the_first_answer_word_for_word) {
  struct county *county = county_new();
  const struct test_request request = {.method = "intake.CreateCase",
                                       .message = &county_application(county, PROMISED, TOWN, SUBMIT)->base,
                                       .key = test_key(county->test, 1),
                                       .subject = county->people[ZHANG]};
  struct test_answer first = test_engine_call(county->test, request);
  struct test_answer again = test_engine_call(county->test, request);
  cr_assert_eq(first.status, RT_OK);
  cr_assert_eq(first.payload.size, again.payload.size);
  cr_assert_eq(memcmp(first.payload.data, again.payload.data, first.payload.size), 0);
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM cases"), 1);
  county_destroy(&county);
}
