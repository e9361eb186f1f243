/* From a row of the table and its people to notices and e-mails. */
#ifndef NOTIFICATION_HANDLERS_EVENTS_LETTERS_H
#define NOTIFICATION_HANDLERS_EVENTS_LETTERS_H

#include "notification/handlers/events/tell.h"

/* Fills the row's template for the call's event and adds a notice for each of its people who has none yet, and an
 * e-mail for each address that has none yet. The state is a notification_telling. */
void notification_letters_write(struct rt_call *call, const struct notification_rule *rule);

#endif
