/* What every handler of intake may look at and none may change: main.c makes it at start, calls get it as
 * call->service. */
#ifndef INTAKE_THINGS_H
#define INTAKE_THINGS_H

#include "domain/calendar.h"
#include "runtime/seal/seal.h"

/* Kind of the blind index of identity numbers: accounts and applicants must agree in it. The text is the normalised
 * number. */
#define INTAKE_BLIND_ID "id_number"

struct intake_magic;

struct intake_things {
  const struct dom_calendar *calendar;
  const struct rt_seal *seal;
  const char *papers_dir;     /* where the pieces of papers stand, shared by all intake processes */
  int32_t office_end_minute;  /* minute of the day the offices close; 0: the county's default, DOM_OFFICE_END */
  int64_t session_us;         /* how long a session holds */
  struct intake_magic *magic; /* what papers are by their content; it locks itself */
};

#endif
