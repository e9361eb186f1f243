/* I-08: what a mandate lets an agent do; who sees a visit, and how it goes on. */
#include "intake/rules/agents/mandate.h"
#include "intake/rules/agents/visit.h"

#include <criterion/criterion.h>
#include <string.h>

enum { TODAY = 20780 };

static const char *const forest[] = {"LYJ-0201"};

static struct intake_mandate good(void) {
  return (struct intake_mandate){.mandate = "m",
                                 .agent = "agent1",
                                 .valid_until = TODAY + 10,
                                 .of_applicant = true,
                                 .items = forest,
                                 .item_count = 1};
}

static bool lets(const struct intake_mandate *mandate, const char *agent, const char *item, const char **ret_text) {
  static struct dom_refusal refusal;
  refusal = (struct dom_refusal){0};
  bool may = intake_mandate_lets(mandate, agent, item, TODAY, &refusal);
  *ret_text = refusal.text;
  return may;
}

Test(intake_agents, a_mandate_lets_its_agent_for_its_giver_its_items_and_its_time) {
  const char *why;
  struct intake_mandate mandate = good();
  cr_assert(lets(&mandate, "agent1", "LYJ-0201", &why));
  cr_assert(!lets(&mandate, "agent2", "LYJ-0201", &why));
  cr_assert(!lets(&mandate, "agent1", "RS-0501", &why) && strstr(why, "不包括"), "%s", why);
  mandate.item_count = 0;
  cr_assert(lets(&mandate, "agent1", "RS-0501", &why), "none named: any matter");
  mandate.valid_until = TODAY;
  cr_assert(lets(&mandate, "agent1", "RS-0501", &why), "its last day counts");
  mandate.valid_until = TODAY - 1;
  cr_assert(!lets(&mandate, "agent1", "RS-0501", &why) && strstr(why, "过期"), "%s", why);
  cr_assert_eq(intake_mandate_state(&mandate, TODAY), INTAKE_MANDATE_EXPIRED);
  mandate = good();
  mandate.ended = true;
  cr_assert(!lets(&mandate, "agent1", "LYJ-0201", &why) && strstr(why, "收回"), "%s", why);
  cr_assert_eq(intake_mandate_state(&mandate, TODAY), INTAKE_MANDATE_TAKEN_BACK);
  mandate = good();
  mandate.of_applicant = false;
  cr_assert(!lets(&mandate, "agent1", "LYJ-0201", &why));
  mandate = (struct intake_mandate){0};
  cr_assert(!lets(&mandate, "agent1", "LYJ-0201", &why), "none");
}

Test(intake_agents, a_mandate_lasts_a_year_at_most) {
  struct dom_refusal refusal = {0};
  cr_assert(intake_mandate_until(TODAY, TODAY, &refusal));
  cr_assert(intake_mandate_until(TODAY + 366, TODAY, &refusal));
  cr_assert(!intake_mandate_until(TODAY + 367, TODAY, &refusal));
  cr_assert_str_eq(refusal.field, "validUntil");
  cr_assert(!intake_mandate_until(TODAY - 1, TODAY, &refusal));
}

Test(intake_agents, a_visit_nobody_took_is_seen_by_the_unit_s_agents_and_then_by_one) {
  struct intake_visit_place place = {"530623/530623101/530623101201", "zhang", "", INTAKE_VISIT_ASKED};
  const struct intake_viewer citizen = {
      .account = "zhang", .unit = "", .unit_path = "", .roles = DOM_WHO(INTAKE_CITIZEN)};
  const struct intake_viewer other = {.account = "wang", .unit = "", .unit_path = "", .roles = DOM_WHO(INTAKE_CITIZEN)};
  struct intake_viewer agent = {.account = "agent1",
                                .unit = "530623101201",
                                .unit_path = "530623/530623101/530623101201",
                                .roles = DOM_WHO(INTAKE_AGENT)};
  cr_assert(intake_visit_seen(&citizen, &place) && !intake_visit_seen(&other, &place));
  cr_assert(intake_visit_seen(&agent, &place));
  place.agent = "agent2";
  cr_assert(!intake_visit_seen(&agent, &place) && intake_visit_seen(&citizen, &place));
  place.agent = "agent1";
  agent.unit_path = "530623/530623102";
  cr_assert(intake_visit_seen(&agent, &place), "their own wherever they are posted now");
  place.agent = "";
  cr_assert(!intake_visit_seen(&agent, &place));
  agent.unit_path = "530623/530623101/530623101201";
  place.state = INTAKE_VISIT_CANCELLED;
  cr_assert(!intake_visit_seen(&agent, &place) && intake_visit_seen(&citizen, &place), "cancelled: nobody's any more");
}

Test(intake_agents, the_flow_of_a_visit_is_sound_and_refuses_what_it_does_not_have) {
  struct dom_flow_finding findings[5];
  struct dom_refusal refusal = {0};
  cr_assert_eq(dom_flow_lint(&intake_visit_flow, findings, 5), 0u);
  cr_assert_eq(intake_visit_step(INTAKE_VISIT_ASKED, INTAKE_VISIT_PLAN, NULL)->to, INTAKE_VISIT_PLANNED);
  cr_assert_null(intake_visit_step(INTAKE_VISIT_ASKED, INTAKE_VISIT_FINISH, &refusal));
  cr_assert_str_eq(refusal.code, "ACTION_NOT_IN_STATE");
  cr_assert_null(intake_visit_step(INTAKE_VISIT_DONE, INTAKE_VISIT_CANCEL, NULL));
}
