/* Refusal, redirect, withdrawal, delivery (I-05, R-06). */
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT, ACCEPT = BM__CASE_INTENT__ENUM__ACCEPT };

static struct test_answer refuse(struct county *county, const char *number, const char *law) {
  Bm__RefuseCaseRequest *request = rt_message(county->test->arena, &bm__refuse_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->reason = "不属于许可范围，电话13812345678";
  request->law = rt_arena_text(county->test->arena, law);
  return county_call(county, CLERK, "intake.RefuseCase", &request->base);
}

Test(outcomes, i05_a_window_cannot_refuse_alone) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  cr_refused(refuse(county, number, ""), RT_INVALID_ARGUMENT, "ACT_LACKS");
  const Bm__Case *asked = county_case(refuse(county, number, "行政许可法第三十二条"));
  cr_assert_eq(asked->state, BM__CASE_STATE__ENUM__SUBMITTED);
  cr_assert(asked->refusal->pending);
  struct test_answer accept =
      county_act(county, CLERK, "intake.AcceptCase", &bm__accept_case_request__descriptor, number);
  cr_refused(accept, RT_FAILED_PRECONDITION, "ACTION_NOT_IN_STATE");
  cr_assert(strstr(accept.answer->message, "SUBMITTED") && strstr(accept.answer->message, "待中心主任确认"));
  const ProtobufCMessageDescriptor *confirm = &bm__confirm_refusal_request__descriptor;
  cr_refused(county_act(county, OTHER_HEAD, "intake.ConfirmRefusal", confirm, number), RT_NOT_FOUND, "CASE_NOT_FOUND");
  const Bm__Case *refused = county_case(county_act(county, HEAD, "intake.ConfirmRefusal", confirm, number));
  cr_assert_eq(refused->state, BM__CASE_STATE__ENUM__REFUSED);
  cr_assert(!refused->refusal->pending && strncmp(refused->refusal->document_number, "BY", 2) == 0);
  cr_assert(strstr(refused->refusal->remedies, "盐津县人民政府申请行政复议"), "%s", refused->refusal->remedies);
  cr_assert_str_eq(county_trail(county, number), "submit refuse confirmRefusal");
  cr_assert_str_eq(county_events(county, number), "case.submitted case.refusal_asked case.refused");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM trail WHERE text LIKE '%13812345678%'"), 0);
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM timers"), 0);
  county_destroy(&county);
}

Test(outcomes, i05_a_rejected_refusal_goes_on_at_the_window) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  county_case(refuse(county, number, "行政许可法第三十二条"));
  Bm__RejectRefusalRequest *reject = rt_message(county->test->arena, &bm__reject_refusal_request__descriptor);
  reject->case_number = rt_arena_text(county->test->arena, number);
  cr_refused(county_call(county, HEAD, "intake.RejectRefusal", &reject->base), RT_INVALID_ARGUMENT, "ACT_LACKS");
  reject->reason = "应当受理";
  cr_assert_null(county_case(county_call(county, HEAD, "intake.RejectRefusal", &reject->base))->refusal);
  cr_assert_eq(
      county_case(county_act(county, CLERK, "intake.AcceptCase", &bm__accept_case_request__descriptor, number))->state,
      BM__CASE_STATE__ENUM__ACCEPTED);
  county_destroy(&county);
}

Test(outcomes, i05_a_redirect_says_where_to_and_is_made_at_once) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  Bm__RedirectCaseRequest *redirect = rt_message(county->test->arena, &bm__redirect_case_request__descriptor);
  redirect->case_number = rt_arena_text(county->test->arena, number);
  redirect->reason = "不归本县";
  struct test_answer lacks = county_call(county, CLERK, "intake.RedirectCase", &redirect->base);
  cr_refused(lacks, RT_INVALID_ARGUMENT, "ACT_LACKS");
  cr_assert_str_eq(lacks.answer->violations[0]->field, "to");
  redirect->to = "昭通市林业和草原局";
  const Bm__Case *got = county_case(county_call(county, CLERK, "intake.RedirectCase", &redirect->base));
  cr_assert_eq(got->state, BM__CASE_STATE__ENUM__REDIRECTED);
  cr_assert_str_eq(got->redirect->to, "昭通市林业和草原局");
  cr_assert(*got->redirect->document_number);
  county_destroy(&county);
}

