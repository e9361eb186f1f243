#include "runtime/call/settings.h"

#include "runtime/host/host.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

void rt_lane_setting(const char *lane, char ret_name[RT_SETTING_NAME]) {
  int used = snprintf(ret_name, RT_SETTING_NAME, "BM_%s_THREADS", lane);
  assert(used > 0 && used < RT_SETTING_NAME);
  for (char *c = ret_name; *c != '\0'; c++) {
    if (*c >= 'a' && *c <= 'z') {
      *c = (char)(*c - 'a' + 'A');
    } else if (*c == '.') {
      *c = '_';
    }
  }
}

static void add(struct rt_lane_settings *settings, struct rt_setting row) {
  assert(settings->count + 1 < RT_SETTINGS_MAX);
  settings->rows[settings->count++] = row;
}

void rt_service_settings(const struct rt_service *service, struct rt_lane_settings *ret_settings) {
  static const struct rt_setting common[] = {
      RT_SETTING_BROKERS,
      RT_SETTING_KEYS_DIR,
      {"BM_DSN", NULL, "connection string of the service's database role", true},
      {"BM_SEAL_KEYS", NULL, "file with the keys personal data is sealed with", false},
  };
  memset(ret_settings, 0, sizeof *ret_settings);
  for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
    add(ret_settings, common[i]);
  }
  for (size_t i = 0; service->lanes[i].name != NULL; i++) {
    assert(i < RT_SETTING_LANES);
    rt_lane_setting(service->lanes[i].name, ret_settings->names[i]);
    snprintf(ret_settings->fallbacks[i], sizeof ret_settings->fallbacks[i], "%d", service->lanes[i].threads);
    add(ret_settings,
        (struct rt_setting){ret_settings->names[i], ret_settings->fallbacks[i], "threads that serve this lane", false});
  }
  for (size_t i = 0; service->settings != NULL && service->settings[i].name != NULL; i++) {
    add(ret_settings, service->settings[i]);
  }
}
