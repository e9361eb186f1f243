/* Pages of cases go on by time of receipt and number. */
#ifndef INTAKE_HANDLERS_PAGE_H
#define INTAKE_HANDLERS_PAGE_H

#include "intake/store/cases/cases.h"
#include "runtime/call/call.h"

/* The keys of a token; `first` and "" for none, or with a fault for one that was not given here. */
void intake_case_page_keys(struct rt_call *call, const char *token, int64_t first, int64_t *ret_at,
                           const char **ret_number);
/* The token of the page behind this row. */
char *intake_case_page_token(struct rt_arena *arena, const struct intake_case_row *last);

#endif
