/* Acts become rows of the trail: text, link, and the case's own count and head. */
#ifndef INTAKE_HANDLERS_CHAIN_H
#define INTAKE_HANDLERS_CHAIN_H

#include "intake/handlers/casefile/viewer.h"
#include "intake/store/cases/trail.h"

/* What an act was, for the trail. */
struct intake_note {
  const char *action;
  enum intake_state from; /* 0: there was none before */
  enum intake_state to;
  const char *reason;      /* stars go over long numbers */
  const char *hidden_from; /* unit whose clerks do not see it, or NULL */
};

/* The next row of the case's trail; counts it in `row` and makes it its head. */
struct intake_trail_row intake_chain_add(struct rt_arena *arena, struct intake_case_row *row,
                                         const struct intake_actor *actor, const struct intake_note *note);

#endif
