/* What review is, as tables: its methods, events, timers, lanes, schema, settings. */
#ifndef REVIEW_SERVICE_H
#define REVIEW_SERVICE_H

#include "runtime/call/service.h"

/* Made from sql/ by the build. */
extern const struct rt_migration review_migrations[];

extern const struct rt_service review_service;

#endif
