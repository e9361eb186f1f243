/* I-01, I-02, I-03: loading the directory, and reading it. */
#include "tests/handlers/intake_directory/county.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void counts(struct test_answer answer, int added, int changed, int unchanged) {
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  const Bm__PutReply *reply = (const Bm__PutReply *)answer.reply;
  cr_assert(reply->added == added && reply->changed == changed && reply->unchanged == unchanged,
            "%d added, %d changed, %d unchanged", reply->added, reply->changed, reply->unchanged);
}

Test(intake_directory, I01_put_again_changes_nothing_and_a_change_is_one_event) {
  struct county *county = county_new();
  Bm__Unit *units[] = {county_unit(county, "530623", "盐津县", BM__UNIT_KIND__ENUM__COUNTY, ""),
                       county_unit(county, "530623101", "盐井镇", BM__UNIT_KIND__ENUM__TOWNSHIP, "530623")};
  counts(county_put_units(county, units, 2), 2, 0, 0);
  counts(county_put_units(county, units, 2), 0, 0, 2);
  cr_assert_eq(county_events(county, "unit.put"), 2);
  units[1]->name = (char *)"盐井街道";
  units[1]->path = (char *)"ignored";
  counts(county_put_units(county, units, 2), 0, 1, 1);
  cr_assert_eq(county_events(county, "unit.put"), 3);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT seq FROM outbox WHERE stream = 'unit:530623101' "
                                                  "ORDER BY seq DESC LIMIT 1"),
               2, "the version is the count of the stream");
  cr_assert_str_eq(test_pg_text(county->engine->pg, "SELECT path FROM units WHERE unit = '530623101'"),
                   "530623/530623101");
  county_destroy(&county);
}

Test(intake_directory, I01_a_parent_must_be_there_or_nothing_is_stored) {
  struct county *county = county_new();
  Bm__Unit *units[] = {county_unit(county, "530623", "盐津县", BM__UNIT_KIND__ENUM__COUNTY, ""),
                       county_unit(county, "530623101201", "村", BM__UNIT_KIND__ENUM__VILLAGE, "530623101")};
  struct test_answer answer = county_put_units(county, units, 2);
  cr_assert_eq(answer.status, RT_INVALID_ARGUMENT);
  cr_assert_str_eq(answer.answer->violations[0]->field, "units[1].parent");
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM units"), 0);
  units[1] = units[0];
  answer = county_put_units(county, units, 2);
  cr_assert_str_eq(answer.answer->violations[0]->field, "units[1].unit", "listed twice");
  county_destroy(&county);
}

static const Bm__ListUnitsReply *list_units(struct county *county, const char *parent, int size, const char *token) {
  Bm__ListUnitsRequest *request = rt_message(county->arena, &bm__list_units_request__descriptor);
  request->parent = (char *)parent;
  request->page_size = size;
  request->page_token = (char *)token;
  struct test_answer answer = county_as(county, NULL, "intake.ListUnits", &request->base);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__ListUnitsReply *)answer.reply;
}

Test(intake_directory, I01_units_below_a_unit_by_pages) {
  struct county *county = county_new();
  county_put_tree(county);
  const Bm__ListUnitsReply *top = list_units(county, "", 0, "");
  cr_assert_eq(top->n_units, 1);
  cr_assert_str_eq(top->units[0]->unit, "530623");
  const Bm__ListUnitsReply *first = list_units(county, "530623", 1, "");
  cr_assert_eq(first->n_units, 1);
  cr_assert_str_eq(first->units[0]->unit, "530623101");
  const Bm__ListUnitsReply *second = list_units(county, "530623", 1, first->next_page_token);
  cr_assert_str_eq(second->units[0]->unit, "530623102");
  cr_assert_str_eq(second->next_page_token, "");
  Bm__ListUnitsRequest *request = rt_message(county->arena, &bm__list_units_request__descriptor);
  request->parent = (char *)"999999";
  cr_assert_eq(county_as(county, NULL, "intake.ListUnits", &request->base).status, RT_NOT_FOUND);
  request->parent = (char *)"530623101";
  request->kind = BM__UNIT_KIND__ENUM__VILLAGE;
  struct test_answer villages = county_as(county, NULL, "intake.ListUnits", &request->base);
  cr_assert_eq(((const Bm__ListUnitsReply *)villages.reply)->n_units, 0);
  county_destroy(&county);
}

Test(intake_directory, I01_one_unit) {
  struct county *county = county_new();
  Bm__GetUnitRequest *request = rt_message(county->arena, &bm__get_unit_request__descriptor);
  county_put_tree(county);
  request->unit = (char *)"530623101-03";
  struct test_answer answer = county_as(county, NULL, "intake.GetUnit", &request->base);
  const Bm__Unit *unit = (const Bm__Unit *)answer.reply;
  cr_assert_str_eq(unit->name, "自然资源所");
  cr_assert_str_eq(unit->path, "530623/530623101/530623101-03");
  cr_assert_eq(unit->kind, BM__UNIT_KIND__ENUM__OFFICE);
  request->unit = (char *)"530623109";
  cr_assert_str_eq(county_as(county, NULL, "intake.GetUnit", &request->base).code, "UNIT_NOT_FOUND");
  county_destroy(&county);
}

