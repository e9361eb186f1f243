/* Mandates and visits at home (I-08). */
#include "tests/handlers/intake/county.h"

#include "domain/date.h"
#include "runtime/base/id.h"
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT };

static char *in_days(struct county *county, int days) {
  char text[DOM_DATE_TEXT];
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return rt_arena_text(county->test->arena, dom_date_format(dom_time_day((int64_t)now.tv_sec * 1000000) + days, text));
}

static struct test_answer give(struct county *county, enum person who, const char *agent, const char *paper) {
  Bm__CreateMandateRequest *request = rt_message(county->test->arena, &bm__create_mandate_request__descriptor);
  request->agent = rt_arena_text(county->test->arena, agent);
  request->valid_until = in_days(county, 30);
  if (paper) {
    request->principal = rt_message(county->test->arena, &bm__principal__descriptor);
    request->principal->name = "张三";
    request->principal->id_number = CITIZEN_ID;
    request->paper_id = rt_arena_text(county->test->arena, paper);
  }
  return county_call(county, who, "intake.CreateMandate", &request->base);
}

/* The agent's account, and zhang's number sealed as it is when accounts are put. */
static void with_accounts(struct county *county) {
  struct rt_bytes sealed = rt_seal_close(county->test->seal, county->test->arena,
                                         (struct rt_seal_place){"accounts", "id_number", "zhang"}, CITIZEN_ID, 18);
  char *hex = rt_arena_alloc(county->test->arena, 2 * sealed.size + 1);
  rt_hex(sealed.data, sealed.size, hex);
  test_pg_exec(
      county->test->pg,
      rt_arena_printf(county->test->arena,
                      "UPDATE accounts SET id_sealed = decode('%s', 'hex') WHERE username = 'zhang';"
                      "INSERT INTO accounts (username, password_hash, name, role, roles, unit, offices, closed,"
                      " content_hash, version) VALUES ('agent1', '', '吴代办', 2, 4, '%s', '{}', false, '', 1)",
                      hex, VILLAGE));
}

static struct test_answer carry(struct county *county, const char *mandate, const char *item) {
  Bm__CreateCaseRequest *request = county_application(county, item, TOWN, SUBMIT);
  request->mandate = rt_arena_text(county->test->arena, mandate);
  return county_call(county, AGENT, "intake.CreateCase", &request->base);
}

