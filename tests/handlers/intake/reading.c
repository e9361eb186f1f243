/* Who reads what: one case, lists, the trail, progress by code (scope, R-10, N-06, E-01). */
#include "intake/rules/cases/flow.h"
#include "runtime/seal/chain.h"
#include "runtime/wire/frames.h"
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT, ACCEPT = BM__CASE_INTENT__ENUM__ACCEPT };

static const Bm__ListCasesReply *list(struct county *county, enum person who, int state, const char *unit, int size,
                                      const char *token) {
  Bm__ListCasesRequest *request = rt_message(county->test->arena, &bm__list_cases_request__descriptor);
  request->state = (Bm__CaseState__Enum)state;
  request->unit = rt_arena_text(county->test->arena, unit);
  request->page_size = size;
  request->page_token = rt_arena_text(county->test->arena, token);
  struct test_answer got = county_call(county, who, "intake.ListCases", &request->base);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return (const Bm__ListCasesReply *)got.reply;
}

Test(reading, each_lists_what_they_see_and_nothing_else) {
  struct county *county = county_new();
  static const struct expected {
    enum person who;
    size_t count;
  } expected[] = {{ZHANG, 4},      {NOBODY_ELSE, 0}, {CLERK, 4},    {OTHER_CLERK, 2}, {HEAD, 3},
                  {OTHER_HEAD, 1}, {AGENT, 1},       {REVIEWER, 3}, {SUPERVISOR, 4}};
  county_hand_in(county, ZHANG, PROMISED, SUBMIT);
  county_hand_in(county, AGENT, PROMISED, SUBMIT);
  county_call(county, CLERK, "intake.CreateCase", &county_application(county, PROMISED, OTHER_TOWN, SUBMIT)->base);
  county_call(county, OTHER_CLERK, "intake.CreateCase", &county_application(county, PROMISED, VILLAGE, SUBMIT)->base);
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
    cr_expect_eq(list(county, expected[i].who, 0, "", 0, "")->n_cases, expected[i].count, "%s: %zu",
                 county->people[expected[i].who]->account, list(county, expected[i].who, 0, "", 0, "")->n_cases);
  cr_expect_eq(list(county, SUPERVISOR, 0, VILLAGE, 0, "")->n_cases, 1u, "one unit of the subtree");
  cr_expect_eq(list(county, CLERK, 0, OTHER_TOWN, 0, "")->n_cases, 1u, "the one its window took");
  cr_expect_eq(list(county, HEAD, 0, OTHER_TOWN, 0, "")->n_cases, 0u);
  cr_expect_eq(list(county, HEAD, 0, "530623", 0, "")->n_cases, 3u, "a wider unit shows no more");
  cr_expect_eq(list(county, HEAD, 0, "anything", 0, "")->n_cases, 0u);
  county_destroy(&county);
}

Test(reading, lists_are_newest_first_and_paged_without_a_gap) {
  struct county *county = county_new();
  const char *newest = NULL;
  for (int i = 0; i < 5; i++)
    newest = county_hand_in(county, CLERK, PROMISED, i % 2 ? ACCEPT : SUBMIT)->case_number;
  const Bm__ListCasesReply *first = list(county, SUPERVISOR, 0, "", 2, "");
  const Bm__ListCasesReply *second = list(county, SUPERVISOR, 0, "", 2, first->next_page_token);
  const Bm__ListCasesReply *third = list(county, SUPERVISOR, 0, "", 2, second->next_page_token);
  cr_assert_str_eq(first->cases[0]->case_number, newest);
  cr_assert_eq(first->n_cases + second->n_cases + third->n_cases, 5u);
  cr_assert_str_neq(first->cases[1]->case_number, second->cases[0]->case_number);
  cr_assert_str_eq(third->next_page_token, "");
  cr_assert_eq(list(county, SUPERVISOR, BM__CASE_STATE__ENUM__ACCEPTED, "", 0, "")->n_cases, 2u);
  cr_assert_eq(list(county, CLERK, BM__CASE_STATE__ENUM__SUBMITTED, "", 0, "")->n_cases, 3u);
  county_destroy(&county);
}

