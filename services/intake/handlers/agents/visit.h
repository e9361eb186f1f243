/* A visit: its record, and what the acts on it share: load, sight, flow, the guarded update (I-08). */
#ifndef INTAKE_HANDLERS_AGENTS_VISIT_H
#define INTAKE_HANDLERS_AGENTS_VISIT_H

#include "bianmin/intake.pb-c.h"
#include "domain/refusal.h"
#include "intake/rules/agents/visit.h"
#include "intake/store/agents/visits.h"
#include "runtime/call/call.h"

/* What was written; NULL, and the call refused as DATA_LOSS, when it can't be read. */
Bm__Visit *intake_visit_open(struct rt_call *call, const struct intake_visit_row *row);
struct rt_bytes intake_visit_close(const struct rt_call *call, const char *visit, const Bm__Visit *record);
/* The record with what the row says. */
Bm__Visit *intake_visit_view(struct rt_arena *arena, const struct intake_visit_row *row, Bm__Visit *record);

struct intake_visit_act {
  const char *visit;
  enum intake_visit_action action;
  struct intake_visit_row row;
  Bm__Visit *record;
};

void intake_visit_load(struct rt_call *call, struct rt_pipe *pipe);
/* False: refused, as hidden or by the flow. The act fills `record` after it. */
bool intake_visit_decide(struct rt_call *call);
void intake_visit_save(struct rt_call *call, struct rt_pipe *pipe);
void intake_visit_reply(struct rt_call *call);

#define INTAKE_VISIT_HANDLER(begin, check, rule)                                                                       \
  {                                                                                                                    \
    .state_size = sizeof(struct intake_visit_act), .decode = (begin), .validate = (check), .load = intake_visit_load,  \
    .decide = (rule), .save = intake_visit_save, .reply = intake_visit_reply,                                          \
  }

#endif
