#include "domain/flow.h"

#include "small_flow.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char print[] = "## 小流程 (small)\n"
                            "\n"
                            "```mermaid\n"
                            "stateDiagram-v2\n"
                            "  OPEN: OPEN 待领取\n"
                            "  [*] --> OPEN\n"
                            "  HELD: HELD 办理中\n"
                            "  DONE: DONE 已办结\n"
                            "  DONE --> [*]\n"
                            "  GONE: GONE 已撤回\n"
                            "  GONE --> [*]\n"
                            "  OPEN --> HELD: 领取\n"
                            "  HELD --> OPEN: 退回\n"
                            "  HELD --> DONE: 办结\n"
                            "  OPEN --> GONE: 撤回\n"
                            "  HELD --> GONE: 撤回\n"
                            "```\n"
                            "\n"
                            "| from | action | to | who | limit | |\n"
                            "|---|---|---|---|---|---|\n"
                            "| OPEN | TAKE | HELD | reviewer | 2 天（承诺时限内） | 审查人员领取 |\n"
                            "| HELD | PUT_BACK | OPEN | reviewer |  | 退回科室 |\n"
                            "| HELD | FINISH | DONE | clerk, reviewer | 承诺时限 | 作出决定 |\n"
                            "| OPEN | DROP | GONE | system | 5 天 | 申请人撤回 |\n"
                            "| HELD | DROP | GONE | clerk, system | 法定时限 |  |\n"
                            "\n"
                            "Ends: DONE 已办结, GONE 已撤回\n"
                            "\n"
                            "May be rated: DONE 已办结, GONE 已撤回\n";

Test(flow_print, is_this_to_the_byte) {
  struct small_flow small;
  char text[2048];
  small_flow_make(&small);
  cr_expect_eq(dom_flow_print(&small.flow, text, sizeof text), strlen(print));
  cr_expect_str_eq(text, print, "%s", text);
}

Test(flow_print, says_its_length_and_stays_within_its_room) {
  struct small_flow small;
  small_flow_make(&small);
  size_t length = dom_flow_print(&small.flow, NULL, 0);
  cr_assert_eq(length, strlen(print));
  for (size_t size = 1; size <= length + 1; size++) {
    char *text = malloc(size);
    cr_assert_eq(dom_flow_print(&small.flow, text, size), length);
    cr_assert_eq(strlen(text), size - 1);
    cr_assert(memcmp(text, print, size - 1) == 0);
    free(text);
  }
}
