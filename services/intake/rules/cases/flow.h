/* The flow of a case, as a table (DOMAIN.md, "The case, from door to door"): linted and printed by `bmctl flow`. */
#ifndef INTAKE_RULES_CASES_FLOW_H
#define INTAKE_RULES_CASES_FLOW_H

#include "domain/flow.h"
#include "domain/refusal.h"

/* The numbers of bm.CaseState, and one more that the API shows as SUBMITTED. */
enum intake_state {
  INTAKE_SUBMITTED = 2,
  INTAKE_CORRECTION,
  INTAKE_ACCEPTED,
  INTAKE_IN_REVIEW,
  INTAKE_DECIDED,
  INTAKE_DELIVERED,
  INTAKE_CLOSED,
  INTAKE_REFUSED,
  INTAKE_REDIRECTED,
  INTAKE_WITHDRAWN,
  INTAKE_LAPSED,
  INTAKE_REFUSAL_ASKED,
  INTAKE_STATE__COUNT
};

enum intake_action {
  INTAKE_ACT_ACCEPT = 1,
  INTAKE_ACT_DEEM,
  INTAKE_ACT_REQUEST_CORRECTION,
  INTAKE_ACT_CORRECT,
  INTAKE_ACT_LAPSE,
  INTAKE_ACT_REFUSE,
  INTAKE_ACT_CONFIRM_REFUSAL,
  INTAKE_ACT_REJECT_REFUSAL,
  INTAKE_ACT_REDIRECT,
  INTAKE_ACT_WITHDRAW,
  INTAKE_ACT_END_WITHDRAWN,
  INTAKE_ACT_CLAIM,
  INTAKE_ACT_RELEASE,
  INTAKE_ACT_DECIDE,
  INTAKE_ACT_DELIVER,
  INTAKE_ACT_CLOSE,
  INTAKE_ACT__COUNT
};

/* The numbers of bm.Role that are people's of a case; a bit each in a row's `who`. */
enum intake_role {
  INTAKE_CITIZEN = 1,
  INTAKE_AGENT,
  INTAKE_CLERK,
  INTAKE_CENTRE_HEAD,
  INTAKE_REVIEWER,
  INTAKE_OFFICE_HEAD,
  INTAKE_COUNTY_SUPERVISOR,
  INTAKE_DISCIPLINE_OFFICER,
  INTAKE_ROLE__COUNT
};

extern const struct dom_flow intake_case_flow;

/* The state as the API says it: REFUSAL_ASKED is SUBMITTED. */
enum intake_state intake_shown(enum intake_state state);
/* "SUBMITTED"; static text. The state must be one of the flow. */
const char *intake_state_name(enum intake_state state);

/* The state of a name as the API says it; 0 for none. */
int intake_state_of(const char *name);

/* The row of an action in a state, or NULL and a conflict ACTION_NOT_IN_STATE that names both. */
const struct dom_flow_row *intake_step(enum intake_state state, enum intake_action action, struct dom_refusal *refusal);

/* The case may still come to a decision or is being decided: a like one is shown before a second is opened (I-16). */
bool intake_under_way(enum intake_state state);

/* Nothing more must happen to it: one of the flow's end states. The schema says the same of its rows (`ended_as`). */
bool intake_ended(enum intake_state state);

#endif
