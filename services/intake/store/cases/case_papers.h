/* Papers as they were handed in with a case, and who may be shown a paper. */
#ifndef INTAKE_STORE_CASE_PAPERS_H
#define INTAKE_STORE_CASE_PAPERS_H

#include "runtime/pg/pipe.h"
#include <stdbool.h>

struct intake_case_paper_row {
  const char *case_number;
  int64_t round;
  int64_t position;
  const char *name;
  const char *paper_id;
};

/* One statement for all. */
void intake_case_papers_add(struct rt_pipe *pipe, const struct intake_case_paper_row *rows, size_t count);

/* One reason a paper may be seen: who put it here, and a case that holds it, or that
 * was handed in by the mandate signed on it (case fields "" when none does). */
struct intake_paper_sight {
  const char *paper_id;
  const char *uploaded_by;
  const char *unit_path;
  const char *received_unit;
  const char *lead_office;
  const char *handed_in_by;
  bool own; /* the account has that applicant's identity number */
};

struct intake_paper_sights {
  struct intake_paper_sight *list; /* grows in the arena of the rows */
  size_t count;
  size_t room;
};

enum { INTAKE_PAPER_CASES = 1000 }; /* of the papers asked for, in all */

/* For papers `ids` and the account that asks. */
void intake_papers_sights(struct rt_pipe *pipe, const char *const *ids, size_t count, const char *account,
                          struct intake_paper_sights *into);

#endif
