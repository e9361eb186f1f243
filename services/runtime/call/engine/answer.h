/* Answers the engine gives by itself: codes for programs, Chinese for people. The gateway maps status to HTTP; two
 * codes are the key's alone: KEY_REUSED (ALREADY_EXISTS, nothing else uses that status → 422) and KEY_IN_USE (ABORTED →
 * 409). */
#ifndef RT_CALL_ANSWER_H
#define RT_CALL_ANSWER_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/arena.h"
#include "runtime/base/status.h"
#include "runtime/json/rules.h"
#include "runtime/pg/wave.h"

#define RT_CODE_NOT_YET "NOT_YET"
#define RT_CODE_BUSY "BUSY"
#define RT_CODE_DATABASE_AWAY "DATABASE_AWAY"

/* Texts are copied into the arena. */
Bm__Answer *rt_answer_new(struct rt_arena *arena, enum rt_status status, const char *code, const char *message);
void rt_answer_add_field(struct rt_arena *arena, Bm__Answer *answer, const char *field, const char *message);

/* INVALID_ARGUMENT FIELD_INVALID with the violations. */
Bm__Answer *rt_answer_faults(struct rt_arena *arena, const struct rt_faults *faults);
/* UNAVAILABLE, try again in a second. */
Bm__Answer *rt_answer_away(struct rt_arena *arena, const char *code);
/* A failure of ours: INTERNAL; says nothing of what it was. */
Bm__Answer *rt_answer_internal(struct rt_arena *arena);
/* What a failed or lost transaction means for the caller. What is our fault is logged by its SQLSTATE and statement. */
Bm__Answer *rt_answer_outcome(struct rt_arena *arena, const struct rt_wave_outcome *outcome);

#endif
