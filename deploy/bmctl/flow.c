/* bmctl flow: the flow tables, printed and linted. */
#include "domain/flow.h"
#include "deploy/bmctl/command.h"
#include "evaluation/rules/rectifications/rectification.h"
#include "intake/rules/agents/visit.h"
#include "intake/rules/cases/flow.h"
#include "review/rules/tasks/flow.h"
#include "runtime/base/cleanup.h"

#include <stdio.h>
#include <string.h>

enum { FINDINGS = 50 };

static const struct dom_flow *const flows[] = {&intake_case_flow, &intake_visit_flow, &review_task_flow,
                                               &evaluation_rectification_flow};
enum { FLOWS = sizeof flows / sizeof flows[0] };

static bool wanted(const struct dom_flow *flow, const char *name) {
  return !name || strcmp(flow->name, name) == 0;
}

static bool known(const char *name) {
  for (size_t i = 0; i < FLOWS; i++) {
    if (wanted(flows[i], name)) {
      return true;
    }
  }
  return false;
}

static int print(struct bmctl *bmctl, const char *name) {
  RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
  rt_buffer_text(&json, "[");
  for (size_t i = 0; i < FLOWS; i++) {
    if (!wanted(flows[i], name)) {
      continue;
    }
    size_t length = dom_flow_print(flows[i], NULL, 0);
    char *text = rt_arena_alloc(bmctl->arena, length + 1);
    (void)dom_flow_print(flows[i], text, length + 1);
    bmctl_comma(&json);
    rt_buffer_text(&json, "{");
    bmctl_member(&json, "flow", flows[i]->name);
    bmctl_member(&json, "markdown", text);
    rt_buffer_text(&json, "}");
    if (!bmctl->json) {
      fputs(text, stdout);
    }
  }
  rt_buffer_text(&json, "]");
  if (bmctl->json) {
    bmctl_print_json(bmctl, &json);
  }
  return BMCTL_DONE;
}

static size_t lint_one(const struct bmctl *bmctl, const struct dom_flow *flow, struct rt_buffer *json) {
  struct dom_flow_finding findings[FINDINGS];
  size_t count = dom_flow_lint(flow, findings, FINDINGS);
  for (size_t i = 0; i < count && i < FINDINGS; i++) {
    bmctl_comma(json);
    rt_buffer_text(json, "{");
    bmctl_member(json, "flow", flow->name);
    bmctl_member(json, "finding", findings[i].text);
    rt_buffer_text(json, "}");
    if (!bmctl->json) {
      printf("%s: %s\n", flow->name, findings[i].text);
    }
  }
  if (count == 0 && !bmctl->json) {
    printf("%s: sound, %zu rows\n", flow->name, flow->row_count);
  }
  return count;
}

static int lint(struct bmctl *bmctl, const char *name) {
  RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
  rt_buffer_text(&json, "{\"findings\":[");
  size_t count = 0;
  for (size_t i = 0; i < FLOWS; i++) {
    count += wanted(flows[i], name) ? lint_one(bmctl, flows[i], &json) : 0;
  }
  rt_buffer_text(&json, "]}");
  if (bmctl->json) {
    bmctl_print_json(bmctl, &json);
  }
  return count == 0 ? BMCTL_DONE : BMCTL_FAILED;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  const char *name = argc > 2 ? argv[2] : NULL;
  if (name && !known(name)) {
    return bmctl_usage(bmctl, &bmctl_flow, "no flow %s", name);
  }
  if ((argc == 2 || argc == 3) && strcmp(argv[1], "print") == 0) {
    return print(bmctl, name);
  }
  if ((argc == 2 || argc == 3) && strcmp(argv[1], "lint") == 0) {
    return lint(bmctl, name);
  }
  return bmctl_usage(bmctl, &bmctl_flow, "print or lint is wanted");
}

const struct bmctl_command bmctl_flow = {
    .name = "flow",
    .arguments = "(print | lint) [FLOW]",
    .summary = "Print the flows as diagrams and tables, or lint them",
    .help =
        "lint finds unreachable states, dead ends, ends without a way to a rating, and steps longer than the promise.\n"
        "Exit code 1 if it finds anything.\n",
    .run = run};
