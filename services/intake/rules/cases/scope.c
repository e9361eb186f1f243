#include "intake/rules/cases/scope.h"

#include "domain/unitpath.h"

#include <string.h>

static bool has(const struct intake_viewer *viewer, enum intake_role role) {
  return (viewer->roles & DOM_WHO(role)) != 0;
}

static unsigned side(const struct intake_viewer *viewer, const struct intake_place *place) {
  unsigned seen = place->own ? INTAKE_SEES_OWN : 0;
  return *viewer->account && strcmp(viewer->account, place->handed_in_by) == 0 ? seen | INTAKE_SEES_HANDED_IN : seen;
}

static unsigned window(const struct intake_viewer *viewer, const struct intake_place *place) {
  if (!has(viewer, INTAKE_CLERK))
    return 0;
  if (*viewer->unit && strcmp(viewer->unit, place->received_unit) == 0)
    return INTAKE_SEES_WINDOW | INTAKE_SEES_RECEIVED;
  return dom_unitpath_within(place->unit_path, viewer->unit_path) ? INTAKE_SEES_WINDOW : 0;
}

static unsigned above(const struct intake_viewer *viewer, const struct intake_place *place) {
  if (!dom_unitpath_within(place->unit_path, viewer->unit_path))
    return 0;
  unsigned seen = has(viewer, INTAKE_CENTRE_HEAD) ? INTAKE_SEES_HEAD : 0;
  return has(viewer, INTAKE_COUNTY_SUPERVISOR) || has(viewer, INTAKE_DISCIPLINE_OFFICER) ? seen | INTAKE_SEES_OVER
                                                                                         : seen;
}

static unsigned office(const struct intake_viewer *viewer, const struct intake_place *place) {
  if (!has(viewer, INTAKE_REVIEWER) && !has(viewer, INTAKE_OFFICE_HEAD))
    return 0;
  if (has(viewer, INTAKE_OFFICE_HEAD) && strcmp(viewer->unit, place->lead_office) == 0)
    return INTAKE_SEES_OFFICE;
  for (size_t i = 0; i < viewer->office_count; i++) {
    if (strcmp(viewer->offices[i], place->lead_office) == 0)
      return INTAKE_SEES_OFFICE;
  }
  return 0;
}

unsigned intake_sight(const struct intake_viewer *viewer, const struct intake_place *place) {
  return side(viewer, place) | window(viewer, place) | above(viewer, place) | office(viewer, place);
}

bool intake_hide(struct dom_refusal *refusal) {
  return dom_refuse(refusal, DOM_HIDDEN, "CASE_NOT_FOUND", NULL, "没有找到这个办件；请核对办件编号");
}

/* The applicant's side corrects and withdraws. What is corrected may come over the counter of the window that took the
 * case; taking it back is for the applicant's side alone, else a window could refuse without the centre head (I-05). */
static unsigned clerk_needs(enum intake_action action) {
  if (action == INTAKE_ACT_WITHDRAW)
    return INTAKE_SEES_HANDED_IN;
  return action == INTAKE_ACT_CORRECT ? INTAKE_SEES_RECEIVED | INTAKE_SEES_HANDED_IN : INTAKE_SEES_WINDOW;
}

static unsigned needed(enum intake_role role, enum intake_action action) {
  const unsigned side_bits = INTAKE_SEES_OWN | INTAKE_SEES_HANDED_IN;
  if (role == INTAKE_CITIZEN)
    return side_bits;
  if (role == INTAKE_AGENT)
    return INTAKE_SEES_HANDED_IN;
  if (role == INTAKE_CLERK)
    return clerk_needs(action);
  return role == INTAKE_CENTRE_HEAD ? INTAKE_SEES_HEAD : 0;
}

/* Who the flow lets take the action in any state: scope is looked at before the state. */
static uint32_t who_may(enum intake_action action) {
  uint32_t who = 0;
  for (size_t i = 0; i < intake_case_flow.row_count; i++) {
    if (intake_case_flow.rows[i].action == (int)action)
      who |= intake_case_flow.rows[i].who;
  }
  return who;
}

enum intake_role intake_acts_as(const struct intake_viewer *viewer, unsigned sight, enum intake_action action,
                                struct dom_refusal *refusal) {
  static const enum intake_role staff_first[] = {INTAKE_CLERK, INTAKE_CENTRE_HEAD, INTAKE_AGENT, INTAKE_CITIZEN};
  if (!sight) {
    intake_hide(refusal);
    return (enum intake_role)0;
  }
  const uint32_t who = who_may(action);
  for (size_t i = 0; i < sizeof staff_first / sizeof *staff_first; i++) {
    enum intake_role role = staff_first[i];
    /* Whoever is the applicant acts as one, whatever their post. */
    bool holds = has(viewer, role) || (role == INTAKE_CITIZEN && (sight & INTAKE_SEES_OWN));
    if ((who & DOM_WHO(role)) && holds && (sight & needed(role, action)))
      return role;
  }
  dom_refuse(refusal, DOM_FORBIDDEN, "NOT_YOURS", NULL,
             "这个办件不由您办理；请由负责的窗口、中心主任或者申请人一方操作");
  return (enum intake_role)0;
}

bool intake_rating_hidden(const struct intake_viewer *viewer, const char *rated_unit) {
  const uint32_t over =
      DOM_WHO(INTAKE_CENTRE_HEAD) | DOM_WHO(INTAKE_COUNTY_SUPERVISOR) | DOM_WHO(INTAKE_DISCIPLINE_OFFICER);
  return *rated_unit && has(viewer, INTAKE_CLERK) && !(viewer->roles & over) && strcmp(viewer->unit, rated_unit) == 0;
}
