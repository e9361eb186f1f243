#include "intake/store/cases/progress.h"

static void read_progress(const struct rt_row *row, void *into) {
  struct intake_progress_row *code = into;
  int c = 0;
  code->case_number = rt_row_text(row, c++);
  code->hash = rt_row_bytes(row, c++);
  code->state = rt_row_int(row, c++);
  code->item_name = rt_row_text(row, c++);
  code->unit = rt_row_text(row, c++);
  code->promised_due = rt_row_day(row, c++);
  code->statutory_due = rt_row_day(row, c++);
}

static const struct rt_statement load = {
    "progress_load",
    "SELECT c.case_number, c.query_code_hash, c.state, c.item_name, c.unit, c.promised_due, c.statutory_due"
    " FROM cases c WHERE c.case_number = $1"};

void intake_progress_load(struct rt_pipe *pipe, const char *case_number, struct intake_progress_row *into) {
  *into = (struct intake_progress_row){0};
  rt_pipe_run(pipe, &load, read_progress, into, RT_P_TEXT(case_number));
}
