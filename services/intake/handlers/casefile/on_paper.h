/* Papers that were shown at a window, or to an agent, and not scanned: the receipt names them too (I-05, I-06). */
#ifndef INTAKE_HANDLERS_CASEFILE_ON_PAPER_H
#define INTAKE_HANDLERS_CASEFILE_ON_PAPER_H

#include "bianmin/intake.pb-c.h"
#include "intake/rules/cases/scope.h"
#include "runtime/call/call.h"

/* Says what is wrong of `onPaper`: an applicant's own word does not stand for a look at the paper, a name is too long
 * or empty. */
void intake_on_paper_faults(struct rt_call *call, enum intake_role role, char *const *names, size_t count);

/* Adds them to the record, of a round as in case_papers; the names are borrowed. One that is there already is not added
 * again. */
void intake_on_paper_add(struct rt_arena *arena, Bm__Case *record, char *const *names, size_t count, int32_t round);

#endif
