/* The window's outcomes: acceptance, the once-only notice, deemed acceptance, lapse (I-05, art. 32). */
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT };

static struct test_answer accept(struct county *county, enum person who, const char *number) {
  return county_act(county, who, "intake.AcceptCase", &bm__accept_case_request__descriptor, number);
}

static struct test_answer ask(struct county *county, const char *number, const char *missing, const char *by) {
  Bm__RequestCorrectionRequest *request = rt_message(county->test->arena, &bm__request_correction_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->by = rt_arena_text(county->test->arena, by);
  if (missing) {
    request->missing = rt_arena_array(county->test->arena, 1, sizeof *request->missing);
    request->missing[0] = rt_arena_text(county->test->arena, missing);
    request->n_missing = 1;
  }
  return county_call(county, CLERK, "intake.RequestCorrection", &request->base);
}

static struct test_answer correct(struct county *county, enum person who, const char *number, const char *name,
                                  const char *paper) {
  Bm__CorrectCaseRequest *request = rt_message(county->test->arena, &bm__correct_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->papers = rt_arena_array(county->test->arena, 1, sizeof *request->papers);
  request->papers[0] = rt_message(county->test->arena, &bm__case_paper__descriptor);
  request->papers[0]->name = rt_arena_text(county->test->arena, name);
  request->papers[0]->paper_id = rt_arena_text(county->test->arena, paper);
  request->n_papers = 1;
  request->form = rt_arena_array(county->test->arena, 2, sizeof *request->form);
  for (size_t i = 0; i < 2; i++)
    request->form[i] = rt_message(county->test->arena, &bm__correct_case_request__form_entry__descriptor);
  request->form[0]->key = "林权证号";
  request->form[0]->value = "530623-0002";
  request->form[1]->key = "树种";
  request->form[1]->value = "杉木";
  request->n_form = 2;
  return county_call(county, who, "intake.CorrectCase", &request->base);
}

Test(window, i05_accepted_with_a_receipt_and_both_due_dates) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  const Bm__Case *accepted = county_case(accept(county, CLERK, number));
  cr_assert_eq(accepted->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert(strcmp(accepted->acceptance->promised_due, accepted->acceptance->statutory_due) < 0);
  cr_assert(*accepted->acceptance->receipt_number && *accepted->acceptance->accepted_on);
  cr_assert_str_eq(accepted->first_contact, "李窗", "the first of the staff who took it in hand");
  cr_assert_str_eq(county_events(county, number), "case.submitted case.accepted");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers"), 0);
  struct test_answer twice = accept(county, CLERK, number);
  cr_refused(twice, RT_FAILED_PRECONDITION, "ACTION_NOT_IN_STATE");
  cr_assert(strstr(twice.answer->message, "ACCEPTED") && strstr(twice.answer->message, "accept"));
  county_destroy(&county);
}

Test(window, two_clerks_accept_one_case_and_one_wins) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  Bm__AcceptCaseRequest *request = rt_message(county->test->arena, &bm__accept_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  const struct test_request both[2] = {{.method = "intake.AcceptCase",
                                        .message = &request->base,
                                        .key = test_key(county->test, 501),
                                        .subject = county->people[CLERK]},
                                       {.method = "intake.AcceptCase",
                                        .message = &request->base,
                                        .key = test_key(county->test, 502),
                                        .subject = county->people[CLERK_REVIEWER]}};
  struct test_answer answers[2];
  test_engine_drain(county->test, county->test->engine, both, 2, answers);
  cr_assert_neq(answers[0].status == RT_OK, answers[1].status == RT_OK);
  cr_assert_str_eq(county_trail(county, number), "submit accept");
  cr_assert_str_eq(county_events(county, number), "case.submitted case.accepted");
  county_destroy(&county);
}

/* Cases that are accepted together are changed in one statement a table; each gets its own state, trail and event. */
Test(window, a_drain_of_acceptances_keeps_every_case_apart) {
  enum { MANY = 20 };
  struct county *county = county_new();
  struct test_request requests[MANY];
  struct test_answer answers[MANY];
  const char *numbers[MANY];
  for (int i = 0; i < MANY; i++) {
    numbers[i] = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
    Bm__AcceptCaseRequest *request = rt_message(county->test->arena, &bm__accept_case_request__descriptor);
    request->case_number = rt_arena_text(county->test->arena, i == 7 ? "530623-20261123-999999-0" : numbers[i]);
    requests[i] = (struct test_request){.method = "intake.AcceptCase",
                                        .message = &request->base,
                                        .key = test_key(county->test, 600 + i),
                                        .subject = county->people[CLERK]};
  }
  test_engine_drain(county->test, county->test->engine, requests, MANY, answers);
  for (int i = 0; i < MANY; i++) {
    cr_assert_eq(answers[i].status, i == 7 ? RT_NOT_FOUND : RT_OK, "%d: %s", i, answers[i].code);
    cr_assert_str_eq(county_trail(county, numbers[i]), i == 7 ? "submit" : "submit accept");
    cr_assert_str_eq(county_events(county, numbers[i]), i == 7 ? "case.submitted" : "case.submitted case.accepted");
    if (i != 7)
      cr_assert_str_eq(((const Bm__Case *)answers[i].reply)->case_number, numbers[i]);
  }
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(DISTINCT receipt_number) FROM cases WHERE state = 4"),
               MANY - 1);
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers"), 1, "the five days of the one left");
  cr_assert_eq(rt_engine_counts(county->test->engine)->reruns, 0u);
  county_destroy(&county);
}

Test(window, i05_the_once_only_notice_and_its_correction) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  const Bm__Case *asked = county_case(ask(county, number, "采伐设计", ""));
  cr_assert_eq(asked->state, BM__CASE_STATE__ENUM__CORRECTION);
  cr_assert(*asked->correction->by && strncmp(asked->correction->document_number, "BZ", 2) == 0);
  cr_refused(accept(county, CLERK, number), RT_FAILED_PRECONDITION, "ACTION_NOT_IN_STATE");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers WHERE kind = 'case_lapse'"), 1);
  cr_refused(correct(county, NOBODY_ELSE, number, "采伐设计", county_paper(county, NOBODY_ELSE)), RT_NOT_FOUND,
             "CASE_NOT_FOUND");
  const Bm__Case *corrected = county_case(correct(county, ZHANG, number, "采伐设计", county_paper(county, ZHANG)));
  cr_assert_eq(corrected->state, BM__CASE_STATE__ENUM__SUBMITTED);
  cr_assert_eq(corrected->n_papers, 1u);
  cr_assert_eq(corrected->n_form, 2u);
  cr_assert_str_eq(corrected->form[0]->value, "530623-0002", "a value of the form is replaced");
  cr_refused(ask(county, number, "林权证", ""), RT_FAILED_PRECONDITION, "CORRECTION_ONCE_ONLY");
  const Bm__Case *again = county_case(ask(county, number, "采伐设计", "2099-01-01"));
  cr_assert_eq(again->correction->notices, 2);
  cr_assert_str_eq(county_trail(county, number), "submit requestCorrection correct requestCorrection");
  cr_assert_str_eq(county_events(county, number),
                   "case.submitted case.correction_asked case.corrected case.correction_asked");
  county_destroy(&county);
}

