#include "evaluation/service.h"

#include "bianmin/evaluation_methods.h"
#include "common/calendar.h"
#include "evaluation/handlers/timers/timers.h"
#include "evaluation/things.h"
#include <stdlib.h>

static const struct rt_timer_kind timers[] = {
    {"rating_reminder", &evaluation_rating_reminder},
    {"unreached", &evaluation_unreached},
    {NULL, NULL},
};

static const struct rt_lane_row lanes[] = {
    {"evaluation.write", 2, 64},
    {"evaluation.read", 2, 64},
    {NULL, 0, 0},
};

static const char *const sends_to[] = {"intake", "notification", NULL};

static const struct rt_setting settings[] = {
    COMMON_CALENDAR_SETTING,
    {NULL, NULL, NULL, false},
};

static bool open_things(const struct rt_config *config, const struct rt_seal *seal, void **ret_things,
                        struct rt_error *error) {
  struct evaluation_things *things = calloc(1, sizeof *things);
  things->seal = seal;
  if (!common_calendar_load(config, &things->calendar, error)) {
    free(things);
    return false;
  }
  *ret_things = things;
  return true;
}

static void close_things(void **things) {
  free(*things);
  *things = NULL;
}

const struct rt_service evaluation_service = {
    .name = "evaluation",
    .methods = evaluation_methods,
    .takers = evaluation_takers,
    .timers = timers,
    .lanes = lanes,
    .migrations = evaluation_migrations,
    .sends_to = sends_to,
    .settings = settings,
    .open = open_things,
    .close = close_things,
};
