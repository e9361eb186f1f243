/* What evaluation is, as tables: its methods, events, timers, lanes, schema, settings. */
#ifndef EVALUATION_SERVICE_H
#define EVALUATION_SERVICE_H

#include "runtime/call/service.h"

/* Made from sql/ by the build. */
extern const struct rt_migration evaluation_migrations[];

extern const struct rt_service evaluation_service;

#endif
