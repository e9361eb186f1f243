/* Who calls, in the words of the rules and of the trail. */
#ifndef INTAKE_HANDLERS_VIEWER_H
#define INTAKE_HANDLERS_VIEWER_H

#include "intake/rules/cases/scope.h"
#include "intake/store/cases/cases.h"
#include "intake/things.h"
#include "runtime/call/call.h"

const struct intake_things *intake_things_of(const struct rt_call *call);
int intake_office_end(const struct rt_call *call);

/* Nobody signed in: everything "" and no role. Texts live as long as the call. */
struct intake_viewer intake_viewer_of(const struct rt_call *call);

/* Where a case stands to the account it was loaded for. */
struct intake_place intake_place_of(const struct intake_case_row *row, bool own);

/* Who did an act, as the trail says it. */
struct intake_actor {
  const char *role; /* "CLERK"; "SYSTEM" */
  const char *unit;
  const char *name; /* staff; an applicant's is masked */
  int64_t at_us;
};

struct intake_actor intake_actor_of(const struct rt_call *call, enum intake_role role);
struct intake_actor intake_actor_system(const struct rt_call *call);

/* "YYYY-MM-DD" ("" for no day) and RFC 3339, in the arena. */
char *intake_day_text(struct rt_arena *arena, int32_t day);
char *intake_time_text(struct rt_arena *arena, int64_t time_us);

/* The blind index of an identity number: a citizen number by itself, others behind their kind (bm.IdKind). */
struct rt_bytes intake_id_blind(const struct rt_call *call, int id_kind, const char *number);

#endif
