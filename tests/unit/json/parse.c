#include "runtime/base/cleanup.h"
#include "runtime/json/base64.h"
#include "runtime/json/json.h"
#include "sample.pb-c.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct rt_arena *arena;
static struct rt_faults faults;

static void setup(void) {
  arena = rt_arena_new(0);
}

static void teardown(void) {
  rt_arena_destroy(&arena);
}

TestSuite(parse, .init = setup, .fini = teardown);

static Sample__Everything *parsed(const char *text) {
  return (Sample__Everything *)rt_json_parse(arena, &sample__everything__descriptor, text, strlen(text), NULL, 0,
                                             &faults);
}

Test(parse, everything) {
  Sample__Everything *it = parsed(
      "{\"caseNumber\":\"530623-20261123-000042-7\",\"limitDays\":-20,\"wide\":\"9007199254740993\",\"sure\":true,"
      "\"colour\":\"DARK_BLUE\",\"firstPaper\":{\"name\":\"户口簿\",\"paperId\":\"x\"},"
      "\"papers\":[{\"pageCount\":2},{\"colour\":\"RED\"}],\"tags\":[\"a\",\"b\"],\"colours\":[\"RED\"],"
      "\"form\":{\"b\":\"2\",\"a\":\"1\",\"地址\":\"盐井镇\"},\"raw\":\"AAEC\",\"numbers\":[1,2.0,3e0],\"pieces\":["
      "\"\"],"
      "\"natural\":4294967295,\"wideNatural\":7,\"ratio\":0.5,\"no\":{\"name\":\"n\"},\"wides\":[\"-1\"],"
      "\"truths\":[false,true]}");
  cr_assert_not_null(it, "%s: %s", faults.list[0].field, faults.list[0].message);
  cr_assert_str_eq(it->case_number, "530623-20261123-000042-7");
  cr_assert_eq(it->limit_days, -20);
  cr_assert_eq(it->wide, INT64_C(9007199254740993));
  cr_assert(it->sure);
  cr_assert_eq((int)it->colour, 7);
  cr_assert_str_eq(it->first_paper->name, "户口簿");
  cr_assert_eq(it->n_papers, 2u);
  cr_assert_eq(it->papers[0]->page_count, 2);
  cr_assert_str_eq(it->papers[1]->name, "");
  cr_assert_str_eq(it->tags[1], "b");
  cr_assert_eq(it->n_form, 3u);
  cr_assert_str_eq(it->form[0]->key, "a");
  cr_assert_str_eq(it->form[1]->value, "2");
  cr_assert_str_eq(it->form[2]->key, "地址");
  cr_assert_eq(it->raw.len, 3u);
  cr_assert_eq(it->raw.data[2], 2);
  cr_assert_eq(it->numbers[2], 3);
  cr_assert_eq(it->natural, UINT32_MAX);
  cr_assert_eq((int)it->answer_case, 18);
  cr_assert_str_eq(it->no->name, "n");
  cr_assert_eq(it->wides[0], -1);
  cr_assert(it->truths[1]);
}

Test(parse, absent_and_null_are_defaults) {
  const char *texts[] = {"{}", "{\"caseNumber\":null,\"firstPaper\":null,\"papers\":null,\"form\":null,\"yes\":null}"};
  for (size_t i = 0; i < 2; i++) {
    Sample__Everything *it = parsed(texts[i]);
    cr_assert_not_null(it);
    cr_assert_eq(sample__everything__get_packed_size(it), 0u);
  }
}

