#include "intake/handlers/casefile/paper_check.h"

#include "intake/handlers/casefile/viewer.h"
#include "runtime/base/id.h"
#include <string.h>
#include <strings.h>

bool intake_paper_visible(const struct intake_viewer *viewer, const char *paper_id,
                          const struct intake_paper_sights *sights) {
  for (size_t i = 0; i < sights->count; i++) {
    const struct intake_paper_sight *sight = &sights->list[i];
    if (strcasecmp(sight->paper_id, paper_id) != 0)
      continue;
    const struct intake_place place = {sight->unit_path, sight->received_unit, sight->lead_office, sight->handed_in_by,
                                       sight->own};
    if (strcmp(sight->uploaded_by, viewer->account) == 0 || intake_sight(viewer, &place))
      return true;
  }
  return false;
}

void intake_papers_ask(struct rt_call *call, struct rt_pipe *pipe, Bm__CasePaper *const *papers, size_t count,
                       struct intake_paper_sights *into) {
  const char **ids = rt_arena_array(call->arena, count, sizeof *ids);
  size_t valid = 0;
  *into = (struct intake_paper_sights){0};
  for (size_t i = 0; i < count; i++) {
    if (rt_id_valid(papers[i]->paper_id))
      ids[valid++] = papers[i]->paper_id;
  }
  if (valid)
    intake_papers_sights(pipe, ids, valid, call->subject ? call->subject->account : "", into);
}

bool intake_papers_allowed(struct rt_call *call, Bm__CasePaper *const *papers, size_t count,
                           const struct intake_paper_sights *sights) {
  const struct intake_viewer viewer = intake_viewer_of(call);
  for (size_t i = 0; i < count; i++) {
    if (intake_paper_visible(&viewer, papers[i]->paper_id, sights))
      continue;
    const char *field = rt_arena_printf(call->arena, "papers[%zu].paperId", i);
    rt_call_refuse(call, RT_NOT_FOUND, "PAPER_NOT_FOUND", "没有找到这份材料；请先上传，再填写它的编号");
    rt_call_refuse_field(call, field, "没有找到这份材料");
    return false;
  }
  return true;
}

struct intake_case_paper_row *intake_paper_rows(struct rt_arena *arena, const char *case_number, int64_t round,
                                                Bm__CasePaper *const *papers, size_t count) {
  struct intake_case_paper_row *rows = rt_arena_array(arena, count, sizeof *rows);
  for (size_t i = 0; i < count; i++)
    rows[i] = (struct intake_case_paper_row){case_number, round, (int64_t)i, papers[i]->name, papers[i]->paper_id};
  return rows;
}