static struct test_answer withdraw(struct county *county, enum person who, const char *number) {
  Bm__WithdrawCaseRequest *request = rt_message(county->test->arena, &bm__withdraw_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->reason = "不办了";
  return county_call(county, who, "intake.WithdrawCase", &request->base);
}

Test(outcomes, withdrawn_before_acceptance_at_once) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, AGENT, PROMISED, SUBMIT)->case_number;
  const Bm__Case *got = county_case(withdraw(county, ZHANG, number));
  cr_assert_eq(got->state, BM__CASE_STATE__ENUM__WITHDRAWN);
  cr_assert(!got->withdrawal->pending);
  cr_assert_str_eq(county_events(county, number), "case.submitted case.withdrawn");
  cr_refused(withdraw(county, AGENT, number), RT_FAILED_PRECONDITION, "ACTION_NOT_IN_STATE");
  county_destroy(&county);
}

Test(outcomes, withdrawal_after_acceptance_is_a_wish_that_review_grants) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  const Bm__Case *asked = county_case(withdraw(county, ZHANG, number));
  cr_assert_eq(asked->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert(asked->withdrawal->pending);
  cr_refused(withdraw(county, ZHANG, number), RT_FAILED_PRECONDITION, "WITHDRAWAL_PENDING");
  Bm__TaskWithdrawn *told = rt_message(county->test->arena, &bm__task_withdrawn__descriptor);
  told->task = "task";
  told->case_number = rt_arena_text(county->test->arena, number);
  county_tell(county, "review", "task", 1, "task.withdrawn", &told->base);
  const Bm__Case *ended = county_get(county, ZHANG, number);
  cr_assert_eq(ended->state, BM__CASE_STATE__ENUM__WITHDRAWN);
  cr_assert(!ended->withdrawal->pending);
  cr_assert_str_eq(county_events(county, number), "case.accepted withdrawal.asked case.withdrawn");
  county_destroy(&county);
}

Test(outcomes, a_decision_that_was_first_stands) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  county_case(withdraw(county, ZHANG, number));
  county_accepted_then_decided(county, number);
  const Bm__Case *decided = county_get(county, ZHANG, number);
  cr_assert_eq(decided->state, BM__CASE_STATE__ENUM__DECIDED);
  cr_assert_null(decided->withdrawal);
  cr_refused(withdraw(county, ZHANG, number), RT_FAILED_PRECONDITION, "ACTION_NOT_IN_STATE");
  county_destroy(&county);
}

static struct test_answer deliver(struct county *county, enum person who, const char *number, int method,
                                  const char *receiver) {
  Bm__DeliverCaseRequest *request = rt_message(county->test->arena, &bm__deliver_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->method = (Bm__DeliveryMethod__Enum)method;
  request->receiver = rt_arena_text(county->test->arena, receiver);
  return county_call(county, who, "intake.DeliverCase", &request->base);
}

Test(outcomes, r06_delivered_signed_for_and_closed_with_it) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  cr_refused(deliver(county, CLERK, number, BM__DELIVERY_METHOD__ENUM__WINDOW, "张三"), RT_FAILED_PRECONDITION,
             "ACTION_NOT_IN_STATE");
  county_accepted_then_decided(county, number);
  cr_refused(deliver(county, CLERK, number, BM__DELIVERY_METHOD__ENUM__WINDOW, ""), RT_INVALID_ARGUMENT, "ACT_LACKS");
  cr_refused(deliver(county, AGENT, number, BM__DELIVERY_METHOD__ENUM__AGENT, "张三"), RT_NOT_FOUND, "CASE_NOT_FOUND");
  const Bm__Case *got = county_case(deliver(county, CLERK, number, BM__DELIVERY_METHOD__ENUM__WINDOW, "张三"));
  cr_assert_eq(got->state, BM__CASE_STATE__ENUM__CLOSED);
  cr_assert_str_eq(got->delivery->receiver, "张*");
  cr_assert_str_eq(county_trail(county, number), "submit accept decide deliver close");
  cr_assert_str_eq(county_events(county, number), "case.accepted case.delivered");
  county_destroy(&county);
}

Test(outcomes, r06_the_agent_who_carries_a_case_brings_the_result) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, AGENT, PROMISED, SUBMIT)->case_number;
  county_case(county_act(county, CLERK, "intake.AcceptCase", &bm__accept_case_request__descriptor, number));
  county_accepted_then_decided(county, number);
  cr_assert_eq(county_case(deliver(county, AGENT, number, BM__DELIVERY_METHOD__ENUM__AGENT, "张三"))->state,
               BM__CASE_STATE__ENUM__CLOSED);
  county_destroy(&county);
}
