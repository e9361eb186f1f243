/* Who sees a case and who may act on it (DOMAIN.md, "Roles and scope"): an account sees what its unit received,
 * carries, decides or supervises, and its own matters. */
#ifndef INTAKE_RULES_CASES_SCOPE_H
#define INTAKE_RULES_CASES_SCOPE_H

#include "intake/rules/cases/flow.h"

/* Who looks or acts. Texts are never NULL. */
struct intake_viewer {
  const char *account;
  const char *unit;
  const char *unit_path; /* "" for who has no unit */
  uint32_t roles;        /* DOM_WHO(intake_role) */
  char *const *offices;  /* whose tasks the account may decide */
  size_t office_count;
};

/* Where a case stands. */
struct intake_place {
  const char *unit_path;
  const char *received_unit;
  const char *lead_office;
  const char *handed_in_by;
  bool own; /* the applicant's identity number is the viewer's */
};

/* Why a viewer sees a case; none: they may not know that it exists. */
enum {
  INTAKE_SEES_OWN = 1,       /* the applicant's side, by identity number */
  INTAKE_SEES_HANDED_IN = 2, /* the applicant's side: this account handed it in */
  INTAKE_SEES_WINDOW = 4,    /* a clerk: their unit or below it, or their window took it */
  INTAKE_SEES_RECEIVED = 8,  /* a clerk: their window took it */
  INTAKE_SEES_HEAD = 16,     /* the centre head over the unit */
  INTAKE_SEES_OFFICE = 32,   /* the office that decides */
  INTAKE_SEES_OVER = 64,     /* supervision down the subtree */
};
unsigned intake_sight(const struct intake_viewer *viewer, const struct intake_place *place);

/* In which role the viewer takes the action, whatever the state; 0 and a refusal when the case is hidden from them
 * (CASE_NOT_FOUND) or not theirs to act on (NOT_YOURS). */
enum intake_role intake_acts_as(const struct intake_viewer *viewer, unsigned sight, enum intake_action action,
                                struct dom_refusal *refusal);

/* Sets CASE_NOT_FOUND; returns false. */
bool intake_hide(struct dom_refusal *refusal);

/* Ratings of a unit are shown to everybody who sees the case but that unit's clerks (E-01). */
bool intake_rating_hidden(const struct intake_viewer *viewer, const char *rated_unit);

#endif
