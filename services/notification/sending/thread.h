/* The thread that sends: no handler ever waits for a mail server. */
#ifndef NOTIFICATION_SENDING_THREAD_H
#define NOTIFICATION_SENDING_THREAD_H

#include "notification/sending/sender.h"

struct notification_thread;

/* Starts it; `settings->smtp.stopping` is set here. */
RT_MUST_CHECK bool notification_thread_new(const struct notification_sender_settings *settings,
                                           struct notification_thread **ret_thread, struct rt_error *error);
/* Breaks off what is under way, waits for its end and frees it. */
void notification_thread_destroy(struct notification_thread **thread);

#endif
