/* What the taking in of case events shares. */
#ifndef EVALUATION_HANDLERS_EVENTS_CASES_H
#define EVALUATION_HANDLERS_EVENTS_CASES_H

#include "bianmin/events.pb-c.h"
#include "evaluation/rules/figures/figure.h"
#include "evaluation/store/cases.h"
#include "runtime/call/call.h"

/* Decide of events from a sender other than intake: the case must have been told of first. State: evaluation_case_row.
 */
void evaluation_case_known(struct rt_call *call);

/* The case ended: it may be rated, and its one reminder is set. `fact` is what it counts as, without a decision;
 * NOTHING after one. */
void evaluation_end_case(struct rt_call *call, struct rt_pipe *pipe, const char *case_number, Bm__CaseState__Enum as,
                         enum evaluation_fact fact);

#endif
