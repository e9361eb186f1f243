/* Timed work of review; its main names the kinds. */
#ifndef REVIEW_HANDLERS_TIMERS_H
#define REVIEW_HANDLERS_TIMERS_H

#include "runtime/call/call.h"

extern const struct rt_handler review_light_warning;
extern const struct rt_handler review_light_yellow;
extern const struct rt_handler review_light_red;
extern const struct rt_handler review_delivery_due;

#endif