/* The schema knows the flow's ends, and whatever the state, a list of it holds the case for county and township. */
Test(reading, a_list_of_each_state_finds_what_is_in_it) {
  struct county *county = county_new();
  struct rt_arena *arena = county->test->arena;
  county_hand_in(county, CLERK, PROMISED, SUBMIT);
  for (int state = INTAKE_SUBMITTED; state < INTAKE_STATE__COUNT; state++) {
    const int shown = (int)intake_shown((enum intake_state)state);
    test_pg_exec(county->test->pg, rt_arena_printf(arena, "UPDATE cases SET state = %d", state));
    cr_expect_eq(test_pg_number(county->test->pg, "SELECT coalesce(max(ended_as), 0) FROM cases"),
                 intake_ended((enum intake_state)state) ? state : 0);
    for (int asked = INTAKE_SUBMITTED; asked <= INTAKE_LAPSED; asked++) {
      cr_expect_eq(list(county, SUPERVISOR, asked, "", 0, "")->n_cases, (size_t)(asked == shown), "%d %d", state,
                   asked);
      cr_expect_eq(list(county, CLERK, asked, "", 0, "")->n_cases, (size_t)(asked == shown), "%d %d", state, asked);
    }
  }
  county_destroy(&county);
}

/* An act before the end writes the row's page and no index (sql/005_ended.sql). */
Test(reading, no_index_of_cases_holds_what_acts_change) {
  struct county *county = county_new();
  cr_expect_eq(test_pg_number(county->test->pg,
                              "SELECT count(*) FROM pg_depend d JOIN pg_index i ON i.indexrelid = d.objid"
                              " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
                              " WHERE i.indrelid = 'cases'::regclass AND a.attname IN ('version', 'state', 'events',"
                              " 'trail_seq', 'trail_head', 'item_version', 'papers_at', 'accepted_on', 'promised_due',"
                              " 'statutory_due', 'receipt_number', 'notices', 'correction_by', 'record')"),
               0);
  cr_expect_gt(test_pg_number(county->test->pg, "SELECT count(*) FROM pg_depend d JOIN pg_index i ON i.indexrelid ="
                                                " d.objid JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum ="
                                                " d.refobjsubid WHERE i.indrelid = 'cases'::regclass AND a.attname ="
                                                " 'ended_as'"),
               3, "the places where an index names a column are found");
  county_destroy(&county);
}

Test(reading, a_page_of_long_forms_ends_before_it_outgrows_a_frame) {
  enum { FORMS = 8, LONG = 40000 };
  struct county *county = county_new();
  Bm__CreateCaseRequest *request = county_application(county, PROMISED, TOWN, SUBMIT);
  Bm__CreateCaseRequest__FormEntry **form = rt_arena_array(county->test->arena, 21, sizeof *form);
  for (size_t i = 0; i < 21; i++) {
    form[i] = rt_message(county->test->arena, &bm__create_case_request__form_entry__descriptor);
    form[i]->key = rt_arena_printf(county->test->arena, "第%zu项", i);
    form[i]->value = rt_arena_alloc(county->test->arena, LONG / 20 + 1);
    memset(form[i]->value, 'x', LONG / 20);
  }
  request->form = form;
  request->n_form = 21;
  for (int i = 0; i < FORMS; i++)
    cr_assert_eq(county_call(county, CLERK, "intake.CreateCase", &request->base).status, RT_OK);
  size_t seen = 0;
  const char *token = "";
  for (int page = 0; page < FORMS && (page == 0 || *token); page++) {
    const Bm__ListCasesReply *got = list(county, CLERK, 0, "", 200, token);
    cr_assert_leq(bm__list_cases_reply__get_packed_size(got), 200u * 1024);
    seen += got->n_cases;
    token = got->next_page_token;
  }
  cr_assert_eq(seen, (size_t)FORMS);
  county_destroy(&county);
}

