#include "intake/rules/cases/flow.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(flow, the_case_s_flow_is_sound) {
  struct dom_flow_finding findings[8];
  size_t count = dom_flow_lint(&intake_case_flow, findings, 8);
  cr_assert_eq(count, 0u, "%s", count ? findings[0].text : "");
}

Test(flow, i05_accept_while_a_correction_is_awaited_names_state_and_action) {
  struct dom_refusal refusal = {0};
  cr_assert_null(intake_step(INTAKE_CORRECTION, INTAKE_ACT_ACCEPT, &refusal));
  cr_assert_eq(refusal.kind, DOM_CONFLICT);
  cr_assert_str_eq(refusal.code, "ACTION_NOT_IN_STATE");
  cr_assert(strstr(refusal.text, "CORRECTION") && strstr(refusal.text, "accept") && strstr(refusal.text, "待补正"),
            "%s", refusal.text);
}

Test(flow, i05_no_veto_accept_waits_while_the_centre_head_has_the_refusal) {
  struct dom_refusal refusal = {0};
  cr_assert_eq(intake_step(INTAKE_SUBMITTED, INTAKE_ACT_REFUSE, &refusal)->to, (int)INTAKE_REFUSAL_ASKED);
  cr_assert_str_eq(intake_state_name(INTAKE_REFUSAL_ASKED), "SUBMITTED");
  cr_assert_null(intake_step(INTAKE_REFUSAL_ASKED, INTAKE_ACT_ACCEPT, &refusal));
  cr_assert(strstr(refusal.text, "SUBMITTED") && strstr(refusal.text, "不予受理待中心主任确认"), "%s", refusal.text);
}

/* Whatever happens in whatever order, no row leads where the table does not say, and an end stays an end. */
Test(flow, random_acts_never_leave_an_end) {
  unsigned seed = 20261123;
  for (int run = 0; run < 2000; run++) {
    int state = INTAKE_SUBMITTED;
    for (int step = 0; step < 30; step++) {
      int action = 1 + rand_r(&seed) % (INTAKE_ACT__COUNT - 1);
      const struct dom_flow_row *row = intake_step((enum intake_state)state, (enum intake_action)action, NULL);
      bool ended = (intake_case_flow.states[state].flags & DOM_STATE_END) != 0;
      cr_assert(!(ended && row), "seed run %d: action %d left the end %d", run, action, state);
      state = row ? row->to : state;
    }
  }
}

Test(flow, i16_a_case_is_under_way_until_it_has_ended) {
  cr_assert(intake_under_way(INTAKE_SUBMITTED) && intake_under_way(INTAKE_REFUSAL_ASKED) &&
            intake_under_way(INTAKE_DECIDED));
  cr_assert(!intake_under_way(INTAKE_CLOSED) && !intake_under_way(INTAKE_LAPSED) &&
            !intake_under_way(INTAKE_WITHDRAWN));
}

/* The page says what the code does: print it anew with `bmctl flow case` when the flow changes. */
Test(flow, its_print_is_the_one_of_the_readme) {
  static char printed[1 << 16];
  static char page[1 << 17];
  cr_assert_lt(dom_flow_print(&intake_case_flow, printed, sizeof printed), sizeof printed);
  FILE *file = fopen(INTAKE_README, "r");
  cr_assert_not_null(file);
  size_t bytes = fread(page, 1, sizeof page - 1, file);
  fclose(file);
  cr_assert(bytes > 0 && strstr(page, printed), "services/intake/README.md does not show:\n%s", printed);
}
