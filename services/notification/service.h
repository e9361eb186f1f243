/* The tables of the service, as its main and its tests use them. */
#ifndef NOTIFICATION_SERVICE_H
#define NOTIFICATION_SERVICE_H

#include "runtime/call/service.h"

/* Made from sql/ by the build. */
extern const struct rt_migration notification_migrations[];

/* call->service is a struct notification_things; its open starts the thread that sends e-mails, if a mail server is
 * set. */
extern const struct rt_service notification_service;

#endif