Test(intake_directory, I02_items_put_again_changed_and_abolished) {
  struct county *county = county_new();
  Bm__Item *item = county_item(county, "LYJ-0201", "林木采伐许可");
  counts(county_put_items(county, &item, 1), 1, 0, 0);
  item->version = 7; /* answer only */
  counts(county_put_items(county, &item, 1), 0, 0, 1);
  item->status = BM__ITEM_STATUS__ENUM__ABOLISHED;
  counts(county_put_items(county, &item, 1), 0, 1, 0);
  cr_assert_eq(county_events(county, "item.put"), 2);
  Bm__GetItemRequest *request = rt_message(county->arena, &bm__get_item_request__descriptor);
  request->item = (char *)"LYJ-0201";
  struct test_answer answer = county_as(county, NULL, "intake.GetItem", &request->base);
  const Bm__Item *got = (const Bm__Item *)answer.reply;
  cr_assert_eq(got->status, BM__ITEM_STATUS__ENUM__ABOLISHED);
  cr_assert_eq(got->version, 2);
  cr_assert_eq(got->limit_unit, BM__LIMIT_UNIT__ENUM__WORKING, "what was not said");
  cr_assert(got->n_papers == 2 && !got->papers[0]->can_be_missing && got->papers[1]->can_be_missing);
  request->item = (char *)"NO-1";
  cr_assert_str_eq(county_as(county, NULL, "intake.GetItem", &request->base).code, "ITEM_NOT_FOUND");
  item->promised_days = 21;
  answer = county_put_items(county, &item, 1);
  cr_assert_str_eq(answer.answer->violations[0]->field, "items[0].promisedDays");
  county_destroy(&county);
}

static const char *found(struct county *county, const char *query, int size, const char *token) {
  Bm__ListItemsRequest *request = rt_message(county->arena, &bm__list_items_request__descriptor);
  request->query = (char *)query;
  request->page_size = size;
  request->page_token = (char *)token;
  struct test_answer answer = county_as(county, NULL, "intake.ListItems", &request->base);
  cr_assert_eq(answer.status, RT_OK, "%s: %s", query, answer.code);
  const Bm__ListItemsReply *reply = (const Bm__ListItemsReply *)answer.reply;
  char *text = rt_arena_text(county->arena, "");
  for (size_t i = 0; i < reply->n_items; i++)
    text = rt_arena_printf(county->arena, "%s%s%s", text, i ? " " : "", reply->items[i]->item);
  return *reply->next_page_token ? rt_arena_printf(county->arena, "%s +%s", text, reply->next_page_token) : text;
}

Test(intake_directory, I03_items_are_found_by_any_words_of_their_names) {
  struct county *county = county_new();
  Bm__Item *items[] = {county_item(county, "LYJ-0201", "林木采伐许可"),
                       county_item(county, "ZRZY-0101", "农村宅基地用地审批"),
                       county_item(county, "ZRZY-0103", "临时用地审批"), county_item(county, "X-1", "基地宅")};
  static const struct {
    const char *query, *found;
  } rows[] = {
      {"", "LYJ-0201 X-1 ZRZY-0101 ZRZY-0103"},
      {" ", "LYJ-0201 X-1 ZRZY-0101 ZRZY-0103"},
      {"林", "LYJ-0201"},
      {"采伐", "LYJ-0201"},
      {"宅基地", "ZRZY-0101"},
      {"基地", "X-1 ZRZY-0101"},
      {"审批 用地", "ZRZY-0101 ZRZY-0103"},
      {"审批 临时", "ZRZY-0103"},
      {"zrzy", "ZRZY-0101 ZRZY-0103"},
      {"ZRZY-0103", "ZRZY-0103"},
      {"%", ""},
      {"地宅基", ""},
      {"没有", ""},
  };
  cr_assert_eq(county_put_items(county, items, 4).status, RT_OK);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    cr_assert_str_eq(found(county, rows[i].query, 0, ""), rows[i].found, "'%s'", rows[i].query);
  county_destroy(&county);
}

Test(intake_directory, I03_pages_of_items) {
  struct county *county = county_new();
  Bm__Item *items[] = {county_item(county, "A-1", "审批"), county_item(county, "A-2", "审批"),
                       county_item(county, "A-3", "审批")};
  cr_assert_eq(county_put_items(county, items, 3).status, RT_OK);
  for (int searching = 0; searching < 2; searching++) {
    const char *query = searching ? "审批" : "";
    const char *first = found(county, query, 2, "");
    cr_assert(strncmp(first, "A-1 A-2 +", 9) == 0, "%s", first);
    cr_assert_str_eq(found(county, query, 2, first + 9), "A-3");
  }
  Bm__ListItemsRequest *request = rt_message(county->arena, &bm__list_items_request__descriptor);
  request->page_token = (char *)"made up";
  cr_assert_eq(county_as(county, NULL, "intake.ListItems", &request->base).status, RT_INVALID_ARGUMENT);
  county_destroy(&county);
}

/* Two loaders at once: neither overwrites what it has not seen. */
Test(intake_directory, I01_two_puts_in_one_drain) {
  struct county *county = county_new();
  struct test_request requests[2];
  struct test_answer answers[2];
  for (int i = 0; i < 2; i++) {
    Bm__PutUnitsRequest *request = rt_message(county->arena, &bm__put_units_request__descriptor);
    Bm__Unit *unit = county_unit(county, "530623", i ? "盐津" : "盐津县", BM__UNIT_KIND__ENUM__COUNTY, "");
    request->units = rt_arena_copy(county->arena, &unit, sizeof unit);
    request->n_units = 1;
    requests[i] = (struct test_request){.method = "intake.PutUnits", .message = &request->base, .caller = "operator"};
  }
  test_engine_drain(county->engine, county->engine->engine, requests, 2, answers);
  counts(answers[0], 1, 0, 0);
  counts(answers[1], 0, 1, 0);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT version FROM units"), 2);
  cr_assert_eq(county_events(county, "unit.put"), 2);
  county_destroy(&county);
}
