#include "tests/handlers/intake_directory/county.h"

#include "intake/handlers/papers/magic.h"
#include "intake/service.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

struct county *county_new(void) {
  struct county *county = calloc(1, sizeof *county);
  struct rt_error error = {0};
  cr_assert_not_null(county);
  snprintf(county->papers, sizeof county->papers, "/tmp/bm-papers-XXXXXX");
  cr_assert_not_null(mkdtemp(county->papers));
  dom_calendar_init(&county->calendar);
  county->engine = test_engine_new(&intake_service, &county->things);
  county->arena = county->engine->arena;
  county->things = (struct intake_things){.calendar = &county->calendar,
                                          .seal = county->engine->seal,
                                          .papers_dir = county->papers,
                                          .session_us = INT64_C(43200000000)};
  cr_assert(intake_magic_new(&county->things.magic, &error), "%s", error.text);
  return county;
}

void county_destroy(struct county **county) {
  char command[128];
  test_engine_destroy(&(*county)->engine);
  intake_magic_destroy(&(*county)->things.magic);
  snprintf(command, sizeof command, "rm -rf '%s'", (*county)->papers);
  cr_assert_eq(system(command), 0);
  free(*county);
  *county = NULL;
}

struct test_answer county_load(struct county *county, const char *method, const ProtobufCMessage *message) {
  return test_engine_call(county->engine,
                          (struct test_request){.method = method, .message = message, .caller = "operator"});
}

struct test_answer county_as(struct county *county, const Bm__Subject *subject, const char *method,
                             const ProtobufCMessage *message) {
  return test_engine_call(county->engine, (struct test_request){.method = method,
                                                                .message = message,
                                                                .subject = subject,
                                                                .key = test_key(county->engine, ++county->keys)});
}

Bm__Unit *county_unit(struct county *county, const char *unit, const char *name, Bm__UnitKind__Enum kind,
                      const char *parent) {
  Bm__Unit *message = rt_message(county->arena, &bm__unit__descriptor);
  message->unit = (char *)unit;
  message->name = (char *)name;
  message->kind = kind;
  message->parent = (char *)parent;
  return message;
}

struct test_answer county_put_units(struct county *county, Bm__Unit **units, size_t count) {
  Bm__PutUnitsRequest *request = rt_message(county->arena, &bm__put_units_request__descriptor);
  request->units = units;
  request->n_units = count;
  return county_load(county, "intake.PutUnits", &request->base);
}

void county_put_tree(struct county *county) {
  Bm__Unit *tree[] = {
      county_unit(county, "530623", "盐津县", BM__UNIT_KIND__ENUM__COUNTY, ""),
      county_unit(county, "530623101", "盐井镇", BM__UNIT_KIND__ENUM__TOWNSHIP, "530623"),
      county_unit(county, "530623102", "普洱镇", BM__UNIT_KIND__ENUM__TOWNSHIP, "530623"),
      county_unit(county, "530623101-03", "自然资源所", BM__UNIT_KIND__ENUM__OFFICE, "530623101"),
  };
  struct test_answer answer = county_put_units(county, tree, 4);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
}

Bm__Item *county_item(struct county *county, const char *item, const char *name) {
  Bm__Item *message = rt_message(county->arena, &bm__item__descriptor);
  Bm__ItemPaper **papers = rt_arena_array(county->arena, 2, sizeof *papers);
  for (int i = 0; i < 2; i++)
    papers[i] = rt_message(county->arena, &bm__item_paper__descriptor);
  papers[0]->name = (char *)"申请书";
  papers[1]->name = (char *)"身份证";
  papers[1]->can_be_missing = true;
  message->item = (char *)item;
  message->name = (char *)name;
  message->nature = (char *)"行政许可";
  message->kind = BM__ITEM_KIND__ENUM__PROMISED;
  message->lead_office = (char *)"自然资源所";
  message->statutory_days = 20;
  message->promised_days = 7;
  message->status = BM__ITEM_STATUS__ENUM__IN_FORCE;
  message->papers = papers;
  message->n_papers = 2;
  return message;
}

struct test_answer county_put_items(struct county *county, Bm__Item **items, size_t count) {
  Bm__PutItemsRequest *request = rt_message(county->arena, &bm__put_items_request__descriptor);
  request->items = items;
  request->n_items = count;
  return county_load(county, "intake.PutItems", &request->base);
}

Bm__Account *county_account(struct county *county, const char *username, Bm__Role__Enum role, const char *unit) {
  Bm__Account *message = rt_message(county->arena, &bm__account__descriptor);
  message->username = (char *)username;
  message->password = (char *)PASSWORD;
  message->name = (char *)"测试";
  message->roles = rt_arena_copy(county->arena, &role, sizeof role);
  message->n_roles = 1;
  message->unit = (char *)unit;
  return message;
}

struct test_answer county_put_account(struct county *county, Bm__Account *account) {
  Bm__PutAccountsRequest *request = rt_message(county->arena, &bm__put_accounts_request__descriptor);
  request->accounts = rt_arena_copy(county->arena, &account, sizeof account);
  request->n_accounts = 1;
  return county_load(county, "intake.PutAccounts", &request->base);
}

struct test_answer county_sign_in(struct county *county, const char *username, const char *password) {
  Bm__SignInRequest *request = rt_message(county->arena, &bm__sign_in_request__descriptor);
  request->username = (char *)username;
  request->password = (char *)password;
  return test_engine_call(county->engine, (struct test_request){.method = "intake.SignIn", .message = &request->base});
}

static struct test_answer resolve(struct county *county, const char *token) {
  Bm__ResolveSessionRequest *request = rt_message(county->arena, &bm__resolve_session_request__descriptor);
  request->token = (char *)token;
  return test_engine_call(county->engine,
                          (struct test_request){.method = "intake.ResolveSession", .message = &request->base});
}

const Bm__ResolveSessionReply *county_resolve(struct county *county, const char *token) {
  struct test_answer answer = resolve(county, token);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__ResolveSessionReply *)answer.reply;
}

enum rt_status county_resolve_status(struct county *county, const char *token) {
  return resolve(county, token).status;
}

int64_t county_events(struct county *county, const char *type) {
  char sql[128];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM outbox WHERE type = '%s'", type);
  return test_pg_number(county->engine->pg, sql);
}
