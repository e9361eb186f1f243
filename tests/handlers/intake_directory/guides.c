/* I-03: items found by plain words, life event and office; the guide as it holds at a unit. */
#include "tests/handlers/intake_directory/county.h"

#include <criterion/criterion.h>
#include <string.h>

static Bm__ItemGuide *guide(struct county *county, const char *aliases, int event) {
  Bm__ItemGuide *guide = rt_message(county->arena, &bm__item_guide__descriptor);
  char *text = rt_arena_text(county->arena, aliases), *rest = NULL;
  guide->aliases = rt_arena_array(county->arena, 10, sizeof *guide->aliases);
  for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
    guide->aliases[guide->n_aliases++] = word;
  guide->life_events = rt_arena_array(county->arena, 1, sizeof *guide->life_events);
  guide->life_events[guide->n_life_events++] = (Bm__LifeEvent__Enum)event;
  guide->audience = (char *)"老年人";
  guide->fee_basis = (char *)"不收费";
  return guide;
}

static Bm__Item *with_guide(struct county *county, const char *item, const char *name, const char *office,
                            const char *aliases, int event) {
  Bm__Item *message = county_item(county, item, name);
  message->lead_office = (char *)office;
  message->guide = guide(county, aliases, event);
  message->papers[0]->issued_by = (char *)"公安机关";
  message->papers[0]->copies = 2;
  return message;
}

static void load(struct county *county) {
  Bm__Item *items[] = {
      with_guide(county, "MZ-0404", "高龄津贴申领", "民政办", "老人补贴 长寿补贴", BM__LIFE_EVENT__ENUM__OLD_AGE),
      with_guide(county, "MZ-0405", "老年人优待证", "民政办", "老年证 老人证", BM__LIFE_EVENT__ENUM__OLD_AGE),
      with_guide(county, "ZRZY-0103", "临时用地审批", "自然资源所", "临时占地", BM__LIFE_EVENT__ENUM__BUSINESS),
      with_guide(county, "ZRZY-0104", "用地", "自然资源所", "", BM__LIFE_EVENT__ENUM__HOUSE),
  };
  items[3]->status = BM__ITEM_STATUS__ENUM__ABOLISHED;
  items[2]->other_offices = rt_arena_array(county->arena, 1, sizeof *items[2]->other_offices);
  items[2]->other_offices[items[2]->n_other_offices++] = (char *)"民政办";
  county_put_tree(county);
  Bm__Unit *office = county_unit(county, "530623101-07", "民政办", BM__UNIT_KIND__ENUM__OFFICE, "530623101");
  cr_assert_eq(county_put_units(county, &office, 1).status, RT_OK);
  cr_assert_eq(county_put_items(county, items, 4).status, RT_OK);
}

static const Bm__ListItemsReply *list(struct county *county, const char *query, int event, const char *unit,
                                      bool in_force, const char *token) {
  Bm__ListItemsRequest *request = rt_message(county->arena, &bm__list_items_request__descriptor);
  request->query = (char *)query;
  request->life_event = (Bm__LifeEvent__Enum)event;
  request->unit = (char *)unit;
  request->in_force = in_force;
  request->page_size = *token ? 1 : 0;
  request->page_token = (char *)(strcmp(token, "first") == 0 ? "" : token);
  struct test_answer answer = county_as(county, NULL, "intake.ListItems", &request->base);
  cr_assert_eq(answer.status, RT_OK, "%s: %s", query, answer.code);
  return (const Bm__ListItemsReply *)answer.reply;
}

static const char *codes(struct county *county, const Bm__ListItemsReply *reply) {
  char *text = rt_arena_text(county->arena, "");
  for (size_t i = 0; i < reply->n_items; i++)
    text = rt_arena_printf(county->arena, "%s%s%s", text, i ? " " : "", reply->items[i]->item);
  return text;
}

