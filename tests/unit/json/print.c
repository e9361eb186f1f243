#include "runtime/base/cleanup.h"
#include "runtime/json/json.h"
#include "sample.pb-c.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const char empty[] =
    "{\"caseNumber\":\"\",\"limitDays\":0,\"wide\":\"0\",\"sure\":false,\"colour\":\"UNSPECIFIED\",\"papers\":[],"
    "\"tags\":[],\"colours\":[],\"form\":{},\"raw\":\"\",\"numbers\":[],\"pieces\":[],\"natural\":0,"
    "\"wideNatural\":\"0\",\"ratio\":0,\"wides\":[],\"truths\":[]}";

Test(print, every_field_is_there_but_absent_messages) {
  Sample__Everything it = SAMPLE__EVERYTHING__INIT;
  RT_AUTO(rt_buffer_free) struct rt_buffer out = {0};
  rt_json_print(&it.base, &out);
  cr_assert_str_eq(out.data, empty);
}

Test(print, values) {
  Sample__Paper paper = SAMPLE__PAPER__INIT;
  paper.name = "a\"\\\n\t盐\xff";
  paper.page_count = INT32_MIN;
  paper.colour = SAMPLE__COLOUR__ENUM__DARK_BLUE;
  RT_AUTO(rt_buffer_free) struct rt_buffer out = {0};
  rt_buffer_text(&out, "data: ");
  rt_json_print(&paper.base, &out);
  cr_assert_str_eq(out.data, "data: {\"name\":\"a\\\"\\\\\\n\\u0009盐\xef\xbf\xbd\",\"paperId\":\"\",\"pageCount\":"
                             "-2147483648,\"colour\":\"DARK_BLUE\"}");
}

Test(print, what_has_no_json_number_is_text_and_an_unknown_enum_a_number) {
  Sample__Everything it = SAMPLE__EVERYTHING__INIT;
  it.ratio = (double)INFINITY;
  it.colour = (Sample__Colour__Enum)3;
  it.wide = INT64_MIN;
  RT_AUTO(rt_buffer_free) struct rt_buffer out = {0};
  rt_json_print(&it.base, &out);
  cr_assert(strstr(out.data, "\"ratio\":\"Infinity\""));
  cr_assert(strstr(out.data, "\"colour\":3,"));
  cr_assert(strstr(out.data, "\"wide\":\"-9223372036854775808\""));
}
