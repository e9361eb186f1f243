/* A notice as its owner reads it. */
#ifndef NOTIFICATION_HANDLERS_NOTICES_NOTICE_H
#define NOTIFICATION_HANDLERS_NOTICES_NOTICE_H

#include "bianmin/notification.pb-c.h"
#include "notification/store/notices.h"
#include "runtime/call/call.h"

/* Its text opened; one that cannot be opened reads as empty and is logged. */
Bm__Notice *notification_notice_message(const struct rt_call *call, const struct notification_notice *row);

#endif