static size_t count(struct county *county, enum person who, bool valid) {
  Bm__ListMandatesRequest *request = rt_message(county->test->arena, &bm__list_mandates_request__descriptor);
  request->valid = valid;
  struct test_answer got = county_call(county, who, "intake.ListMandates", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return ((const Bm__ListMandatesReply *)got.reply)->n_mandates;
}

Test(agents, i08_a_citizen_s_mandate_lets_the_agent_hand_in_until_it_is_taken_back) {
  struct county *county = county_new();
  with_accounts(county);
  struct test_answer got = give(county, ZHANG, "agent1", NULL);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  const Bm__Mandate *mandate = (const Bm__Mandate *)got.reply;
  cr_assert_str_eq(mandate->principal_name, "张三");
  cr_assert(strchr(mandate->id_number, '*') && strcmp(mandate->agent_name, "吴代办") == 0);
  got = carry(county, mandate->mandate, PROMISED);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  cr_assert_str_eq(county_get(county, AGENT, ((const Bm__CreateCaseReply *)got.reply)->case_number)->mandate,
                   mandate->mandate);
  cr_assert(count(county, ZHANG, true) == 1 && count(county, AGENT, true) == 1 &&
            count(county, NOBODY_ELSE, false) == 0);
  cr_refused(county_act(county, NOBODY_ELSE, "intake.TakeBackMandate", &bm__take_back_mandate_request__descriptor,
                        mandate->mandate),
             RT_NOT_FOUND, "MANDATE_NOT_FOUND");
  got =
      county_act(county, ZHANG, "intake.TakeBackMandate", &bm__take_back_mandate_request__descriptor, mandate->mandate);
  cr_assert_eq(((const Bm__Mandate *)got.reply)->state, BM__MANDATE_STATE__ENUM__TAKEN_BACK);
  cr_refused(
      county_act(county, ZHANG, "intake.TakeBackMandate", &bm__take_back_mandate_request__descriptor, mandate->mandate),
      RT_FAILED_PRECONDITION, "MANDATE_ENDED");
  cr_refused(carry(county, mandate->mandate, PROMISED), RT_INVALID_ARGUMENT, "MANDATE_NOT_VALID");
  cr_assert(count(county, AGENT, true) == 0 && count(county, AGENT, false) == 1);
  county_destroy(&county);
}

Test(agents, i08_without_a_mandate_of_this_person_an_agent_hands_nothing_in) {
  struct county *county = county_new();
  cr_refused(carry(county, "", PROMISED), RT_INVALID_ARGUMENT, "MANDATE_NOT_VALID");
  cr_refused(carry(county, "01a209a0-aef2-71c7-a698-9db4baddced9", PROMISED), RT_INVALID_ARGUMENT, "MANDATE_NOT_VALID");
  cr_refused(carry(county, county_mandate(county, "2020-01-01"), PROMISED), RT_INVALID_ARGUMENT, "MANDATE_NOT_VALID");
  const char *mandate = county_mandate(county, "2099-12-31");
  test_pg_exec(county->test->pg, "UPDATE mandates SET agent = 'agent2'");
  cr_refused(carry(county, mandate, PROMISED), RT_INVALID_ARGUMENT, "MANDATE_NOT_VALID");
  mandate = county_mandate(county, "2099-12-31");
  test_pg_exec(county->test->pg, "UPDATE mandates SET principal_blind = '\\x00'");
  cr_refused(carry(county, mandate, PROMISED), RT_INVALID_ARGUMENT, "MANDATE_NOT_VALID");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM cases"), 0);
  county_destroy(&county);
}

Test(agents, i08_a_mandate_taken_back_ends_what_the_agent_has_to_do_with_its_cases) {
  struct county *county = county_new();
  with_accounts(county);
  const char *mandate = ((const Bm__Mandate *)give(county, ZHANG, "agent1", NULL).reply)->mandate;
  struct test_answer got = carry(county, mandate, PROMISED);
  const char *number = ((const Bm__CreateCaseReply *)got.reply)->case_number;
  const char *other = county_hand_in(county, AGENT, PROMISED, SUBMIT)->case_number;
  county_get(county, AGENT, number);
  county_act(county, ZHANG, "intake.TakeBackMandate", &bm__take_back_mandate_request__descriptor, mandate);
  cr_refused(county_act(county, AGENT, "intake.GetCase", &bm__get_case_request__descriptor, number), RT_NOT_FOUND,
             "CASE_NOT_FOUND");
  cr_refused(county_act(county, AGENT, "intake.GetTrail", &bm__get_trail_request__descriptor, number), RT_NOT_FOUND,
             "CASE_NOT_FOUND");
  Bm__CorrectCaseRequest *correct = rt_message(county->test->arena, &bm__correct_case_request__descriptor);
  correct->case_number = rt_arena_text(county->test->arena, number);
  cr_refused(county_call(county, AGENT, "intake.CorrectCase", &correct->base), RT_NOT_FOUND, "CASE_NOT_FOUND");
  Bm__WithdrawCaseRequest *withdraw = rt_message(county->test->arena, &bm__withdraw_case_request__descriptor);
  withdraw->case_number = rt_arena_text(county->test->arena, number);
  withdraw->reason = "不办了";
  cr_refused(county_call(county, AGENT, "intake.WithdrawCase", &withdraw->base), RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_assert_str_eq(county_get(county, AGENT, other)->mandate_paper, "", "another mandate's case");
  cr_assert_eq(county_act(county, CLERK, "intake.AcceptCase", &bm__accept_case_request__descriptor, number).status,
               RT_OK, "it goes on");
  cr_assert_eq(county_call(county, ZHANG, "intake.WithdrawCase", &withdraw->base).status, RT_OK, "for the citizen");
  county_destroy(&county);
}

Test(agents, i08_an_agent_records_a_mandate_signed_on_paper) {
  struct county *county = county_new();
  with_accounts(county);
  cr_refused(give(county, AGENT, "", NULL), RT_INVALID_ARGUMENT, "FIELD_INVALID");
  cr_refused(give(county, AGENT, "", county_paper(county, CLERK)), RT_NOT_FOUND, "PAPER_NOT_FOUND");
  const char *paper = county_paper(county, AGENT);
  struct test_answer got = give(county, AGENT, "", paper);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  cr_refused(county_act(county, CLERK, "intake.GetPaper", &bm__get_paper_request__descriptor, paper), RT_NOT_FOUND,
             "PAPER_NOT_FOUND");
  got = carry(county, ((const Bm__Mandate *)got.reply)->mandate, PROMISED);
  cr_assert_eq(got.status, RT_OK);
  const char *number = ((const Bm__CreateCaseReply *)got.reply)->case_number;
  cr_assert_str_eq(county_get(county, CLERK, number)->mandate_paper, paper, "the window that takes it looks at it");
  cr_assert_eq(county_act(county, CLERK, "intake.GetPaper", &bm__get_paper_request__descriptor, paper).status, RT_OK);
  cr_refused(county_act(county, OTHER_CLERK, "intake.GetPaper", &bm__get_paper_request__descriptor, paper),
             RT_NOT_FOUND, "PAPER_NOT_FOUND");
  cr_assert_eq(count(county, ZHANG, true), 1u, "the citizen sees what is held of them, and may take it back");
  cr_refused(give(county, ZHANG, "nobody", NULL), RT_NOT_FOUND, "AGENT_NOT_FOUND");
  cr_refused(give(county, NOBODY_ELSE, "agent1", NULL), RT_FAILED_PRECONDITION, "NO_IDENTITY");
  Bm__ListAgentsRequest *request = rt_message(county->test->arena, &bm__list_agents_request__descriptor);
  request->unit = VILLAGE;
  got = county_call(county, ZHANG, "intake.ListAgents", &request->base);
  cr_assert_str_eq(((const Bm__ListAgentsReply *)got.reply)->agents[0]->unit_name, "柏树村");
  county_destroy(&county);
}

static struct test_answer visit_act(struct county *county, enum person who, const char *method,
                                    const ProtobufCMessageDescriptor *type, const char *visit, char *second) {
  ProtobufCMessage *message = rt_message(county->test->arena, type);
  *(char **)(void *)((char *)message + type->fields[0].offset) = rt_arena_text(county->test->arena, visit);
  *(char **)(void *)((char *)message + type->fields[1].offset) = second;
  return county_call(county, who, method, message);
}

static const char *ask_visit(struct county *county) {
  Bm__CreateVisitRequest *request = rt_message(county->test->arena, &bm__create_visit_request__descriptor);
  request->unit = VILLAGE;
  request->name = "张三";
  request->phone = "13812345678";
  request->address = "柏树村三组";
  request->wish = "老人行动不便，办高龄津贴";
  struct test_answer got = county_call(county, ZHANG, "intake.CreateVisit", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return ((const Bm__Visit *)got.reply)->visit;
}

static size_t visits(struct county *county, enum person who, int state) {
  Bm__ListVisitsRequest *request = rt_message(county->test->arena, &bm__list_visits_request__descriptor);
  request->state = (Bm__VisitState__Enum)state;
  struct test_answer got = county_call(county, who, "intake.ListVisits", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return ((const Bm__ListVisitsReply *)got.reply)->n_visits;
}

Test(agents, i08_a_visit_is_asked_for_taken_and_made) {
  struct county *county = county_new();
  const char *visit = ask_visit(county);
  cr_assert(visits(county, ZHANG, 0) == 1 && visits(county, AGENT, BM__VISIT_STATE__ENUM__ASKED) == 1);
  cr_assert_eq(visits(county, NOBODY_ELSE, 0), 0u);
  cr_refused(visit_act(county, AGENT, "intake.FinishVisit", &bm__finish_visit_request__descriptor, visit, "去了"),
             RT_FAILED_PRECONDITION, "ACTION_NOT_IN_STATE");
  cr_refused(visit_act(county, AGENT, "intake.PlanVisit", &bm__plan_visit_request__descriptor, visit, "2020-01-01"),
             RT_INVALID_ARGUMENT, "FIELD_INVALID");
  struct test_answer got =
      visit_act(county, AGENT, "intake.PlanVisit", &bm__plan_visit_request__descriptor, visit, in_days(county, 2));
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  cr_assert_str_eq(((const Bm__Visit *)got.reply)->agent_name, "吴代办");
  cr_assert_str_eq(((const Bm__Visit *)got.reply)->address, "柏树村三组");
  got = visit_act(county, AGENT, "intake.FinishVisit", &bm__finish_visit_request__descriptor, visit, "材料已收");
  cr_assert_eq(((const Bm__Visit *)got.reply)->state, BM__VISIT_STATE__ENUM__DONE);
  cr_assert(*((const Bm__Visit *)got.reply)->done_at);
  visit = ask_visit(county);
  cr_refused(visit_act(county, NOBODY_ELSE, "intake.CancelVisit", &bm__cancel_visit_request__descriptor, visit, "甲"),
             RT_NOT_FOUND, "VISIT_NOT_FOUND");
  got = visit_act(county, ZHANG, "intake.CancelVisit", &bm__cancel_visit_request__descriptor, visit, "不用了");
  cr_assert_eq(((const Bm__Visit *)got.reply)->state, BM__VISIT_STATE__ENUM__CANCELLED);
  cr_assert(visits(county, AGENT, BM__VISIT_STATE__ENUM__DONE) == 1 && visits(county, ZHANG, 0) == 2);
  county_destroy(&county);
}

/* DOMAIN.md I-08: agents are of a village, a township or the county. */
Test(agents, i08_a_visit_waits_for_the_agents_of_village_township_and_county) {
  static const char *const path[] = {"530623", "530623/530623101", "530623/530623101/530623101201"};
  struct county *county = county_new();
  const char *visit = ask_visit(county);
  for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
    county->people[AGENT]->unit_path = rt_arena_text(county->test->arena, path[i]);
    cr_assert_eq(visits(county, AGENT, 0), 1u, "%s", path[i]);
  }
  county->people[AGENT]->unit_path = rt_arena_text(county->test->arena, "530623/530623102");
  cr_assert_eq(visits(county, AGENT, 0), 0u, "another township's");
  county->people[AGENT]->unit_path = rt_arena_text(county->test->arena, path[0]);
  struct test_answer got =
      visit_act(county, AGENT, "intake.PlanVisit", &bm__plan_visit_request__descriptor, visit, in_days(county, 2));
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  cr_assert_eq(visits(county, AGENT, BM__VISIT_STATE__ENUM__PLANNED), 1u, "their own");
  county_destroy(&county);
}
