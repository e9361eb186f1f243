/* Statements on papers; their pieces are files (pieces.h), who may see them is case_papers.h. */
#ifndef INTAKE_STORE_PAPERS_H
#define INTAKE_STORE_PAPERS_H

#include "runtime/pg/pipe.h"

struct intake_paper {
  const char *paper_id; /* NULL: there is none */
  const char *sha256;   /* lower-case hex */
  const char *media_type;
  int32_t size;
  int32_t pieces;
  const char *uploaded_by;
};

void intake_papers_load(struct rt_pipe *pipe, const char *paper_id, struct intake_paper *into);
/* Loses when there is one. */
void intake_papers_add(struct rt_pipe *pipe, const struct intake_paper *paper, int64_t at_us);

/* Which of these papers there are, in lower case. */
struct intake_paper_ids {
  const char **ids; /* room for as many as are asked for */
  size_t count;
};
void intake_papers_known(struct rt_pipe *pipe, const char *const *ids, size_t count, struct intake_paper_ids *into);

#endif
