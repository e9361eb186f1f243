/* What the others are told when a case comes in and when it is accepted. */
#ifndef INTAKE_HANDLERS_TOLD_H
#define INTAKE_HANDLERS_TOLD_H

#include "bianmin/events.pb-c.h"
#include "bianmin/intake.pb-c.h"
#include "intake/rules/cases/accept.h"
#include "intake/store/cases/cases.h"
#include "runtime/call/call.h"

/* The applicant's accounts that are known, beside the one that handed in. */
struct intake_parties {
  const char *const *accounts;
  size_t count;
};

Bm__CaseSubmitted *intake_told_submitted(struct rt_arena *arena, const struct intake_case_row *row,
                                         const Bm__Case *record, struct intake_parties parties);

/* `nature` and `item` are the item's as accepted; the row holds receipt, day and dues. */
Bm__CaseAccepted *intake_told_accepted(struct rt_arena *arena, const struct intake_case_row *row,
                                       const Bm__Case *record, struct intake_parties parties,
                                       const struct intake_item *item, const char *nature);

/* Opens the task claimed by who accepts. */
void intake_told_claimed(const struct rt_call *call, Bm__CaseAccepted *accepted);

#endif
