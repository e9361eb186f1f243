/* G-02: what an administrator may see and change, and that two do not overwrite each other. */
#include "tests/handlers/intake_directory/county.h"

#include <criterion/criterion.h>
#include <string.h>

static Bm__Subject *administrator(struct county *county, const char *unit, const char *path) {
  Bm__Subject *subject = test_subject(county->engine, "admin", BM__ROLE__ENUM__ADMINISTRATOR);
  subject->unit = (char *)unit;
  subject->unit_path = (char *)path;
  return subject;
}

static struct test_answer put_account(struct county *county, const Bm__Subject *who, Bm__Account *account) {
  Bm__PutAccountsRequest *request = rt_message(county->arena, &bm__put_accounts_request__descriptor);
  request->accounts = rt_arena_copy(county->arena, &account, sizeof account);
  request->n_accounts = 1;
  return county_as(county, who, "intake.PutAccounts", &request->base);
}

static struct test_answer put_unit(struct county *county, const Bm__Subject *who, Bm__Unit *unit) {
  Bm__PutUnitsRequest *request = rt_message(county->arena, &bm__put_units_request__descriptor);
  request->units = rt_arena_copy(county->arena, &unit, sizeof unit);
  request->n_units = 1;
  return county_as(county, who, "intake.PutUnits", &request->base);
}

static const Bm__ListAccountsReply *list(struct county *county, const Bm__Subject *who, const char *unit, int size,
                                         const char *token) {
  Bm__ListAccountsRequest *request = rt_message(county->arena, &bm__list_accounts_request__descriptor);
  request->unit = (char *)unit;
  request->page_size = size;
  request->page_token = (char *)token;
  struct test_answer answer = county_as(county, who, "intake.ListAccounts", &request->base);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__ListAccountsReply *)answer.reply;
}

Test(intake_admin, two_administrators_do_not_overwrite_each_other) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *admin = administrator(county, "530623", "530623");
  Bm__Unit *unit = county_unit(county, "530623101", "盐井镇", BM__UNIT_KIND__ENUM__TOWNSHIP, "530623");
  unit->phone = (char *)"0870-6621234";
  cr_assert_str_eq(put_unit(county, admin, unit).code, "VERSION_CHANGED", "not as it was read");
  unit->version = 1;
  cr_assert_eq(put_unit(county, admin, unit).status, RT_OK);
  unit->phone = (char *)"0870-6629999";
  cr_assert_str_eq(put_unit(county, admin, unit).code, "VERSION_CHANGED", "another changed it meanwhile");
  Bm__GetUnitRequest *get = rt_message(county->arena, &bm__get_unit_request__descriptor);
  get->unit = (char *)"530623101";
  const Bm__Unit *got = (const Bm__Unit *)county_as(county, NULL, "intake.GetUnit", &get->base).reply;
  cr_assert(got->version == 2 && strcmp(got->phone, "0870-6621234") == 0);
  Bm__PutItemsRequest *items = rt_message(county->arena, &bm__put_items_request__descriptor);
  Bm__Item *item = county_item(county, "LYJ-0201", "林木采伐许可");
  items->items = rt_arena_copy(county->arena, &item, sizeof item);
  items->n_items = 1;
  cr_assert_eq(county_as(county, admin, "intake.PutItems", &items->base).status, RT_OK, "a new one");
  item->name = (char *)"林木采伐";
  cr_assert_str_eq(county_as(county, admin, "intake.PutItems", &items->base).code, "VERSION_CHANGED");
  county_destroy(&county);
}

static void put_again(struct county *county, const char *what, struct test_answer first, struct test_answer again,
                      int64_t events) {
  const Bm__PutReply *before = (const Bm__PutReply *)first.reply;
  cr_assert_eq(first.status, RT_OK, "%s: %s", what, first.code);
  cr_assert_eq(again.status, RT_OK, "%s again: %s", what, again.code);
  const Bm__PutReply *after = (const Bm__PutReply *)again.reply;
  cr_assert(before->added == after->added && before->changed == after->changed && before->unchanged == after->unchanged,
            "%s: the answer of the first time", what);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM outbox"), events, "%s: said once", what);
}

