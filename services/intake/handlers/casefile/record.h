/* What people wrote on a case (a packed bm.Case, sealed in cases.record), and the case as it is shown: masked. */
#ifndef INTAKE_HANDLERS_RECORD_H
#define INTAKE_HANDLERS_RECORD_H

#include "bianmin/intake.pb-c.h"
#include "intake/store/cases/cases.h"
#include "runtime/call/call.h"

/* Opens the record of a row. NULL, and the call refused as DATA_LOSS, when it was changed, moved or its key is gone. */
Bm__Case *intake_record_open(struct rt_call *call, const struct intake_case_row *row);

/* Seals it for the row. */
struct rt_bytes intake_record_close(const struct rt_call *call, const char *case_number, const Bm__Case *record);

/* The case as the API shows it. */
Bm__Case *intake_case_view(struct rt_arena *arena, const struct intake_case_row *row, const Bm__Case *record);

Bm__Acceptance *intake_acceptance_view(struct rt_arena *arena, const struct intake_case_row *row);

/* One entry more, or another value for a key that is there. `room` has space for one more. */
void intake_form_put(struct rt_arena *arena, Bm__Case *record, const char *key, const char *value);
/* Room for `more` entries. */
void intake_form_grow(struct rt_arena *arena, Bm__Case *record, size_t more);

#endif
