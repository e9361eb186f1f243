/* Pages that go on by a time and a UUID. */
#ifndef INTAKE_HANDLERS_AGENTS_IDS_PAGE_H
#define INTAKE_HANDLERS_AGENTS_IDS_PAGE_H

#include "runtime/call/call.h"

/* RT_PAGE_TIME_MAX and "" at first, or with a fault for a token that was not given here. */
void intake_ids_page(struct rt_call *call, const char *token, int64_t *ret_at, const char **ret_id);
char *intake_ids_page_token(struct rt_arena *arena, int64_t at, const char *id);

#endif
