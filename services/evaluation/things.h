/* What evaluation's handlers get besides the call: read-only, made at start. */
#ifndef EVALUATION_THINGS_H
#define EVALUATION_THINGS_H

#include "domain/calendar.h"
#include "runtime/seal/seal.h"

struct evaluation_things {
  struct dom_calendar calendar;
  const struct rt_seal *seal; /* the runtime's */
};

#endif
