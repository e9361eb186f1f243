/* Papers named in a request: each must exist and be the caller's to show (I-06). */
#ifndef INTAKE_HANDLERS_PAPER_CHECK_H
#define INTAKE_HANDLERS_PAPER_CHECK_H

#include "bianmin/intake.pb-c.h"
#include "intake/rules/cases/scope.h"
#include "intake/store/cases/case_papers.h"
#include "runtime/call/call.h"

/* The caller put the paper here, or sees a case that holds it. */
bool intake_paper_visible(const struct intake_viewer *viewer, const char *paper_id,
                          const struct intake_paper_sights *sights);

/* Asks for what intake_papers_allowed looks at; nothing for no papers. */
void intake_papers_ask(struct rt_call *call, struct rt_pipe *pipe, Bm__CasePaper *const *papers, size_t count,
                       struct intake_paper_sights *into);
/* False, and NOT_FOUND naming papers[i].paperId, for the first that does not exist or is not theirs. */
bool intake_papers_allowed(struct rt_call *call, Bm__CasePaper *const *papers, size_t count,
                           const struct intake_paper_sights *sights);

/* Rows of `papers` in a round, in the arena. */
struct intake_case_paper_row *intake_paper_rows(struct rt_arena *arena, const char *case_number, int64_t round,
                                                Bm__CasePaper *const *papers, size_t count);

#endif