static const struct refused {
  const char *name;
  const char *text;
  const char *field;
  const char *part; /* of the message */
} refusals[] = {
    {"empty body", "", "", "JSON"},
    {"no object", "[]", "", "花括号"},
    {"cut", "{\"caseNumber\":\"a\"", "", "JSON"},
    {"behind the end", "{} x", "", "JSON"},
    {"twice", "{\"tags\":[],\"tags\":[]}", "", "两次"},
    {"twice in a map", "{\"form\":{\"a\":\"1\",\"a\":\"2\"}}", "", "两次"},
    {"nul", "{\"caseNumber\":\"a\\u0000b\"}", "caseNumber", "U+0000"},
    {"bad utf-8", "{\"caseNumber\":\"\xff\"}", "", "UTF-8"},
    {"lone surrogate", "{\"caseNumber\":\"\\ud800\"}", "", "JSON"},
    {"unknown", "{\"caseNumbers\":\"a\"}", "caseNumbers", "没有这个字段"},
    {"proto name", "{\"case_number\":\"a\"}", "case_number", "没有这个字段"},
    {"unknown inside", "{\"papers\":[{},{\"x\":1}]}", "papers[1].x", "没有这个字段"},
    {"truth for text", "{\"caseNumber\":true}", "caseNumber", "类型不对"},
    {"number for text", "{\"caseNumber\":1}", "caseNumber", "类型不对"},
    {"text for number", "{\"limitDays\":\"1\"}", "limitDays", "类型不对"},
    {"not whole", "{\"limitDays\":1.5}", "limitDays", "整数"},
    {"above int32", "{\"limitDays\":2147483648}", "limitDays", "太大"},
    {"below int32", "{\"limitDays\":-2147483649}", "limitDays", "太大"},
    {"above 64 bits", "{\"limitDays\":99999999999999999999}", "limitDays", "太大"},
    {"negative natural", "{\"natural\":-1}", "natural", "太大"},
    {"wide not whole", "{\"wide\":\"1.5\"}", "wide", "整数"},
    {"wide too wide", "{\"wide\":\"9223372036854775808\"}", "wide", "太大"},
    {"wide with a plus", "{\"wide\":\"+1\"}", "wide", "整数"},
    {"text for truth", "{\"sure\":\"true\"}", "sure", "true"},
    {"no such enum", "{\"colour\":\"GREEN\"}", "colour", "RED、DARK_BLUE"},
    {"enum by number", "{\"colour\":1}", "colour", "类型不对"},
    {"null in a list", "{\"tags\":[null]}", "tags[0]", "类型不对"},
    {"text for a list", "{\"tags\":\"a\"}", "tags", "方括号"},
    {"list for a message", "{\"firstPaper\":[]}", "firstPaper", "花括号"},
    {"list for a map", "{\"form\":[]}", "form", "花括号"},
    {"number in a map", "{\"form\":{\"地址\":1}}", "form.地址", "类型不对"},
    {"deep in", "{\"firstPaper\":{\"pageCount\":\"x\"}}", "firstPaper.pageCount", "类型不对"},
    {"no base64", "{\"raw\":\"A\"}", "raw", "Base64"},
    {"two of one", "{\"yes\":\"y\",\"no\":{}}", "no", "只能填其中一项"},
};

Test(parse, refusals_name_the_field) {
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    const struct refused *row = &refusals[i];
    faults.count = 0;
    cr_assert_null(parsed(row->text), "%s", row->name);
    cr_assert_eq(faults.count, 1u, "%s: %zu faults", row->name, faults.count);
    cr_assert_str_eq(faults.list[0].field, row->field, "%s", row->name);
    cr_assert(strstr(faults.list[0].message, row->part), "%s: %s", row->name, faults.list[0].message);
  }
}

Test(parse, depth_is_bounded_and_brackets_in_texts_do_not_count) {
  char text[512] = "{\"tags\":";
  memset(text + 8, '[', 200);
  cr_assert_null(parsed(text));
  cr_assert(strstr(faults.list[0].message, "64"));
  char quoted[512] = "{\"tags\":[\"\\\"";
  memset(quoted + 12, '[', 200);
  strcat(quoted, "\\\\\"]}");
  faults.count = 0;
  cr_assert_not_null(parsed(quoted), "%s", faults.list[0].message);
}

Test(parse, at_most_twenty_faults_and_long_names_are_cut) {
  char text[4096] = "{";
  for (int i = 0; i < 30; i++) {
    char member[160];
    snprintf(member, sizeof member, "%s\"盐%0120d\":1", i ? "," : "", i);
    strcat(text, member);
  }
  strcat(text, "}");
  cr_assert_null(parsed(text));
  cr_assert_eq(faults.count, (size_t)RT_FAULTS_MAX);
  cr_assert_eq(strlen(faults.list[0].field), 100u);
}

