/* A service as small as can be that does all a service can: keyed and batch writes, reads, events both ways, timers. */
#ifndef TESTS_STORE_SAMPLE_SERVICE_H
#define TESTS_STORE_SAMPLE_SERVICE_H

#include "runtime/call/service.h"
#include "sample.pb-c.h"

/* Named "review", for the cluster has roles for real services only. Sends to intake and notification; takes
 * "thing.added". */
extern const struct rt_service sample_service;

#endif
