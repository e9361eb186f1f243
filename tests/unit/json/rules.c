#include "runtime/base/cleanup.h"
#include "runtime/json/json.h"
#include "sample.pb-c.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rt_field_rule paper_rules[] = {
    {"name", true, 0, 4, NULL, NULL},
    {"page_count", true, 1, 9, NULL, NULL},
};
static const struct rt_field_rule everything_rules[] = {
    {"case_number", true, 0, 0, "[0-9]{6}|盐.", "应为六位数字"},
    {"limit_days", false, 2, 5, NULL, NULL},
    {"colour", true, 0, 0, NULL, NULL},
    {"papers", true, 0, 2, NULL, NULL},
    {"tags", false, 1, 0, "[a-z]*", NULL},
    {"raw", false, 0, 3, NULL, NULL},
    {"natural", true, 0, 0, NULL, NULL},
};
static const struct rt_message_rules table[] = {
    {&sample__paper__descriptor, paper_rules, 2},
    {&sample__everything__descriptor, everything_rules, 7},
    {NULL, NULL, 0},
};

static struct rt_arena *arena;
static struct rt_faults faults;

static void setup(void) {
  arena = rt_arena_new(0);
  rt_rules_use(table);
}

static void teardown(void) {
  rt_arena_destroy(&arena);
}

TestSuite(rules, .init = setup, .fini = teardown);

#define GOOD "\"caseNumber\":\"530623\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"],\"natural\":0"

static const struct rule_case {
  const char *name;
  const char *text;
  const char *field; /* NULL: no fault */
  const char *part;
} cases[] = {
    {"good", "{" GOOD "}", NULL, NULL},
    {"text missing", "{\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"],\"natural\":0}", "caseNumber", "必填"},
    {"text empty", "{\"caseNumber\":\"\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"],\"natural\":0}",
     "caseNumber", "必填"},
    {"enum missing", "{\"caseNumber\":\"530623\",\"papers\":[],\"tags\":[\"a\"],\"natural\":0}", "colour", "必填"},
    {"enum zero", "{\"caseNumber\":\"530623\",\"colour\":\"UNSPECIFIED\",\"papers\":[],\"tags\":[\"a\"],\"natural\":0}",
     "colour", "必须选择"},
    {"list missing", "{\"caseNumber\":\"530623\",\"colour\":\"RED\",\"tags\":[\"a\"],\"natural\":0}", "papers", "必填"},
    {"number missing", "{\"caseNumber\":\"530623\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"]}", "natural",
     "必填"},
    {"number null", "{\"caseNumber\":\"530623\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"],\"natural\":null}",
     "natural", "必填"},
    {"list too short", "{\"caseNumber\":\"530623\",\"colour\":\"RED\",\"papers\":[],\"tags\":[],\"natural\":0}", "tags",
     "至少"},
    {"pattern", "{\"caseNumber\":\"53062\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"],\"natural\":0}",
     "caseNumber", "六位数字"},
    {"pattern is of the whole",
     "{\"caseNumber\":\"530623\\n\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"],"
     "\"natural\":0}",
     "caseNumber", "六位数字"},
    {"pattern is of characters",
     "{\"caseNumber\":\"盐津\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"],"
     "\"natural\":0}",
     NULL, NULL},
    {"pattern of entries",
     "{\"caseNumber\":\"530623\",\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\",\"1\"],"
     "\"natural\":0}",
     "tags[1]", "格式不对"},
    {"not said", "{" GOOD ",\"limitDays\":0}", NULL, NULL},
    {"too small", "{" GOOD ",\"limitDays\":1}", "limitDays", "2 到 5"},
    {"too large", "{" GOOD ",\"limitDays\":6}", "limitDays", "2 到 5"},
    {"bytes", "{" GOOD ",\"raw\":\"AAAAAA==\"}", "raw", "3 个字节"},
    {"four characters", "{" GOOD ",\"firstPaper\":{\"name\":\"四个汉字\",\"pageCount\":1}}", NULL, NULL},
    {"five characters", "{" GOOD ",\"firstPaper\":{\"name\":\"五个汉字啊\",\"pageCount\":1}}", "firstPaper.name",
     "最多 4 个字，现在有 5 个字"},
    {"inner number missing", "{" GOOD ",\"firstPaper\":{\"name\":\"a\"}}", "firstPaper.pageCount", "必填"},
    {"inner number zero", "{" GOOD ",\"firstPaper\":{\"name\":\"a\",\"pageCount\":0}}", "firstPaper.pageCount",
     "1 到 9"},
    {"zero in a list of enums", "{" GOOD ",\"colours\":[\"RED\",\"UNSPECIFIED\"]}", "colours[1]", "必须选择"},
    {"map without a name", "{" GOOD ",\"form\":{\"\":\"x\"}}", "form", "名称"},
};

