/* What the handlers of papers share. Files are read and written in `decide`: only between what was loaded and what will
 * be saved is it known whether the caller may, and no transaction is open meanwhile. Doing it again is harmless. */
#ifndef INTAKE_HANDLERS_PAPER_H
#define INTAKE_HANDLERS_PAPER_H

#include "bianmin/intake.pb-c.h"
#include "intake/rules/papers/paper.h"
#include "intake/store/cases/case_papers.h"
#include "intake/store/papers/papers.h"
#include "runtime/call/call.h"

/* The id in lower case, as files and rows have it. One that is no id names no paper. */
const char *intake_paper_id(const struct rt_call *call, const char *text);
/* Of a paper that is being uploaded: a fault at paperId for one that is no UUIDv7. */
const char *intake_paper_new_id(struct rt_call *call, const char *text);

/* A paper and why the caller sees it; first in the state of the reads. */
struct intake_shown_paper {
  const char *paper_id;
  struct intake_paper paper;
  struct intake_paper_sights sights;
};
void intake_shown_paper_load(struct rt_call *call, struct rt_pipe *pipe);
/* Put here by the caller, or in a case they see; else refused as not there (I-06). */
bool intake_shown_paper_decide(struct rt_call *call);

Bm__Paper *intake_paper_message(struct rt_arena *arena, const struct intake_paper *paper);

/* The directory cannot be used now: logged, answered as UNAVAILABLE. */
void intake_papers_away(struct rt_call *call, const struct rt_error *error);

#endif
