/* Holds the table of who is told what, the templates and the events against each other (N-01). */
#ifndef NOTIFICATION_HANDLERS_EVENTS_CHECK_H
#define NOTIFICATION_HANDLERS_EVENTS_CHECK_H

#include "notification/rules/telling/template.h"
#include "runtime/base/status.h"
#include "runtime/call/call.h"

/* Every event about a case has a row; every row names an event that is taken in, a field and value that exist, a
 * template that exists; every template is sound, and each of its fields is one of the case or of every event that uses
 * it. Fails with what is wrong. */
RT_MUST_CHECK bool notification_check(const struct rt_taker *takers, struct rt_error *error);

/* One template for one event. */
RT_MUST_CHECK bool notification_check_template(const struct notification_template *template,
                                               const ProtobufCMessageDescriptor *event, struct rt_error *error);

#endif
