/* What review and evaluation say of a case: state, dues, trail with their own actors (ARCHITECTURE.md "Who owns what").
 */
#include "runtime/call/delivery/outbox.h"
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { ACCEPT = BM__CASE_INTENT__ENUM__ACCEPT };

static Bm__Actor *reviewer(struct county *county) {
  Bm__Actor *actor = rt_message(county->test->arena, &bm__actor__descriptor);
  actor->role = "REVIEWER";
  actor->unit = "530623101-05";
  actor->name = "郑审";
  return actor;
}

Test(events, r03_in_review_from_the_first_claim_and_still_when_handed_back) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  Bm__TaskClaimed *claimed = rt_message(county->test->arena, &bm__task_claimed__descriptor);
  claimed->case_number = rt_arena_text(county->test->arena, number);
  claimed->actor = reviewer(county);
  Bm__TaskReleased *released = rt_message(county->test->arena, &bm__task_released__descriptor);
  released->case_number = claimed->case_number;
  released->actor = claimed->actor;
  released->reason = "本人出差";
  county_tell(county, "review", "t", 1, "task.claimed", &claimed->base);
  cr_assert_eq(county_state(county, number), BM__CASE_STATE__ENUM__IN_REVIEW);
  county_tell(county, "review", "t", 2, "task.released", &released->base);
  county_tell(county, "review", "t", 3, "task.claimed", &claimed->base);
  cr_assert_eq(county_state(county, number), BM__CASE_STATE__ENUM__IN_REVIEW);
  cr_assert_str_eq(county_trail(county, number), "submit accept claim release claim");
  cr_assert_str_eq(test_pg_text(county->test->pg, "SELECT text::json->>'reason' FROM trail WHERE seq = 4"), "本人出差");
  cr_assert_str_eq(test_pg_text(county->test->pg, "SELECT text::json->'actor'->>'name' FROM trail WHERE seq = 3"),
                   "郑审");
  county_destroy(&county);
}

Test(events, an_event_that_comes_twice_is_taken_in_once) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  Bm__TaskClaimed *claimed = rt_message(county->test->arena, &bm__task_claimed__descriptor);
  claimed->case_number = rt_arena_text(county->test->arena, number);
  claimed->actor = reviewer(county);
  county_tell(county, "review", "t", 1, "task.claimed", &claimed->base);
  cr_assert_eq(test_engine_event(county->test, "review", "t", 1, "task.claimed", &claimed->base),
               BM__DELIVER_RESULT__ENUM__HAD);
  cr_assert_str_eq(county_trail(county, number), "submit accept claim");
  county_destroy(&county);
}

Test(events, an_event_of_a_case_that_is_not_here_waits) {
  struct county *county = county_new();
  Bm__TaskClaimed *claimed = rt_message(county->test->arena, &bm__task_claimed__descriptor);
  claimed->case_number = "530623-20260101-000001-0";
  claimed->actor = reviewer(county);
  int result = test_engine_event(county->test, "review", "t", 1, "task.claimed", &claimed->base);
  cr_assert_eq(result, BM__DELIVER_RESULT__ENUM__NOT_YET, "%d", result);
  county_destroy(&county);
}

Test(events, r05_the_decision_is_shown_as_review_made_it) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  county_accepted_then_decided(county, number);
  const Bm__Case *got = county_get(county, ZHANG, number);
  cr_assert_eq(got->state, BM__CASE_STATE__ENUM__DECIDED);
  cr_assert_eq(got->decision->outcome, BM__OUTCOME__ENUM__GRANT);
  cr_assert_str_eq(got->decision->certificate_number, "ZS530623-20261123-000001-1");
  cr_assert_str_eq(got->decision->decided_on, "2026-11-23");
  county_destroy(&county);
}

Test(events, r01_dues_are_what_review_says_and_lights_are_noted) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  Bm__ClockMoved *moved = rt_message(county->test->arena, &bm__clock_moved__descriptor);
  moved->case_number = rt_arena_text(county->test->arena, number);
  moved->promised_due = "2027-01-04";
  moved->statutory_due = "2027-01-20";
  moved->why = "听证";
  county_tell(county, "review", "t", 1, "clock.moved", &moved->base);
  Bm__LightCrossed *light = rt_message(county->test->arena, &bm__light_crossed__descriptor);
  light->case_number = moved->case_number;
  light->light = BM__LIGHT__ENUM__YELLOW;
  county_tell(county, "review", "t", 2, "light.crossed", &light->base);
  const Bm__Case *got = county_get(county, CLERK, number);
  cr_assert_str_eq(got->acceptance->promised_due, "2027-01-04");
  cr_assert_str_eq(got->acceptance->statutory_due, "2027-01-20");
  cr_assert_eq(got->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert_str_eq(county_trail(county, number), "submit accept clockMoved light");
  county_destroy(&county);
}