Test(reading, r10_the_chain_s_links_are_those_of_its_texts) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  Bm__ExportTrailRequest *request = rt_message(county->test->arena, &bm__export_trail_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  struct test_answer got = test_engine_call(
      county->test,
      (struct test_request){.method = "intake.ExportTrail", .message = &request->base, .caller = "operator"});
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  const Bm__ExportTrailReply *chain = (const Bm__ExportTrailReply *)got.reply;
  char link[RT_LINK_SIZE];
  memcpy(link, rt_chain_start, sizeof link);
  cr_assert_eq(chain->n_links, 2u);
  for (size_t i = 0; i < chain->n_links; i++) {
    rt_chain_link(link, chain->links[i]->text, strlen(chain->links[i]->text), link);
    cr_assert_str_eq(link, chain->links[i]->link);
  }
  cr_assert_str_eq(chain->head, link);
  cr_assert_eq(chain->count, 2);
  county_destroy(&county);
}

static const Bm__Trail *trail(struct county *county, enum person who, const char *number) {
  struct test_answer got = county_act(county, who, "intake.GetTrail", &bm__get_trail_request__descriptor, number);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  return (const Bm__Trail *)got.reply;
}

Test(reading, r10_the_trail_names_who_when_and_why_and_masks_the_applicant) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  county_case(county_act(county, CLERK, "intake.AcceptCase", &bm__accept_case_request__descriptor, number));
  const Bm__Trail *seen = trail(county, ZHANG, number);
  cr_assert_eq(seen->n_entries, 2u);
  cr_assert_str_eq(seen->entries[0]->actor->role, "CITIZEN");
  cr_assert_str_eq(seen->entries[0]->actor->name, "张*");
  cr_assert_str_eq(seen->entries[0]->from, "");
  cr_assert_str_eq(seen->entries[1]->actor->name, "李窗");
  cr_assert_str_eq(seen->entries[1]->actor->unit, TOWN);
  cr_assert_str_eq(seen->entries[1]->to, "ACCEPTED");
  cr_assert(*seen->entries[1]->reason && strlen(seen->entries[1]->hash) == 64);
  cr_refused(county_act(county, NOBODY_ELSE, "intake.GetTrail", &bm__get_trail_request__descriptor, number),
             RT_NOT_FOUND, "CASE_NOT_FOUND");
  county_destroy(&county);
}

/* A task handed back eighty times with two thousand characters of reasons each: more than an answer holds. */
Test(reading, r10_a_long_trail_is_read_page_by_page) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  test_pg_exec(county->test->pg,
               "INSERT INTO trail (case_number, seq, text, link, hidden_from) SELECT case_number, n, replace(text, "
               "'\"reason\":\"', '\"reason\":\"' || repeat('由', 2000)), link, CASE WHEN n > 50 THEN '" TOWN
               "' ELSE '' END FROM trail, generate_series(3, 300) AS n WHERE seq = 2");
  Bm__GetTrailRequest *request = rt_message(county->test->arena, &bm__get_trail_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  size_t entries = 0, pages = 0;
  do {
    struct test_answer got = county_call(county, SUPERVISOR, "intake.GetTrail", &request->base);
    cr_assert_eq(got.status, RT_OK, "%s", got.code);
    cr_assert_leq(got.payload.size, RT_WIRE_PAYLOAD_MAX);
    const Bm__Trail *page = (const Bm__Trail *)got.reply;
    for (size_t i = 0; i < page->n_entries; i++)
      cr_assert_eq(page->entries[i]->seq, (int)++entries);
    request->page_token = page->next_page_token;
    pages++;
  } while (*request->page_token);
  cr_assert_eq(entries, 300u);
  cr_assert_gt(pages, 6u);
  county_destroy(&county);
}

