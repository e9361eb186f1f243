/* What happens to a case by itself: rows for the service's table of timed work. */
#ifndef INTAKE_HANDLERS_TIMERS_H
#define INTAKE_HANDLERS_TIMERS_H

#include "intake/handlers/casefile/act.h"

extern const struct rt_handler intake_timer_deem;  /* INTAKE_TIMER_DEEM */
extern const struct rt_handler intake_timer_lapse; /* INTAKE_TIMER_LAPSE */

#endif
