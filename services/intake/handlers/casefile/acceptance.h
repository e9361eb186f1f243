/* Acceptance of a case that was handed in before: by a clerk, or deemed (art. 32). */
#ifndef INTAKE_HANDLERS_ACCEPTANCE_H
#define INTAKE_HANDLERS_ACCEPTANCE_H

#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/accept.h"

/* The item as it is now; false and a refusal when the directory no longer has it. */
bool intake_item_of(const struct intake_case_more *more, struct intake_item *ret_item, struct dom_refusal *refusal);

/* Both due dates, the receipt, case.accepted; a refusal that waited is gone. */
void intake_accept_as_of(struct rt_call *call, struct intake_act *act, int64_t as_of_us, struct dom_refusal *refusal);

#endif
