#include "runtime/base/config.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 64 * 1024 };

struct rt_config {
  const struct rt_setting *settings;
  char **values; /* beside `settings`, owned */
  size_t count;
};

static size_t count_of(const struct rt_setting *settings) {
  size_t count = 0;
  while (settings[count].name) {
    count++;
  }
  return count;
}

static size_t place_of(const struct rt_config *config, const char *name) {
  size_t i = 0;
  while (i < config->count && strcmp(config->settings[i].name, name) != 0) {
    i++;
  }
  return i;
}

static void put(struct rt_config *config, size_t place, const char *value) {
  free(config->values[place]);
  config->values[place] = strdup(value);
  assert(config->values[place]);
}

static char *trimmed(char *text) {
  while (isspace((unsigned char)*text)) {
    text++;
  }
  char *end = text + strlen(text);
  while (end > text && isspace((unsigned char)end[-1])) {
    *--end = 0;
  }
  return text;
}

static bool take_line(struct rt_config *config, char *line, struct rt_error *error) {
  line = trimmed(line);
  if (*line == 0 || *line == '#') {
    return true;
  }
  char *equals = strchr(line, '=');
  if (!equals) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "a line is not KEY=VALUE");
  }
  *equals = 0;
  char *name = trimmed(line);
  size_t place = place_of(config, name);
  if (place == config->count) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "unknown setting %s", name);
  }
  put(config, place, trimmed(equals + 1));
  return true;
}

static bool take_file(struct rt_config *config, const char *path, struct rt_error *error) {
  RT_AUTO(rt_buffer_free) struct rt_buffer content = {0};
  if (!rt_file_read(path, FILE_LIMIT, &content, error)) {
    return false;
  }
  if (strlen(content.data) != content.used) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "%s: holds a NUL", path);
  }
  char *rest = content.data;
  for (int number = 1; rest; number++) {
    char *line = strsep(&rest, "\n");
    if (!take_line(config, line, error)) {
      return rt_wrap(error, "%s line %d", path, number);
    }
  }
  return true;
}

static bool take_rest(struct rt_config *config, struct rt_error *error) {
  for (size_t i = 0; i < config->count; i++) {
    const struct rt_setting *setting = &config->settings[i];
    const char *environment = getenv(setting->name);
    if (environment && *environment) {
      put(config, i, environment);
    }
    if (config->values[i] && *config->values[i]) {
      continue;
    }
    if (!setting->fallback) {
      return rt_fail(error, RT_INVALID_ARGUMENT, "setting %s is missing (%s)", setting->name, setting->help);
    }
    put(config, i, setting->fallback);
  }
  return true;
}

bool rt_config_new(const struct rt_setting *settings, const char *file_or_null, struct rt_config **ret_config,
                   struct rt_error *error) {
  struct rt_config *config = calloc(1, sizeof *config);
  assert(config);
  config->settings = settings;
  config->count = count_of(settings);
  config->values = calloc(config->count + 1, sizeof *config->values);
  assert(config->values);
  if ((file_or_null && !take_file(config, file_or_null, error)) || !take_rest(config, error)) {
    rt_config_destroy(&config);
    return false;
  }
  *ret_config = config;
  return true;
}

void rt_config_destroy(struct rt_config **config) {
  if (!*config) {
    return;
  }
  for (size_t i = 0; (*config)->values && i < (*config)->count; i++) {
    if ((*config)->values[i]) {
      explicit_bzero((*config)->values[i], strlen((*config)->values[i])); /* some are secret */
    }
    free((*config)->values[i]);
  }
  free((*config)->values);
  free(*config);
  *config = NULL;
}

const char *rt_config_text(const struct rt_config *config, const char *name) {
  size_t place = place_of(config, name);
  assert(place < config->count);
  return config->values[place];
}

bool rt_config_number(const struct rt_config *config, const char *name, int64_t low, int64_t high, int64_t *ret_number,
                      struct rt_error *error) {
  const char *text = rt_config_text(config, name);
  char *end = NULL;
  errno = 0;
  int64_t number = strtoll(text, &end, 10);
  if (end == text || *end != 0 || errno != 0 || number < low || number > high) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "setting %s must be a whole number from %" PRId64 " to %" PRId64, name,
                   low, high);
  }
  *ret_number = number;
  return true;
}

void rt_config_help(const struct rt_setting *settings) {
  for (const struct rt_setting *setting = settings; setting->name; setting++) {
    printf("  %-24s %s", setting->name, setting->help);
    if (!setting->fallback) {
      printf(" (required)");
    } else if (*setting->fallback && !setting->secret) {
      printf(" (default %s)", setting->fallback);
    }
    putchar('\n');
  }
}