Test(intake_admin, a_put_whose_answer_was_lost_goes_well_again) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *admin = administrator(county, "530623", "530623");
  int64_t events = test_pg_number(county->engine->pg, "SELECT count(*) FROM outbox");
  Bm__Unit *unit = county_unit(county, "530623101", "盐井镇", BM__UNIT_KIND__ENUM__TOWNSHIP, "530623");
  unit->phone = (char *)"0870-6621234";
  unit->version = 1;
  put_again(county, "unit", put_unit(county, admin, unit), put_unit(county, admin, unit), ++events);
  Bm__PutItemsRequest *items = rt_message(county->arena, &bm__put_items_request__descriptor);
  Bm__Item *item = county_item(county, "LYJ-0201", "林木采伐许可");
  items->items = rt_arena_copy(county->arena, &item, sizeof item);
  items->n_items = 1;
  put_again(county, "item", county_as(county, admin, "intake.PutItems", &items->base),
            county_as(county, admin, "intake.PutItems", &items->base), ++events);
  Bm__Account *li = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101");
  put_again(county, "account", put_account(county, admin, li), put_account(county, admin, li), ++events);
  li->version = 1;
  li->password = (char *)"another password";
  put_again(county, "password", put_account(county, admin, li), put_account(county, admin, li), ++events);
  li->password = (char *)"a third password";
  cr_assert_str_eq(put_account(county, admin, li).code, "VERSION_CHANGED", "that is another put");
  county_destroy(&county);
}

Test(intake_admin, a_township_s_administrator_keeps_to_the_township) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *town = administrator(county, "530623101", "530623/530623101");
  Bm__Unit *unit = county_unit(county, "530623102", "普洱镇", BM__UNIT_KIND__ENUM__TOWNSHIP, "530623");
  unit->version = 1;
  cr_assert_eq(put_unit(county, town, unit).status, RT_PERMISSION_DENIED);
  Bm__PutItemsRequest *items = rt_message(county->arena, &bm__put_items_request__descriptor);
  Bm__Item *item = county_item(county, "LYJ-0201", "林木采伐许可");
  items->items = rt_arena_copy(county->arena, &item, sizeof item);
  items->n_items = 1;
  cr_assert_eq(county_as(county, town, "intake.PutItems", &items->base).status, RT_PERMISSION_DENIED, "the county's");
  cr_assert_eq(put_account(county, town, county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101")).status,
               RT_OK);
  cr_assert_eq(put_account(county, town, county_account(county, "qian", BM__ROLE__ENUM__CLERK, "530623102")).status,
               RT_PERMISSION_DENIED);
  cr_assert_eq(put_account(county, town, county_account(county, "zhang", BM__ROLE__ENUM__CITIZEN, "")).status,
               RT_PERMISSION_DENIED);
  Bm__ListAccountsRequest *request = rt_message(county->arena, &bm__list_accounts_request__descriptor);
  request->unit = (char *)"530623102";
  cr_assert_eq(county_as(county, town, "intake.ListAccounts", &request->base).status, RT_PERMISSION_DENIED);
  cr_assert_eq(list(county, town, "", 0, "")->n_accounts, 1u);
  county_destroy(&county);
}

static struct test_answer set_password(struct county *county, const Bm__Subject *who, const char *username) {
  Bm__SetPasswordRequest *set = rt_message(county->arena, &bm__set_password_request__descriptor);
  set->username = (char *)username;
  set->password = (char *)"a new password";
  return county_as(county, who, "intake.SetPassword", &set->base);
}

Test(intake_admin, a_township_s_administrator_gives_no_rights_beyond_it) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *town = administrator(county, "530623101", "530623/530623101");
  Bm__Account *reviewer = county_account(county, "zhou", BM__ROLE__ENUM__REVIEWER, "530623101");
  char *bureau = (char *)"530623-03";
  Bm__Unit *office = county_unit(county, bureau, "林草局", BM__UNIT_KIND__ENUM__OFFICE, "530623");
  cr_assert_eq(county_put_units(county, &office, 1).status, RT_OK);
  reviewer->offices = &bureau;
  reviewer->n_offices = 1;
  cr_assert_eq(put_account(county, town, reviewer).status, RT_PERMISSION_DENIED, "an office of the county");
  cr_assert_eq(county_put_account(county, reviewer).status, RT_OK);
  cr_assert_eq(set_password(county, town, "zhou").status, RT_PERMISSION_DENIED, "nor by taking its account over");
  Bm__Account *other = county_account(county, "wu", BM__ROLE__ENUM__CLERK, "530623101");
  other->id_number = (char *)"11010519491231002X";
  cr_assert_eq(put_account(county, town, other).status, RT_PERMISSION_DENIED, "somebody's cases");
  other = county_account(county, "wu", BM__ROLE__ENUM__COUNTY_SUPERVISOR, "530623101");
  cr_assert_eq(put_account(county, town, other).status, RT_PERMISSION_DENIED, "who sees the county");
  office = county_unit(county, "530623101-09", "林草局", BM__UNIT_KIND__ENUM__OFFICE, "530623101");
  cr_assert_eq(put_unit(county, town, office).status, RT_PERMISSION_DENIED, "an office that takes the bureau's cases");
  cr_assert_eq(put_unit(county, administrator(county, "530623", "530623"), office).status, RT_OK);
  county_destroy(&county);
}

