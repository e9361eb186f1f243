/* Paths and queries: decoding, and what is refused. */
#include "runtime/http/parse/target.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct row {
  const char *name;
  const char *target;
  const char *code;  /* of the refusal; NULL: accepted */
  const char *path;  /* segments joined with | */
  const char *query; /* name=value joined with | */
} rows[] = {
    {"root", "/", NULL, "", ""},
    {"plain", "/v1/cases", NULL, "v1|cases", ""},
    {"slash at the end is a segment", "/v1/", NULL, "v1|", ""},
    {"double slash is a segment", "//v1", NULL, "|v1", ""},
    {"escaped slash divides nothing", "/v1/a%2Fb", NULL, "v1|a/b", ""},
    {"colon", "/v1/cases/530623-20261123-000042-7:accept", NULL, "v1|cases|530623-20261123-000042-7:accept", ""},
    {"plus in the path stays", "/a+b", NULL, "a+b", ""},
    {"query", "/?a=1&b=2", NULL, "", "a=1|b=2"},
    {"Chinese", "/?query=%E5%AE%85%E5%9F%BA%E5%9C%B0", NULL, "", "query=宅基地"},
    {"plus in the query is a blank", "/?a=b+c%2B", NULL, "", "a=b c+"},
    {"empty parameter is absent", "/?a=&b=2&c", NULL, "", "b=2"},
    {"empty pieces", "/?&a=1&&", NULL, "", "a=1"},
    {"question mark and equals in a value", "/?a=b?c=d", NULL, "", "a=b?c=d"},
    {"escaped ampersand", "/?a=b%26c=d", NULL, "", "a=b&c=d"},
    {"cut escape", "/%e", "BAD_ESCAPE", NULL, NULL},
    {"escape without digits", "/?a=%zz", "BAD_ESCAPE", NULL, NULL},
    {"escaped NUL", "/a%00b", "BAD_ESCAPE", NULL, NULL},
    {"lone continuation byte", "/%80", "BAD_UTF8", NULL, NULL},
    {"overlong", "/?a=%C0%AF", "BAD_UTF8", NULL, NULL},
    {"surrogate", "/?a=%ED%A0%80", "BAD_UTF8", NULL, NULL},
    {"above the last character", "/?a=%F4%90%80%80", "BAD_UTF8", NULL, NULL},
    {"cut sequence", "/?a=%E5%AE", "BAD_UTF8", NULL, NULL},
    {"no name", "/?=1", "BAD_QUERY", NULL, NULL},
    {"twice", "/?a=1&a=1", "REPEATED_PARAMETER", NULL, NULL},
    {"twice, once escaped", "/?a=1&%61=2", "REPEATED_PARAMETER", NULL, NULL},
};

static void append(char text[256], const char *a, const char *b, const char *c) {
  size_t used = strlen(text);
  snprintf(text + used, 256 - used, "%s%s%s", a, b, c);
}

Test(http_target, rows) {
  static struct rt_http_target target;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct row *row = &rows[i];
    struct rt_http_text text = {row->target, strlen(row->target)};
    const struct rt_http_refusal *no = rt_http_target_parse(text, &target);
    cr_assert_eq(no != NULL, row->code != NULL, "%s", row->name);
    if (no) {
      cr_assert_str_eq(no->code, row->code, "%s: %s", row->name, no->code);
      cr_assert_eq(no->status, 400);
      continue;
    }
    char path[256] = "";
    char query[256] = "";
    for (size_t k = 0; k < target.segment_count; k++) {
      append(path, k ? "|" : "", target.segments[k], "");
    }
    for (size_t k = 0; k < target.param_count; k++) {
      append(query, k ? "|" : "", target.params[k].name, "=");
      append(query, "", target.params[k].value, "");
    }
    cr_assert_str_eq(path, row->path, "%s: %s", row->name, path);
    cr_assert_str_eq(query, row->query, "%s: %s", row->name, query);
  }
}

Test(http_target, longest_target_fits) {
  static struct rt_http_target target;
  static char text[RT_HTTP_HEAD_MAX - 1];
  memset(text, 'a', sizeof text);
  text[0] = '/';
  cr_assert_null(rt_http_target_parse((struct rt_http_text){text, sizeof text}, &target));
  cr_assert_eq(strlen(target.segments[0]), sizeof text - 1);
  memset(text, '/', sizeof text);
  cr_assert_null(rt_http_target_parse((struct rt_http_text){text, sizeof text}, &target));
  cr_assert_eq(target.segment_count, RT_HTTP_SEGMENTS_MAX);
}

Test(http_target, too_many_parameters) {
  static struct rt_http_target target;
  char text[512] = "/?";
  for (int i = 0; i < 33; i++) {
    sprintf(text + strlen(text), "p%d=1&", i);
  }
  const struct rt_http_refusal *no = rt_http_target_parse((struct rt_http_text){text, strlen(text)}, &target);
  cr_assert(no && strcmp(no->code, "TOO_MANY_PARAMETERS") == 0);
}
