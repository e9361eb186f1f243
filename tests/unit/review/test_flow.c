/* The flow of a task is sound. */
#include "review/rules/tasks/flow.h"
#include <criterion/criterion.h>

Test(review_flow, lint_finds_nothing) {
  struct dom_flow_finding findings[8];
  size_t count = dom_flow_lint(&review_task_flow, findings, 8);
  cr_assert_eq(count, 0, "%s", count ? findings[0].text : "");
}
