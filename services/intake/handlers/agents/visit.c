#include "intake/handlers/agents/visit.h"

#include "common/refuse.h"
#include "intake/handlers/casefile/viewer.h"
#include "runtime/base/id.h"

static struct rt_seal_place place_of(const char *visit) {
  return (struct rt_seal_place){"visits", "record", visit};
}

Bm__Visit *intake_visit_open(struct rt_call *call, const struct intake_visit_row *row) {
  struct rt_bytes packed;
  struct rt_error error = {0};
  Bm__Visit *record = NULL;
  if (rt_seal_open(intake_things_of(call)->seal, call->arena, place_of(row->visit), row->record, &packed, &error))
    record = bm__visit__unpack(rt_arena_protobuf(call->arena), packed.size, packed.data);
  if (!record)
    rt_call_refuse(call, RT_DATA_LOSS, "RECORD_UNREADABLE", "上门记录无法解密，请联系系统管理员");
  return record;
}

struct rt_bytes intake_visit_close(const struct rt_call *call, const char *visit, const Bm__Visit *record) {
  uint8_t *packed = rt_arena_alloc(call->arena, bm__visit__get_packed_size(record) + 1);
  size_t size = bm__visit__pack(record, packed);
  return rt_seal_close(intake_things_of(call)->seal, call->arena, place_of(visit), packed, size);
}

Bm__Visit *intake_visit_view(struct rt_arena *arena, const struct intake_visit_row *row, Bm__Visit *record) {
  record->visit = rt_arena_text(arena, row->visit);
  record->state = (Bm__VisitState__Enum)row->state;
  record->asked_at = intake_time_text(arena, row->asked_at);
  return record;
}

void intake_visit_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct intake_visit_act *act = call->state;
  act->row = (struct intake_visit_row){0};
  if (rt_id_valid(act->visit))
    intake_visits_load(pipe, act->visit, &act->row);
}

bool intake_visit_decide(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  const struct intake_viewer viewer = intake_viewer_of(call);
  const struct intake_visit_place place = {act->row.unit_path, act->row.asked_by, act->row.agent, (int)act->row.state};
  struct dom_refusal refusal = {0};
  if (!act->row.visit || !intake_visit_seen(&viewer, &place)) {
    rt_call_refuse(call, RT_NOT_FOUND, "VISIT_NOT_FOUND", "没有找到这次上门");
    return false;
  }
  const struct dom_flow_row *step = intake_visit_step((int)act->row.state, act->action, &refusal);
  common_refuse(call, &refusal);
  if (!step)
    return false;
  act->row.state = step->to;
  act->record = intake_visit_open(call, &act->row);
  return act->record != NULL;
}

void intake_visit_save(struct rt_call *call, struct rt_pipe *pipe) {
  struct intake_visit_act *act = call->state;
  act->row.record = intake_visit_close(call, act->row.visit, act->record);
  intake_visits_update(pipe, &act->row);
}

void intake_visit_reply(struct rt_call *call) {
  struct intake_visit_act *act = call->state;
  call->reply = &intake_visit_view(call->arena, &act->row, act->record)->base;
}