Test(window, i05_a_notice_says_what_and_a_real_date) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  cr_refused(ask(county, number, NULL, ""), RT_INVALID_ARGUMENT, "CORRECTION_EMPTY");
  cr_refused(ask(county, number, "采伐设计", "2000-01-01"), RT_INVALID_ARGUMENT, "CORRECTION_DATE_PAST");
  cr_refused(ask(county, number, "采伐设计", "2026-02-30"), RT_INVALID_ARGUMENT, "FIELD_INVALID");
  cr_assert_eq(county_state(county, number), BM__CASE_STATE__ENUM__SUBMITTED);
  county_destroy(&county);
}

Test(window, i05_no_notice_in_five_working_days_is_acceptance_as_of_the_receipt) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  cr_assert_eq(test_engine_timers(county->test, INT64_MAX), 1u);
  const Bm__Case *deemed = county_get(county, ZHANG, number);
  cr_assert_eq(deemed->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert(strncmp(deemed->acceptance->accepted_on, deemed->received_at, 10) == 0);
  cr_assert(*deemed->acceptance->receipt_number);
  cr_assert_str_eq(county_trail(county, number), "submit deem");
  cr_assert_str_eq(test_pg_text(county->test->pg, "SELECT text::json->'actor'->>'role' FROM trail WHERE seq = 2"),
                   "SYSTEM");
  cr_assert_str_eq(county_events(county, number), "case.submitted case.accepted");
  county_destroy(&county);
}

Test(window, i05_the_five_days_go_on_while_a_refusal_waits) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  Bm__RefuseCaseRequest *refuse = rt_message(county->test->arena, &bm__refuse_case_request__descriptor);
  refuse->case_number = rt_arena_text(county->test->arena, number);
  refuse->reason = "不属于许可范围";
  refuse->law = "行政许可法第三十二条";
  county_case(county_call(county, CLERK, "intake.RefuseCase", &refuse->base));
  cr_assert_eq(test_engine_timers(county->test, INT64_MAX), 1u);
  const Bm__Case *deemed = county_get(county, ZHANG, number);
  cr_assert_eq(deemed->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert_null(deemed->refusal);
  county_destroy(&county);
}

Test(window, a_correction_that_is_not_in_lapses) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  county_case(ask(county, number, "采伐设计", "2099-01-01"));
  cr_assert_eq(test_engine_timers(county->test, INT64_MAX), 1u);
  cr_assert_eq(county_state(county, number), BM__CASE_STATE__ENUM__LAPSED);
  cr_assert_str_eq(county_trail(county, number), "submit requestCorrection lapse");
  cr_assert_str_eq(county_events(county, number), "case.submitted case.correction_asked case.lapsed");
  county_destroy(&county);
}

Test(window, i02_a_joint_item_is_handed_in_but_not_accepted) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, JOINT, SUBMIT)->case_number;
  cr_refused(accept(county, CLERK, number), RT_FAILED_PRECONDITION, "ITEM_KIND_NOT_OPEN");
  county_destroy(&county);
}

Test(window, not_visible_is_404_and_visible_but_not_theirs_is_403) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  cr_refused(accept(county, OTHER_CLERK, number), RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_refused(accept(county, CLERK, "530623-20260101-000001-0"), RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_refused(accept(county, CLERK, "nothing"), RT_NOT_FOUND, "CASE_NOT_FOUND");
  struct test_answer village =
      county_call(county, ZHANG, "intake.CreateCase", &county_application(county, PROMISED, VILLAGE, SUBMIT)->base);
  number = ((const Bm__CreateCaseReply *)village.reply)->case_number;
  cr_refused(county_act(county, CLERK, "intake.WithdrawCase", &bm__withdraw_case_request__descriptor, number),
             RT_PERMISSION_DENIED, "NOT_YOURS");
  county_destroy(&county);
}