/* case.accepted as it lies sealed in the outbox, first of its stream. */
static const Bm__CaseAccepted *told(struct county *county, const char *number) {
  struct rt_arena *arena = county->test->arena;
  struct rt_error error = {0};
  struct rt_bytes packed;
  const char *hex = test_pg_text(
      county->test->pg,
      rt_arena_printf(arena, "SELECT encode(payload, 'hex') FROM outbox WHERE stream = '%s' AND seq = 1", number));
  uint8_t *sealed = rt_arena_alloc(arena, strlen(hex) / 2);
  for (size_t i = 0; i < strlen(hex) / 2; i++)
    sealed[i] = (uint8_t)strtoul(rt_arena_textn(arena, hex + 2 * i, 2), NULL, 16);
  cr_assert(rt_seal_open(county->test->seal, arena, rt_outbox_place(arena, number, 1),
                         (struct rt_bytes){sealed, strlen(hex) / 2}, &packed, &error),
            "%s", error.text);
  const Bm__CaseAccepted *event = bm__case_accepted__unpack(rt_arena_protobuf(arena), packed.size, packed.data);
  cr_assert_not_null(event);
  return event;
}

Test(events, r02_an_immediate_case_opens_claimed_for_the_clerk_who_holds_the_role) {
  struct county *county = county_new();
  const Bm__CaseAccepted *plain = told(county, county_hand_in(county, CLERK, IMMEDIATE, ACCEPT)->case_number);
  const Bm__CaseAccepted *claimed =
      told(county, county_hand_in(county, CLERK_REVIEWER, IMMEDIATE, ACCEPT)->case_number);
  cr_assert_str_eq(plain->claimed_by, "");
  cr_assert_str_eq(claimed->claimed_by, "clerk2");
  cr_assert_str_eq(claimed->claimed_by_name, "赵窗");
  county_destroy(&county);
}

Test(events, case_accepted_carries_all_that_the_others_need) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, AGENT, PROMISED, BM__CASE_INTENT__ENUM__SUBMIT)->case_number;
  const char *accepted = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  const Bm__CaseAccepted *event = told(county, accepted);
  cr_assert_str_eq(event->lead_office, "530623101-05");
  cr_assert_eq(event->promised_days, 7);
  cr_assert_eq(event->statutory_days, 20);
  cr_assert_eq(event->limit_unit, BM__LIMIT_UNIT__ENUM__WORKING);
  cr_assert_eq(event->query_code_hash.len, 32u);
  cr_assert_str_eq(event->nature, "行政许可");
  cr_assert_eq(event->parties->n_accounts, 2u, "who handed in, and the account with the applicant's number");
  cr_assert_str_eq(event->parties->accounts[0], "clerk1");
  cr_assert_str_eq(event->parties->accounts[1], "zhang");
  cr_assert_str_eq(event->parties->email, "zhang@example.org");
  cr_assert_str_eq(event->parties->masked_name, "张*");
  cr_assert_str_eq(county_events(county, number), "case.submitted");
  county_destroy(&county);
}

Test(events, e02_rectifications_enter_the_trail_with_their_own_actor) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  Bm__RectificationOpened *opened = rt_message(county->test->arena, &bm__rectification_opened__descriptor);
  opened->case_number = rt_arena_text(county->test->arena, number);
  opened->unit = TOWN;
  opened->due = "2026-11-24";
  Bm__RectificationCalledBack *called = rt_message(county->test->arena, &bm__rectification_called_back__descriptor);
  called->case_number = opened->case_number;
  called->actor = reviewer(county);
  called->reached = true;
  Bm__RectificationRectified *rectified = rt_message(county->test->arena, &bm__rectification_rectified__descriptor);
  rectified->case_number = opened->case_number;
  rectified->actor = called->actor;
  rectified->measures = "窗口人员培训";
  Bm__RectificationClosed *closed = rt_message(county->test->arena, &bm__rectification_closed__descriptor);
  closed->case_number = opened->case_number;
  closed->actor = called->actor;
  closed->answer = "已答复";
  county_tell(county, "evaluation", number, 1, "rectification.opened", &opened->base);
  county_tell(county, "evaluation", number, 2, "rectification.called_back", &called->base);
  county_tell(county, "evaluation", number, 3, "rectification.rectified", &rectified->base);
  county_tell(county, "evaluation", number, 4, "rectification.closed", &closed->base);
  cr_assert_str_eq(county_trail(county, number),
                   "submit accept rectificationOpened callBack rectify rectificationClosed");
  cr_assert_eq(test_pg_number(county->test->pg, "SELECT count(*) FROM trail WHERE hidden_from = '" TOWN "'"), 4);
  county_destroy(&county);
}
