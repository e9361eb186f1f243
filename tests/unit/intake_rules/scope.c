#include "intake/rules/cases/scope.h"

#include <criterion/criterion.h>

#define TOWN "530623/530623101"
#define OTHER "530623/530623102"
#define BIT(role) DOM_WHO(INTAKE_##role)

static char office_row[] = "530623101-05";
static char *offices[] = {office_row};

static const struct intake_place at_town = {TOWN "/530623101201", "530623101201", "530623101-05", "citizen1", false};
static const struct intake_place own = {TOWN, "530623102", "530623101-05", "clerk2", true};

static const struct sight_case {
  const char *name;
  struct intake_viewer viewer;
  const struct intake_place *place;
  unsigned sight;
} sights[] = {
    {"who handed in", {"citizen1", "", "", BIT(CITIZEN), NULL, 0}, &at_town, INTAKE_SEES_HANDED_IN},
    {"another citizen", {"citizen2", "", "", BIT(CITIZEN), NULL, 0}, &at_town, 0},
    {"the applicant by number", {"citizen2", "", "", BIT(CITIZEN), NULL, 0}, &own, INTAKE_SEES_OWN},
    {"the township's clerk", {"clerk1", "530623101", TOWN, BIT(CLERK), NULL, 0}, &at_town, INTAKE_SEES_WINDOW},
    {"another township's clerk", {"clerk3", "530623102", OTHER, BIT(CLERK), NULL, 0}, &at_town, 0},
    {"the window that took it",
     {"clerk3", "530623101201", "530623/530623101/530623101201", BIT(CLERK), NULL, 0},
     &at_town,
     INTAKE_SEES_WINDOW | INTAKE_SEES_RECEIVED},
    {"the centre head", {"head1", "530623101", TOWN, BIT(CENTRE_HEAD), NULL, 0}, &at_town, INTAKE_SEES_HEAD},
    {"another centre head", {"head2", "530623102", OTHER, BIT(CENTRE_HEAD), NULL, 0}, &at_town, 0},
    {"the county supervisor", {"sup", "530623", "530623", BIT(COUNTY_SUPERVISOR), NULL, 0}, &at_town, INTAKE_SEES_OVER},
    {"a township's discipline officer", {"dis", "530623102", OTHER, BIT(DISCIPLINE_OFFICER), NULL, 0}, &at_town, 0},
    {"the office's reviewer", {"rev", "530623101", TOWN, BIT(REVIEWER), offices, 1}, &at_town, INTAKE_SEES_OFFICE},
    {"a reviewer of another office", {"rev", "530623101", TOWN, BIT(REVIEWER), NULL, 0}, &at_town, 0},
    {"the office's head",
     {"oh", "530623101-05", TOWN "/530623101-05", BIT(OFFICE_HEAD), NULL, 0},
     &at_town,
     INTAKE_SEES_OFFICE},
    {"an administrator", {"admin", "530623", "530623", 0, NULL, 0}, &at_town, 0},
};

Test(scope, each_sees_what_their_unit_received_carries_decides_or_supervises) {
  for (size_t i = 0; i < sizeof sights / sizeof *sights; i++)
    cr_expect_eq(intake_sight(&sights[i].viewer, sights[i].place), sights[i].sight, "%s", sights[i].name);
}

static enum intake_role acts(const struct intake_viewer *viewer, const struct intake_place *place,
                             enum intake_action action, struct dom_refusal *refusal) {
  return intake_acts_as(viewer, intake_sight(viewer, place), action, refusal);
}

Test(scope, not_visible_is_not_found_and_visible_but_not_theirs_is_forbidden) {
  const struct intake_viewer stranger = {"clerk3", "530623102", OTHER, BIT(CLERK), NULL, 0};
  const struct intake_viewer head = {"head1", "530623101", TOWN, BIT(CENTRE_HEAD), NULL, 0};
  struct dom_refusal hidden = {0};
  struct dom_refusal forbidden = {0};
  cr_assert_eq(acts(&stranger, &at_town, INTAKE_ACT_ACCEPT, &hidden), 0);
  cr_assert_eq(hidden.kind, DOM_HIDDEN);
  cr_assert_str_eq(hidden.code, "CASE_NOT_FOUND");
  cr_assert_eq(acts(&head, &at_town, INTAKE_ACT_ACCEPT, &forbidden), 0);
  cr_assert_eq(forbidden.kind, DOM_FORBIDDEN);
  cr_assert_eq(acts(&head, &at_town, INTAKE_ACT_CONFIRM_REFUSAL, NULL), INTAKE_CENTRE_HEAD);
}

Test(scope, of_the_windows_only_the_one_that_took_the_case_corrects_and_who_handed_it_in_withdraws) {
  const struct intake_viewer town = {"clerk1", "530623101", TOWN, BIT(CLERK), NULL, 0};
  const struct intake_viewer took = {"clerk4", "530623102", OTHER, BIT(CLERK), NULL, 0};
  const struct intake_viewer handed_in = {"clerk2", "530623102", OTHER, BIT(CLERK), NULL, 0};
  const struct intake_viewer applicant = {"citizen2", "", "", BIT(CITIZEN), NULL, 0};
  struct dom_refusal refusal = {0};
  const struct intake_place not_own = {TOWN, "530623102", "530623101-05", "clerk2", false};
  cr_assert_eq(acts(&town, &not_own, INTAKE_ACT_ACCEPT, NULL), INTAKE_CLERK);
  cr_assert_eq(acts(&town, &not_own, INTAKE_ACT_WITHDRAW, &refusal), 0);
  cr_assert_eq(refusal.kind, DOM_FORBIDDEN);
  cr_assert_eq(acts(&took, &not_own, INTAKE_ACT_CORRECT, NULL), INTAKE_CLERK);
  cr_assert_eq(acts(&took, &not_own, INTAKE_ACT_WITHDRAW, &refusal), 0);
  cr_assert_eq(acts(&handed_in, &not_own, INTAKE_ACT_WITHDRAW, NULL), INTAKE_CLERK);
  cr_assert_eq(acts(&applicant, &own, INTAKE_ACT_WITHDRAW, NULL), INTAKE_CITIZEN);
  cr_assert_eq(acts(&applicant, &own, INTAKE_ACT_DELIVER, NULL), 0);
}

Test(scope, e01_the_rated_unit_s_clerks_never_see_the_rating) {
  const struct intake_viewer clerk = {"clerk1", "530623101", TOWN, BIT(CLERK), NULL, 0};
  const struct intake_viewer head = {"head1", "530623101", TOWN, BIT(CENTRE_HEAD) | BIT(CLERK), NULL, 0};
  const struct intake_viewer other = {"clerk3", "530623102", OTHER, BIT(CLERK), NULL, 0};
  cr_assert(intake_rating_hidden(&clerk, "530623101"));
  cr_assert(!intake_rating_hidden(&head, "530623101"));
  cr_assert(!intake_rating_hidden(&other, "530623101"));
  cr_assert(!intake_rating_hidden(&clerk, ""));
}
