#include "intake/handlers/papers/paper.h"

#include "bianmin/intake.pb-c.h"
#include "intake/handlers/casefile/paper_check.h"
#include "intake/handlers/casefile/viewer.h"
#include "runtime/base/log.h"

#include <string.h>

const char *intake_paper_id(const struct rt_call *call, const char *text) {
  char *id = rt_arena_text(call->arena, text);
  for (char *at = id; *at; at++)
    if (*at >= 'A' && *at <= 'F')
      *at = (char)(*at - 'A' + 'a');
  return id;
}

const char *intake_paper_new_id(struct rt_call *call, const char *text) {
  const char *id = intake_paper_id(call, text);
  int64_t made_at_us = 0;
  if (!intake_paper_made_at(id, &made_at_us))
    rt_call_fault(call, "paperId", "材料编号应为 UUIDv7");
  return id;
}

void intake_shown_paper_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct intake_shown_paper *shown = call->state;
  const char **ids = rt_arena_copy(call->arena, &shown->paper_id, sizeof shown->paper_id);
  shown->paper = (struct intake_paper){0};
  shown->sights = (struct intake_paper_sights){0};
  intake_papers_load(pipe, shown->paper_id, &shown->paper);
  intake_papers_sights(pipe, ids, 1, call->subject->account, &shown->sights);
}

bool intake_shown_paper_decide(struct rt_call *call) {
  const struct intake_shown_paper *shown = call->state;
  const struct intake_viewer viewer = intake_viewer_of(call);
  if (shown->paper.paper_id && (strcmp(shown->paper.uploaded_by, viewer.account) == 0 ||
                                intake_paper_visible(&viewer, shown->paper_id, &shown->sights)))
    return true;
  rt_call_refuse(call, RT_NOT_FOUND, "PAPER_NOT_FOUND", "没有找到这份材料；请核对编号");
  return false;
}

Bm__Paper *intake_paper_message(struct rt_arena *arena, const struct intake_paper *paper) {
  Bm__Paper *message = rt_message(arena, &bm__paper__descriptor);
  message->paper_id = rt_arena_text(arena, paper->paper_id);
  message->sha256 = rt_arena_text(arena, paper->sha256);
  message->media_type = rt_arena_text(arena, paper->media_type);
  message->size = paper->size;
  return message;
}

void intake_papers_away(struct rt_call *call, const struct rt_error *error) {
  rt_log(RT_LOG_ERROR, "papers cannot be read or written", RT_TEXT("why", error->text));
  rt_call_refuse(call, RT_UNAVAILABLE, "PAPERS_AWAY", "材料库暂时不能读写，请稍后再试");
}
