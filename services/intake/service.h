/* The tables of intake: what bm-intake runs, and what tests drive in process. */
#ifndef INTAKE_SERVICE_H
#define INTAKE_SERVICE_H

#include "runtime/call/service.h"

extern const struct rt_migration intake_migrations[]; /* sql/, embedded */
extern const struct rt_service intake_service;

#endif
