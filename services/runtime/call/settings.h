/* The settings table of a service: the common rows, its lanes' threads, its own. */
#ifndef RT_CALL_SETTINGS_H
#define RT_CALL_SETTINGS_H

#include "runtime/call/service.h"

enum { RT_SETTING_NAME = 64, RT_SETTINGS_MAX = 48, RT_SETTING_LANES = 16 };

struct rt_lane_settings {
  struct rt_setting rows[RT_SETTINGS_MAX]; /* ended by a NULL name */
  char names[RT_SETTING_LANES][RT_SETTING_NAME];
  char fallbacks[RT_SETTING_LANES][8];
  size_t count;
};

/* "intake.write" → "BM_INTAKE_WRITE_THREADS". */
void rt_lane_setting(const char *lane, char ret_name[RT_SETTING_NAME]);
/* The rows point into `ret_settings`. */
void rt_service_settings(const struct rt_service *service, struct rt_lane_settings *ret_settings);

#endif
