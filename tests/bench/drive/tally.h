/* What came of the calls of one kind: answers by status, and how long they took. */
#ifndef DRIVE_TALLY_H
#define DRIVE_TALLY_H

#include "tests/bench/drive/net/net.h"
#include "tests/bench/drive/parts/series.h"

#include <jansson.h>

enum { DRIVE_STATUSES = 600 };

struct drive_tally {
  const char *name;
  size_t ok;
  size_t early;                  /* asked before the state was there, and asked again */
  size_t errors[DRIVE_STATUSES]; /* by status; DRIVE_BROKEN and DRIVE_TIMEOUT too */
  struct drive_series attempt;   /* each answered request: from being sent (or put in line) to its answer */
  struct drive_series step;      /* each success: from the moment it was planned for, with all that was asked in vain */
  struct drive_series shed;      /* each 429 and 503, of things of one call */
  struct drive_series shed_sent; /* the same, from the moment it was sent */
  struct drive_series late;      /* each of those things: from its planned moment until it was sent */
  size_t shed_bare;              /* those that did not say when to come again */
};

enum drive_kind { DRIVE_OK, DRIVE_EARLY, DRIVE_ERROR };

void drive_tally_add(struct drive_tally *tally, enum drive_kind kind, int status, int64_t attempt_us);
/* Of things of one call: how late it was sent, and, if work was turned away by it (429, 503; `retry_after_s` < 0: it
 * named none), how long that took. */
void drive_tally_shed(struct drive_tally *tally, const struct drive_answer *answer, int64_t planned_us, int64_t now_us);
size_t drive_tally_errors(const struct drive_tally *tally);
void drive_tally_free(struct drive_tally *tally);

/* {"ok", "early", "errors": {"503": n, "broken": n, "timeout": n}, "attempt_ms": {p50, p90, p99, max}, "step_ms",
 * "shed_ms", "shed_sent_ms", "late_ms", "shed_without_retry_after"}; the caller owns it. */
json_t *drive_tally_json(struct drive_tally *tally);
/* {"count", "p50", "p90", "p99", "max"} in milliseconds; the caller owns it. */
json_t *drive_series_json(struct drive_series *series);

#endif
