/* Timed work of evaluation; its main names the kinds. */
#ifndef EVALUATION_HANDLERS_TIMERS_H
#define EVALUATION_HANDLERS_TIMERS_H

#include "runtime/call/call.h"

extern const struct rt_handler evaluation_rating_reminder;
extern const struct rt_handler evaluation_unreached;

#endif
