#include "review/service.h"

#include "bianmin/review_methods.h"
#include "common/calendar.h"
#include "review/handlers/timers/timers.h"
#include "review/things.h"
#include <stdlib.h>

static const struct rt_timer_kind timers[] = {
    {"light_warning", &review_light_warning},
    {"light_yellow", &review_light_yellow},
    {"light_red", &review_light_red},
    {"delivery_due", &review_delivery_due},
    {NULL, NULL},
};

static const struct rt_lane_row lanes[] = {
    {"review.write", 2, 64},
    {"review.read", 2, 64},
    {NULL, 0, 0},
};

static const char *const sends_to[] = {"intake", "evaluation", "notification", NULL};

static const struct rt_setting settings[] = {
    COMMON_CALENDAR_SETTING,
    {NULL, NULL, NULL, false},
};

static bool open_things(const struct rt_config *config, const struct rt_seal *seal, void **ret_things,
                        struct rt_error *error) {
  (void)seal;
  struct review_things *things = calloc(1, sizeof *things);
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

const struct rt_service review_service = {
    .name = "review",
    .methods = review_methods,
    .takers = review_takers,
    .timers = timers,
    .lanes = lanes,
    .migrations = review_migrations,
    .sends_to = sends_to,
    .settings = settings,
    .open = open_things,
    .close = close_things,
};