Test(reading, e01_clerks_of_the_rated_unit_do_not_see_the_rating_in_the_trail) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, CLERK, PROMISED, ACCEPT)->case_number;
  Bm__RatingGiven *rating = rt_message(county->test->arena, &bm__rating_given__descriptor);
  rating->case_number = rt_arena_text(county->test->arena, number);
  rating->level = BM__RATING_LEVEL__ENUM__VERY_DISSATISFIED;
  rating->unit = TOWN;
  county_tell(county, "evaluation", number, 1, "rating.given", &rating->base);
  cr_assert_eq(trail(county, SUPERVISOR, number)->n_entries, 3u);
  cr_assert_eq(trail(county, HEAD, number)->n_entries, 3u);
  cr_assert_eq(trail(county, CLERK, number)->n_entries, 2u);
  cr_assert_str_eq(trail(county, HEAD, number)->entries[2]->reason, "非常不满意");
  county_destroy(&county);
}

static struct test_answer progress(struct county *county, const char *number, const char *code) {
  Bm__GetProgressRequest *request = rt_message(county->test->arena, &bm__get_progress_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->query_code = rt_arena_text(county->test->arena, code);
  return county_anyone(county, "intake.GetProgress", &request->base);
}

Test(reading, n06_progress_by_number_and_code) {
  struct county *county = county_new();
  const Bm__CreateCaseReply *made = county_hand_in(county, CLERK, PROMISED, ACCEPT);
  struct test_answer got = progress(county, made->case_number, made->query_code);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  const Bm__Progress *seen = (const Bm__Progress *)got.reply;
  cr_assert_eq(seen->state, BM__CASE_STATE__ENUM__ACCEPTED);
  cr_assert_eq(seen->n_steps, 2u);
  cr_assert_eq(seen->steps[0]->state, BM__CASE_STATE__ENUM__SUBMITTED);
  cr_assert_str_eq(seen->promised_due, made->acceptance->promised_due);
  struct test_answer wrong = progress(county, made->case_number, "AAAAAAAAAA");
  struct test_answer unknown = progress(county, "530623-20260101-000001-0", made->query_code);
  cr_refused(wrong, RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_refused(unknown, RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_assert_str_eq(wrong.answer->message, unknown.answer->message);
  county_destroy(&county);
}

Test(reading, n06_ten_wrong_codes_in_an_hour_close_the_door_for_the_right_one) {
  struct county *county = county_new();
  const Bm__CreateCaseReply *made = county_hand_in(county, CLERK, PROMISED, ACCEPT);
  for (int i = 0; i < 10; i++)
    cr_refused(progress(county, made->case_number, "AAAAAAAAAA"), RT_NOT_FOUND, "CASE_NOT_FOUND");
  cr_refused(progress(county, made->case_number, made->query_code), RT_RESOURCE_EXHAUSTED, "TOO_MANY_WRONG_CODES");
  test_pg_exec(county->test->pg, "UPDATE wrong_codes SET first_at = first_at - interval '61 minutes'");
  cr_assert_eq(progress(county, made->case_number, made->query_code).status, RT_OK, "an hour later");
  county_destroy(&county);
}

Test(reading, nothing_of_a_person_lies_open_in_the_tables) {
  struct county *county = county_new();
  county_hand_in(county, CLERK, PROMISED, ACCEPT);
  cr_assert_eq(test_pg_number(county->test->pg,
                              "SELECT count(*) FROM cases c, trail t, outbox o WHERE c::text || t::text || o::text ~"
                              " '(11010519491231002|13812345678|zhang@example|张三|3133383132333435363738)'"),
               0);
  county_destroy(&county);
}

Test(reading, r10_the_runtime_role_can_only_insert_into_the_trail) {
  struct county *county = county_new();
  cr_assert_eq(test_pg_number(county->test->pg,
                              "SELECT (has_table_privilege('bm_intake', 'intake.trail', 'INSERT')"
                              " AND NOT has_table_privilege('bm_intake', 'intake.trail', 'UPDATE')"
                              " AND NOT has_table_privilege('bm_intake', 'intake.trail', 'DELETE')"
                              " AND NOT has_table_privilege('bm_intake', 'intake.trail', 'TRUNCATE'))::int"),
               1);
  county_destroy(&county);
}