Test(parse, every_prefix_of_a_body_is_refused_quietly) {
  const char *text =
      "{\"papers\":[{\"name\":\"户\\n口\",\"pageCount\":2e0}],\"form\":{\"a\":\"\\u4e00\"},\"sure\":false}";
  for (size_t bytes = 0; bytes < strlen(text); bytes++) {
    faults.count = 0;
    cr_assert_null(rt_json_parse(arena, &sample__everything__descriptor, text, bytes, NULL, 0, &faults));
  }
  cr_assert_not_null(parsed(text));
}

static const struct set_case {
  const char *name;
  const char *value;
  bool done;
} set_cases[] = {
    {"caseNumber", "530623", true}, {"limitDays", "7", true},  {"limitDays", "", false},    {"limitDays", "7x", false},
    {"limitDays", " 7", false},     {"limitDays", "-", false}, {"colour", "RED", true},     {"colour", "red", false},
    {"sure", "true", true},         {"sure", "yes", false},    {"papers", "x", false},      {"tags", "x", false},
    {"firstPaper", "x", false},     {"nothing", "x", false},   {"case_number", "x", false}, {"wide", "-5", true},
    {"ratio", "0.25", true},        {"ratio", "a", false},
};

static Sample__Everything *given(const char *text, const char *name, const char *value) {
  struct rt_json_given list[] = {{name, value}};
  faults.count = 0;
  return (Sample__Everything *)rt_json_parse(arena, &sample__everything__descriptor, text, strlen(text), list, 1,
                                             &faults);
}

Test(parse, given_by_path_and_query) {
  for (size_t i = 0; i < sizeof set_cases / sizeof *set_cases; i++) {
    const struct set_case *row = &set_cases[i];
    cr_assert_eq(given("{}", row->name, row->value) != NULL, row->done, "%s=%s", row->name, row->value);
    cr_assert(row->done || strcmp(faults.list[0].field, row->name) == 0);
  }
  cr_assert_str_eq(given("{\"limitDays\":1}", "caseNumber", "n")->case_number, "n");
  cr_assert_str_eq(given("{\"limitDays\":1}", "caseNumber", " \u3000")->case_number, "");
  cr_assert_str_eq(given("{\"limitDays\":1}", "caseNumber", " a ")->case_number, " a ");
  cr_assert_null(given("{\"caseNumber\":\"m\"}", "caseNumber", "n"));
  cr_assert_str_eq(faults.list[0].field, "caseNumber");
  cr_assert_null(given("{\"papers\":[{\"name\":\"m\"}]}", "name", "n"));
  cr_assert_str_eq(given("{\"caseNumber\":null}", "caseNumber", "n")->case_number, "n");
  cr_assert_null(given("{\"no\":{}}", "yes", "n"));
}

static const struct {
  const char *text;
  const char *data; /* NULL: refused */
} base64_cases[] = {
    {"", ""},       {"Zg==", "f"},  {"Zm8=", "fo"}, {"Zm9v", "foo"},    {"Zm9vYmFy", "foobar"}, {"Zg", NULL},
    {"Zh==", NULL}, {"Zm9=", NULL}, {"Z===", NULL}, {"Zg==Zg==", NULL}, {"Zm 9", NULL},         {"Zm-_", NULL},
};

Test(parse, base64) {
  for (size_t i = 0; i < sizeof base64_cases / sizeof *base64_cases; i++) {
    uint8_t data[16];
    size_t bytes = 0;
    bool good = rt_base64_parse(base64_cases[i].text, data, &bytes);
    cr_assert_eq(good, base64_cases[i].data != NULL, "%s", base64_cases[i].text);
    if (good) {
      cr_assert_eq(bytes, strlen(base64_cases[i].data));
      cr_assert_eq(memcmp(data, base64_cases[i].data, bytes), 0);
      RT_AUTO(rt_buffer_free) struct rt_buffer back = {0};
      rt_base64_print(&back, data, bytes);
      cr_assert(bytes == 0 || strcmp(back.data, base64_cases[i].text) == 0);
    }
  }
}
