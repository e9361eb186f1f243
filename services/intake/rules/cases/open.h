/* Opening a case: who hands in, by which way it came (I-04), and whether it can be opened at all. */
#ifndef INTAKE_RULES_CASES_OPEN_H
#define INTAKE_RULES_CASES_OPEN_H

#include "intake/rules/cases/accept.h"

/* bm.CaseSource */
enum intake_source {
  INTAKE_FROM_WINDOW = 1,
  INTAKE_FROM_ONLINE,
  INTAKE_FROM_AGENT,
  INTAKE_FROM_HOME_VISIT,
  INTAKE_FROM_MOBILE_STOP,
  INTAKE_FROM_HOTLINE,
  INTAKE_FROM_SYSTEM
};

/* Staff first: a clerk or agent hands in as such; everybody else as a citizen. */
enum intake_role intake_hands_in_as(const struct intake_viewer *viewer);
/* The way a case may come in by this role; 0 (not said) fits all. */
bool intake_source_fits(enum intake_role role, enum intake_source said);
/* What was said, else the role's own way. */
enum intake_source intake_source_of(enum intake_role role, enum intake_source said);

/* ITEM_ABOLISHED; UNIT_IS_OFFICE: an office has no window; NO_LEAD_OFFICE: no office of the item's above this unit. */
bool intake_opens(const struct intake_item *item, bool unit_is_office, const char *lead_office,
                  struct dom_refusal *refusal);

#endif
