#include "intake/service.h"

#include "bianmin/intake_methods.h"
#include "common/calendar.h"
#include "domain/deadline.h"
#include "intake/handlers/papers/magic.h"
#include "intake/handlers/papers/sweep.h"
#include "intake/handlers/timers/timers.h"
#include "intake/things.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct rt_timer_kind timers[] = {
    {INTAKE_TIMER_DEEM, &intake_timer_deem},
    {INTAKE_TIMER_LAPSE, &intake_timer_lapse},
    {INTAKE_PAPER_SWEEP, &intake_paper_sweep},
    {NULL, NULL},
};

/* One thread writes: a second would halve the drains of both, and on two cores there is nothing to win by it. argon2
 * takes 64 MiB and ≈ 80 ms a time: two at once, one after the other. A drain of papers holds its pieces in memory. */
static const struct rt_lane_row lanes[] = {
    {"intake.write", 1, 64}, {"intake.read", 2, 64}, {"intake.account", 2, 1}, {"intake.paper", 2, 4}, {NULL, 0, 0},
};

static const char *const sends_to[] = {"review", "evaluation", "notification", NULL};

static const struct rt_setting settings[] = {
    COMMON_CALENDAR_SETTING,
    {"BM_PAPERS_DIR", NULL, "directory of the pieces of papers, shared by all intake processes", false},
    {"BM_SESSION_HOURS", "12", "how long a session holds", false},
    {"BM_OFFICE_END_MINUTE", "1050", "minute of the day the offices close (17:30)", false},
    {NULL, NULL, NULL, false},
};

struct opened {
  struct intake_things things; /* first: calls get it */
  struct dom_calendar calendar;
};

static bool take_numbers(const struct rt_config *config, struct intake_things *things, struct rt_error *error) {
  int64_t hours = 0, minute = 0;
  if (!rt_config_number(config, "BM_SESSION_HOURS", 1, 720, &hours, error) ||
      !rt_config_number(config, "BM_OFFICE_END_MINUTE", 1, DOM_MINUTES_DAY - 1, &minute, error))
    return false;
  things->session_us = hours * INT64_C(3600000000);
  things->office_end_minute = (int32_t)minute;
  return true;
}

/* Made where it is missing, for its owner only. */
static bool take_papers(const struct rt_config *config, struct intake_things *things, struct rt_error *error) {
  const char *path = rt_config_text(config, "BM_PAPERS_DIR");
  char reason[128];
  if ((mkdir(path, 0700) != 0 && errno != EEXIST) || access(path, R_OK | W_OK | X_OK) != 0)
    return rt_fail(error, RT_FAILED_PRECONDITION, "BM_PAPERS_DIR: %s: %s", path,
                   strerror_r(errno, reason, sizeof reason));
  things->papers_dir = path; /* the configuration lives as long as the process */
  return true;
}

static void close_things(void **things) {
  struct opened *opened = *things;
  intake_magic_destroy(&opened->things.magic);
  free(opened);
  *things = NULL;
}

static bool open_things(const struct rt_config *config, const struct rt_seal *seal, void **ret_things,
                        struct rt_error *error) {
  struct opened *opened = calloc(1, sizeof *opened);
  void *things = opened;
  if (!opened)
    return rt_fail(error, RT_INTERNAL, "out of memory");
  opened->things.seal = seal;
  opened->things.calendar = &opened->calendar;
  if (!common_calendar_load(config, &opened->calendar, error) || !take_numbers(config, &opened->things, error) ||
      !take_papers(config, &opened->things, error) || !intake_magic_new(&opened->things.magic, error)) {
    close_things(&things);
    return false;
  }
  *ret_things = things;
  return true;
}

const struct rt_service intake_service = {
    .name = "intake",
    .methods = intake_methods,
    .takers = intake_takers,
    .timers = timers,
    .lanes = lanes,
    .migrations = intake_migrations,
    .sends_to = sends_to,
    .settings = settings,
    .open = open_things,
    .close = close_things,
};
