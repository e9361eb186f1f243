/* Visits at home, as a flow (I-08): asked for by the citizen, taken and made by an agent. */
#ifndef INTAKE_RULES_AGENTS_VISIT_H
#define INTAKE_RULES_AGENTS_VISIT_H

#include "domain/flow.h"
#include "intake/rules/cases/scope.h"

/* bm.VisitState */
enum intake_visit_state {
  INTAKE_VISIT_ASKED = 1,
  INTAKE_VISIT_PLANNED,
  INTAKE_VISIT_DONE,
  INTAKE_VISIT_CANCELLED,
  INTAKE_VISIT__COUNT
};
enum intake_visit_action { INTAKE_VISIT_PLAN = 1, INTAKE_VISIT_FINISH, INTAKE_VISIT_CANCEL, INTAKE_VISIT_ACT__COUNT };

extern const struct dom_flow intake_visit_flow;

struct intake_visit_place {
  const char *unit_path;
  const char *asked_by;
  const char *agent; /* "" before somebody took it */
  int state;
};

/* Seen by who asked, by who took it, and, while it waits for somebody, by the agents of the unit and of those above. */
bool intake_visit_seen(const struct intake_viewer *viewer, const struct intake_visit_place *place);

/* The row of the action, or NULL and a conflict. */
const struct dom_flow_row *intake_visit_step(int state, enum intake_visit_action action, struct dom_refusal *refusal);

#endif
