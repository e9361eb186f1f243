/* A mandate as its two sides see it (I-08). */
#ifndef INTAKE_HANDLERS_AGENTS_MANDATE_H
#define INTAKE_HANDLERS_AGENTS_MANDATE_H

#include "bianmin/intake.pb-c.h"
#include "intake/store/agents/mandates.h"
#include "runtime/call/call.h"

struct rt_bytes intake_mandate_close(const struct rt_call *call, const char *mandate, const Bm__Principal *principal);
/* NULL, and the call refused as DATA_LOSS, when its principal can't be read. */
Bm__Mandate *intake_mandate_view(struct rt_call *call, const struct intake_mandate_row *row);

#endif
