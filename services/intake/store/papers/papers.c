#include "intake/store/papers/papers.h"

static void read_paper(const struct rt_row *row, void *into) {
  struct intake_paper *paper = into;
  paper->paper_id = rt_row_text(row, 0);
  paper->sha256 = rt_row_text(row, 1);
  paper->media_type = rt_row_text(row, 2);
  paper->size = (int32_t)rt_row_int(row, 3);
  paper->pieces = (int32_t)rt_row_int(row, 4);
  paper->uploaded_by = rt_row_text(row, 5);
}

static const struct rt_statement load = {
    "papers_load", "SELECT paper_id, encode(sha256, 'hex'), media_type, size, pieces, uploaded_by "
                   "FROM papers WHERE paper_id = $1"};

void intake_papers_load(struct rt_pipe *pipe, const char *paper_id, struct intake_paper *into) {
  rt_pipe_run(pipe, &load, read_paper, into, RT_P_ID(paper_id));
}

static const struct rt_statement add = {
    "papers_add", "INSERT INTO papers (paper_id, sha256, media_type, size, pieces, uploaded_by, at) "
                  "VALUES ($1, decode($2, 'hex'), $3, $4, $5, $6, $7)"};

void intake_papers_add(struct rt_pipe *pipe, const struct intake_paper *paper, int64_t at_us) {
  rt_pipe_run(pipe, &add, NULL, NULL, RT_P_ID(paper->paper_id), RT_P_TEXT(paper->sha256), RT_P_TEXT(paper->media_type),
              RT_P_INT(paper->size), RT_P_INT(paper->pieces), RT_P_TEXT(paper->uploaded_by), RT_P_TIME(at_us));
}

static void read_id(const struct rt_row *row, void *into) {
  struct intake_paper_ids *known = into;
  known->ids[known->count++] = rt_row_text(row, 0);
}

static const struct rt_statement known = {"papers_known", "SELECT paper_id FROM papers WHERE paper_id = ANY ($1)"};

void intake_papers_known(struct rt_pipe *pipe, const char *const *ids, size_t count, struct intake_paper_ids *into) {
  rt_pipe_run(pipe, &known, read_id, into, RT_P_ARRAY(RT_PARAM_IDS, ids, count));
}
