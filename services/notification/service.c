#include "notification/service.h"

#include "bianmin/notification_methods.h"
#include "notification/handlers/events/check.h"
#include "notification/sending/settings.h"
#include "notification/sending/thread.h"
#include "notification/things.h"
#include <assert.h>
#include <stdlib.h>

static const struct rt_lane_row lanes[] = {
    {"notification.write", 2, 64},
    {"notification.read", 2, 64},
    {NULL, 0, 0},
};

static const char *const sends_to[] = {NULL};

static const struct rt_setting settings[] = {
    NOTIFICATION_SETTINGS,
    {NULL, NULL, NULL, false},
};

static void close_things(void **things) {
  struct notification_things *it = *things;
  notification_thread_destroy(&it->sending);
  free(it);
  *things = NULL;
}

static bool open_things(const struct rt_config *config, const struct rt_seal *seal, void **ret_things,
                        struct rt_error *error) {
  struct notification_sender_settings sending;
  if (!notification_check(notification_takers, error) || !notification_settings_read(config, &sending, error))
    return false;
  struct notification_things *things = calloc(1, sizeof *things);
  assert(things);
  *things =
      (struct notification_things){.seal = seal, .email = notification_settings_email(config), .quiet = sending.quiet};
  sending.dsn = rt_config_text(config, "BM_DSN");
  sending.seal = seal;
  if (things->email && !notification_thread_new(&sending, &things->sending, error)) {
    free(things);
    return false;
  }
  *ret_things = things;
  return true;
}

const struct rt_service notification_service = {
    .name = "notification",
    .methods = notification_methods,
    .takers = notification_takers,
    .lanes = lanes,
    .migrations = notification_migrations,
    .sends_to = sends_to,
    .settings = settings,
    .open = open_things,
    .close = close_things,
};