Test(rules, table) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct rule_case *row = &cases[i];
    faults.count = 0;
    ProtobufCMessage *message =
        rt_json_parse(arena, &sample__everything__descriptor, row->text, strlen(row->text), NULL, 0, &faults);
    if (message) {
      rt_rules_check(arena, message, &faults);
    }
    cr_assert_eq(faults.count, row->field ? 1u : 0u, "%s: %zu faults, first %s %s", row->name, faults.count,
                 faults.count ? faults.list[0].field : "", faults.count ? faults.list[0].message : "");
    if (row->field) {
      cr_assert_str_eq(faults.list[0].field, row->field, "%s", row->name);
      cr_assert(strstr(faults.list[0].message, row->part), "%s: %s", row->name, faults.list[0].message);
    }
  }
}

Test(rules, zero_in_an_address_was_written_there) {
  static const char text[] = "{" GOOD "}";
  static const char bare[] = "{\"caseNumber\":\"530623\",\"papers\":[],\"tags\":[\"a\"],\"natural\":0}";
  struct rt_json_given days = {"limitDays", "0"};
  struct rt_json_given colour = {"colour", "UNSPECIFIED"};
  faults.count = 0;
  cr_assert_null(rt_json_parse(arena, &sample__everything__descriptor, text, strlen(text), &days, 1, &faults));
  cr_assert_str_eq(faults.list[0].field, "limitDays");
  faults.count = 0;
  cr_assert_null(rt_json_parse(arena, &sample__everything__descriptor, bare, strlen(bare), &colour, 1, &faults));
  cr_assert_str_eq(faults.list[0].field, "colour");
}

Test(rules, what_is_given_is_present) {
  const char *text = "{\"colour\":\"RED\",\"papers\":[],\"tags\":[\"a\"]}";
  struct rt_json_given given[] = {{"caseNumber", "530623"}, {"natural", "0"}};
  ProtobufCMessage *message =
      rt_json_parse(arena, &sample__everything__descriptor, text, strlen(text), given, 2, &faults);
  cr_assert_not_null(message, "%s %s", faults.list[0].field, faults.list[0].message);
  rt_rules_check(arena, message, &faults);
  cr_assert_eq(faults.count, 0u);
  cr_assert_null(rt_json_parse(arena, &sample__everything__descriptor, text, strlen(text), given, 1, &faults));
  cr_assert_str_eq(faults.list[0].field, "natural");
}

static size_t faults_of(const Sample__Everything *it) {
  faults.count = 0;
  rt_rules_check(arena, &it->base, &faults);
  return faults.count;
}

static Sample__Everything good(void) {
  static char *tags[] = {"a"};
  Sample__Everything it = SAMPLE__EVERYTHING__INIT;
  it.case_number = "530623";
  it.colour = SAMPLE__COLOUR__ENUM__RED;
  it.tags = tags;
  it.n_tags = 1;
  return it;
}

Test(rules, defaults_and_what_the_wire_may_bring) {
  Sample__Everything it = good();
  cr_assert_eq(faults_of(&it), 0u);
  char *text = rt_arena_alloc(arena, 2002);
  memset(text, 'x', 2001);
  it.answer_case = SAMPLE__EVERYTHING__ANSWER_YES;
  it.yes = text;
  cr_assert_eq(faults_of(&it), 1u);
  text[2000] = 0;
  cr_assert_eq(faults_of(&it), 0u);
  text[5] = (char)0xff;
  cr_assert_eq(faults_of(&it), 1u);
  cr_assert_str_eq(faults.list[0].field, "yes");
  it = good();
  it.colour = (Sample__Colour__Enum)5;
  cr_assert_eq(faults_of(&it), 1u);
  it = good();
  it.numbers = rt_arena_array(arena, 101, sizeof *it.numbers);
  it.n_numbers = 100;
  cr_assert_eq(faults_of(&it), 0u);
  it.n_numbers = 101;
  cr_assert_eq(faults_of(&it), 1u);
}

static void *check_many(void *unused) {
  (void)unused;
  RT_AUTO(rt_arena_destroy) struct rt_arena *own = rt_arena_new(0);
  Sample__Everything it = good();
  size_t found = 0;
  for (int i = 0; i < 2000; i++) {
    struct rt_faults list = {0};
    it.case_number = i % 2 ? "530623" : "x";
    rt_rules_check(own, &it.base, &list);
    found += list.count;
  }
  return (void *)found;
}

Test(rules, threads_share_the_patterns) {
  pthread_t threads[4];
  for (size_t i = 0; i < 4; i++) {
    cr_assert_eq(pthread_create(&threads[i], NULL, check_many, NULL), 0);
  }
  for (size_t i = 0; i < 4; i++) {
    void *found = NULL;
    pthread_join(threads[i], &found);
    cr_assert_eq((size_t)found, 1000u);
  }
}
