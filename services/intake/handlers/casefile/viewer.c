#include "intake/handlers/casefile/viewer.h"

#include "bianmin/intake.pb-c.h"
#include "domain/date.h"
#include "domain/deadline.h"
#include "domain/identity.h"

const struct intake_things *intake_things_of(const struct rt_call *call) {
  return call->service;
}

int intake_office_end(const struct rt_call *call) {
  int32_t minute = intake_things_of(call)->office_end_minute;
  return minute ? minute : DOM_OFFICE_END;
}

struct intake_viewer intake_viewer_of(const struct rt_call *call) {
  const Bm__Subject *subject = call->subject;
  if (!subject)
    return (struct intake_viewer){"", "", "", 0, NULL, 0};
  uint32_t roles = 0;
  for (size_t i = 0; i < subject->n_roles; i++) {
    if (subject->roles[i] > 0 && subject->roles[i] < INTAKE_ROLE__COUNT)
      roles |= DOM_WHO(subject->roles[i]);
  }
  return (struct intake_viewer){subject->account, subject->unit,     subject->unit_path, roles,
                                subject->offices, subject->n_offices};
}

struct intake_place intake_place_of(const struct intake_case_row *row, bool own) {
  return (struct intake_place){row->unit_path, row->received_unit, row->lead_office, row->handed_in_by, own};
}

struct intake_actor intake_actor_of(const struct rt_call *call, enum intake_role role) {
  const Bm__Subject *subject = call->subject;
  const char *name = subject->name;
  char mask[DOM_MASK_TEXT];
  if (role == INTAKE_CITIZEN)
    name = rt_arena_text(call->arena, dom_mask_name(name, mask));
  return (struct intake_actor){intake_case_flow.roles[role].name, role == INTAKE_CITIZEN ? "" : subject->unit, name,
                               call->now_us};
}

struct intake_actor intake_actor_system(const struct rt_call *call) {
  return (struct intake_actor){"SYSTEM", "", "", call->now_us};
}

char *intake_day_text(struct rt_arena *arena, int32_t day) {
  char text[DOM_DATE_TEXT];
  return rt_arena_text(arena, day == RT_NO_DAY ? "" : dom_date_format(day, text));
}

char *intake_time_text(struct rt_arena *arena, int64_t time_us) {
  char text[DOM_TIME_TEXT];
  return rt_arena_text(arena, dom_time_format(time_us, text));
}

struct rt_bytes intake_id_blind(const struct rt_call *call, int id_kind, const char *number) {
  uint8_t *blind = rt_arena_alloc(call->arena, RT_BLIND_SIZE);
  const char *text =
      id_kind == BM__ID_KIND__ENUM__CITIZEN_NUMBER ? number : rt_arena_printf(call->arena, "%d:%s", id_kind, number);
  rt_seal_blind(intake_things_of(call)->seal, INTAKE_BLIND_ID, text, blind);
  return (struct rt_bytes){blind, RT_BLIND_SIZE};
}
