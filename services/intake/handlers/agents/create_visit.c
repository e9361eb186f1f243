/* POST /visits — a citizen asks for a visit at home (I-08). */
#include "domain/date.h"
#include "domain/identity.h"
#include "domain/unitpath.h"
#include "intake/handlers/agents/visit.h"
#include "intake/handlers/casefile/viewer.h"
#include "intake/store/directory/directory.h"
#include "runtime/base/id.h"
#include <string.h>

struct create {
  struct intake_unit unit;
  struct intake_visit_row row;
  char phone[DOM_PHONE_TEXT];
  Bm__Visit *record;
};

static const Bm__CreateVisitRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__create_visit_request__descriptor);
}

static void validate(struct rt_call *call) {
  struct create *state = call->state;
  char path[DOM_UNITPATH_TEXT];
  int32_t day;
  enum dom_id_refusal bad = dom_phone(request(call)->phone, state->phone);
  if (bad != DOM_ID_OK)
    rt_call_fault(call, "phone", "%s", dom_id_refusal_text(bad));
  if (*request(call)->wanted_on &&
      (!dom_date_parse(request(call)->wanted_on, &day) || day < dom_time_day(call->now_us)))
    rt_call_fault(call, "wantedOn", "请填写今天或者以后的日期，格式 YYYY-MM-DD");
  if (!dom_unitpath_of_code(request(call)->unit, path) || dom_unitpath_is_office(path) || !strchr(path, '/'))
    rt_call_fault(call, "unit", "请填写乡镇或者村的代码");
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  intake_units_load(pipe, request(call)->unit, &((struct create *)call->state)->unit);
}

static void decide(struct rt_call *call) {
  struct create *state = call->state;
  const Bm__CreateVisitRequest *in = request(call);
  if (!state->unit.unit) {
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位；请核对单位代码");
    return;
  }
  char *id = rt_arena_alloc(call->arena, RT_ID_SIZE);
  rt_id_new(call->now_us, id);
  state->row = (struct intake_visit_row){.visit = id,
                                         .state = INTAKE_VISIT_ASKED,
                                         .unit_path = state->unit.path,
                                         .asked_by = call->subject->account,
                                         .agent = "",
                                         .asked_at = call->now_us};
  Bm__Visit *record = rt_message(call->arena, &bm__visit__descriptor);
  record->unit = in->unit;
  record->name = in->name;
  record->phone = rt_arena_text(call->arena, state->phone);
  record->address = in->address;
  record->wish = in->wish;
  record->wanted_on = in->wanted_on;
  state->row.record = intake_visit_close(call, id, record);
  state->record = record;
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  intake_visits_add(pipe, &((struct create *)call->state)->row);
}

static void reply(struct rt_call *call) {
  const struct create *state = call->state;
  call->reply = &intake_visit_view(call->arena, &state->row, state->record)->base;
}

const struct rt_handler intake_create_visit = {.state_size = sizeof(struct create),
                                               .validate = validate,
                                               .load = load,
                                               .decide = decide,
                                               .save = save,
                                               .reply = reply};