Test(intake_admin, a_township_s_administrator_takes_nobody_s_account_over) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *town = administrator(county, "530623101", "530623/530623101");
  const Bm__Subject *admin = administrator(county, "530623", "530623");
  Bm__Account *li = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101");
  li->id_number = (char *)"11010519491231002X";
  cr_assert_eq(put_account(county, admin, li).status, RT_OK);
  struct test_answer answer = set_password(county, town, "li");
  cr_assert_eq(answer.status, RT_PERMISSION_DENIED, "li's own matters stand behind it");
  cr_assert(strstr(answer.answer->message, "县级管理员"), "whom to ask: %s", answer.answer->message);
  li = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101");
  li->version = 1;
  cr_assert_eq(put_account(county, town, li).status, RT_PERMISSION_DENIED, "nor by a put");
  li->password = (char *)"";
  li->email = (char *)"town@example.org";
  cr_assert_eq(put_account(county, town, li).status, RT_PERMISSION_DENIED, "nor where li's mail goes");
  li->email = (char *)"";
  li->closed = true;
  cr_assert_eq(put_account(county, town, li).status, RT_OK, "who leaves the post has no account at it");
  cr_assert_eq(set_password(county, admin, "li").status, RT_OK);
  cr_assert_eq(put_account(county, town, county_account(county, "wu", BM__ROLE__ENUM__CLERK, "530623101")).status,
               RT_OK);
  cr_assert_eq(set_password(county, town, "wu").status, RT_OK, "a post's own account");
  county_destroy(&county);
}

Test(intake_admin, an_account_changed_on_the_web_keeps_what_is_sealed) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *admin = administrator(county, "530623", "530623");
  Bm__Account *li = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101");
  li->id_number = (char *)"11010519491231002X";
  li->email = (char *)"li@example.org";
  cr_assert_eq(put_account(county, admin, li).status, RT_OK);
  Bm__Account *again = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101");
  again->password = (char *)"";
  again->name = (char *)"李窗口";
  again->closed = true;
  cr_assert_str_eq(put_account(county, admin, again).code, "VERSION_CHANGED");
  again->version = 1;
  cr_assert_eq(put_account(county, admin, again).status, RT_OK);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM accounts WHERE closed AND id_blind IS NOT NULL"
                                                  " AND email_sealed IS NOT NULL AND version = 2"),
               1);
  const Bm__ListAccountsReply *shown = list(county, admin, "530623101", 0, "");
  cr_assert_str_eq(shown->accounts[0]->name, "李窗口");
  cr_assert(shown->accounts[0]->version == 2 && !*shown->accounts[0]->id_number && !*shown->accounts[0]->email);
  county_destroy(&county);
}

Test(intake_admin, nobody_changes_their_own_account_or_an_operator_s) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *admin = administrator(county, "530623", "530623");
  cr_assert_eq(put_account(county, admin, county_account(county, "root", BM__ROLE__ENUM__OPERATOR, "530623")).status,
               RT_PERMISSION_DENIED);
  cr_assert_eq(put_account(county, admin, county_account(county, "admin", BM__ROLE__ENUM__CLERK, "530623")).status,
               RT_PERMISSION_DENIED);
  county_put_account(county, county_account(county, "root", BM__ROLE__ENUM__OPERATOR, "530623"));
  cr_assert_eq(set_password(county, admin, "root").status, RT_PERMISSION_DENIED);
  county_destroy(&county);
}

Test(intake_admin, sessions_end_and_accounts_are_paged) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__Subject *admin = administrator(county, "530623", "530623");
  county_put_account(county, county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101"));
  county_put_account(county, county_account(county, "zhang", BM__ROLE__ENUM__CITIZEN, ""));
  struct test_answer in = county_sign_in(county, "li", PASSWORD);
  const char *token = ((const Bm__SignInReply *)in.reply)->token;
  cr_assert_eq(county_resolve_status(county, token), RT_OK);
  Bm__EndSessionsRequest *end = rt_message(county->arena, &bm__end_sessions_request__descriptor);
  end->username = (char *)"li";
  cr_assert_eq(county_as(county, admin, "intake.EndSessions", &end->base).status, RT_OK);
  cr_assert_eq(county_resolve_status(county, token), RT_UNAUTHENTICATED);
  end->username = (char *)"nobody";
  cr_assert_str_eq(county_as(county, admin, "intake.EndSessions", &end->base).code, "ACCOUNT_NOT_FOUND");
  const Bm__ListAccountsReply *first = list(county, admin, "", 1, "");
  cr_assert_str_eq(first->accounts[0]->username, "li");
  const Bm__ListAccountsReply *second = list(county, admin, "", 1, first->next_page_token);
  cr_assert_str_eq(second->accounts[0]->username, "zhang", "citizens' with the county's");
  cr_assert_str_eq(second->next_page_token, "");
  county_destroy(&county);
}
