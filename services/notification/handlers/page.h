/* Lists here go by time, newest first; a page token is time and id of the last row shown. */
#ifndef NOTIFICATION_HANDLERS_PAGE_H
#define NOTIFICATION_HANDLERS_PAGE_H

#include "notification/store/notices.h"
#include "runtime/call/call.h"

/* The page asked for, with one row more than it shows; a fault at pageToken for a token that was not given here. */
struct notification_page notification_page_of(struct rt_call *call, int32_t size, const char *token);
/* How many of `found` rows the page shows. */
size_t notification_page_shown(const struct notification_page *page, size_t found);
/* The token behind the last row shown. */
char *notification_page_token(struct rt_arena *arena, int64_t at_us, const char *id);

#endif