Test(intake_guides, I03_found_by_what_people_say_the_best_fit_first) {
  static const struct {
    const char *query;
    int event;
    const char *unit;
    bool in_force;
    const char *found;
  } rows[] = {
      {"老人补贴怎么领", 0, "", false, "MZ-0404"},
      {"老人", 0, "", false, "MZ-0404 MZ-0405"},
      {"我想办老年证", 0, "", false, "MZ-0405"},
      {"用地", 0, "", false, "ZRZY-0104 ZRZY-0103"}, /* the name itself before one that holds it */
      {"用地", 0, "", true, "ZRZY-0103"},
      {"老人长寿补贴款", 0, "", false, "MZ-0404"}, /* more than half of its pieces */
      {"自来水", 0, "", false, ""},
      {"", BM__LIFE_EVENT__ENUM__OLD_AGE, "", false, "MZ-0404 MZ-0405"},
      {"津贴", BM__LIFE_EVENT__ENUM__BUSINESS, "", false, ""},
      {"", 0, "530623101-07", false, "MZ-0404 MZ-0405 ZRZY-0103"}, /* what it leads and what it joins */
      {"", 0, "530623101-03", true, "ZRZY-0103"},
      {"", 0, "530623101", false, "MZ-0404 MZ-0405 ZRZY-0103 ZRZY-0104"},
      {"", 0, "530623102", false, ""}, /* no office above it leads any */
  };
  struct county *county = county_new();
  load(county);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    cr_expect_str_eq(codes(county, list(county, rows[i].query, rows[i].event, rows[i].unit, rows[i].in_force, "")),
                     rows[i].found, "row %zu '%s': %s", i, rows[i].query,
                     codes(county, list(county, rows[i].query, rows[i].event, rows[i].unit, rows[i].in_force, "")));
  county_destroy(&county);
}

Test(intake_guides, I03_pages_go_on_by_fit_and_code) {
  struct county *county = county_new();
  load(county);
  const Bm__ListItemsReply *first = list(county, "用地", 0, "", false, "first");
  cr_assert_str_eq(codes(county, first), "ZRZY-0104");
  const Bm__ListItemsReply *second = list(county, "用地", 0, "", false, first->next_page_token);
  cr_assert_str_eq(codes(county, second), "ZRZY-0103");
  cr_assert_str_eq(second->next_page_token, "");
  Bm__ListItemsRequest *request = rt_message(county->arena, &bm__list_items_request__descriptor);
  request->unit = (char *)"530623109";
  cr_assert_str_eq(county_as(county, NULL, "intake.ListItems", &request->base).code, "UNIT_NOT_FOUND");
  county_destroy(&county);
}

static struct test_answer guide_at(struct county *county, const char *item, const char *unit) {
  Bm__GetGuideRequest *request = rt_message(county->arena, &bm__get_guide_request__descriptor);
  request->item = (char *)item;
  request->unit = (char *)unit;
  return county_as(county, NULL, "intake.GetGuide", &request->base);
}

static bool lacks(const Bm__Guide *guide, const char *name) {
  for (size_t i = 0; i < guide->n_lacks; i++)
    if (strcmp(guide->lacks[i], name) == 0)
      return true;
  return false;
}

Test(intake_guides, I03_the_guide_says_where_to_go_and_what_it_lacks) {
  struct county *county = county_new();
  load(county);
  struct test_answer answer = guide_at(county, "MZ-0404", "530623101");
  const Bm__Guide *got = (const Bm__Guide *)answer.reply;
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  cr_assert_str_eq(got->hall->name, "盐井镇");
  cr_assert_str_eq(got->office->unit, "530623101-07");
  cr_assert_str_eq(got->item->papers[0]->issued_by, "公安机关");
  cr_assert_eq(got->item->papers[0]->copies, 2);
  cr_assert(got->item->papers[1]->can_be_missing);
  cr_assert_str_eq(got->item->guide->aliases[1], "长寿补贴");
  cr_assert(lacks(got, "legalBasis") && lacks(got, "hours") && !lacks(got, "feeBasis") && !lacks(got, "papers"));
  got = (const Bm__Guide *)guide_at(county, "MZ-0404", "").reply;
  cr_assert(got && !got->hall && !got->office);
  cr_assert_str_eq(guide_at(county, "NO-1", "").code, "ITEM_NOT_FOUND");
  cr_assert_str_eq(guide_at(county, "MZ-0404", "530623109").code, "UNIT_NOT_FOUND");
  county_destroy(&county);
}

Test(intake_guides, I03_a_changed_word_changes_the_item_and_is_found) {
  struct county *county = county_new();
  load(county);
  Bm__Item *item = with_guide(county, "MZ-0404", "高龄津贴申领", "民政办", "敬老钱", BM__LIFE_EVENT__ENUM__OLD_AGE);
  struct test_answer answer = county_put_items(county, &item, 1);
  cr_assert_eq(((const Bm__PutReply *)answer.reply)->changed, 1);
  cr_assert_str_eq(codes(county, list(county, "敬老钱", 0, "", false, "")), "MZ-0404");
  cr_assert_str_eq(codes(county, list(county, "长寿补贴", 0, "", false, "")), "");
  county_destroy(&county);
}
