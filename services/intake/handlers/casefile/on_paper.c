#include "intake/handlers/casefile/on_paper.h"

#include <string.h>

/* As the name of any paper: 100 characters of at most 4 bytes. */
enum { NAME_BYTES = 400 };

void intake_on_paper_faults(struct rt_call *call, enum intake_role role, char *const *names, size_t count) {
  if (count && role == INTAKE_CITIZEN)
    rt_call_fault(call, "onPaper", "纸质材料由窗口或者代办员核对后填写；请上传材料");
  for (size_t i = 0; i < count; i++) {
    const size_t size = strlen(names[i]);
    if (!size || size > NAME_BYTES)
      rt_call_fault(call, "onPaper", "第 %zu 份纸质材料的名称不对；最长 100 字", i + 1);
  }
}

static bool has(const Bm__Case *record, const char *name, int32_t round) {
  for (size_t i = 0; i < record->n_on_paper; i++) {
    if (record->on_paper[i]->round == round && strcmp(record->on_paper[i]->name, name) == 0)
      return true;
  }
  return false;
}

void intake_on_paper_add(struct rt_arena *arena, Bm__Case *record, char *const *names, size_t count, int32_t round) {
  Bm__PaperSeen **seen = rt_arena_array(arena, record->n_on_paper + count, sizeof *seen);
  if (record->n_on_paper)
    memcpy(seen, record->on_paper, record->n_on_paper * sizeof *seen);
  record->on_paper = seen;
  for (size_t i = 0; i < count; i++) {
    if (has(record, names[i], round))
      continue;
    Bm__PaperSeen *paper = rt_message(arena, &bm__paper_seen__descriptor);
    paper->name = names[i];
    paper->round = round;
    record->on_paper[record->n_on_paper++] = paper;
  }
}
