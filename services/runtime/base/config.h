/* Settings of a process: BM_* from the environment, else a KEY=VALUE file, else the default. All listed by --help. */
#ifndef RT_BASE_CONFIG_H
#define RT_BASE_CONFIG_H

#include "runtime/base/status.h"
#include <stdint.h>

struct rt_setting {
  const char *name;     /* "BM_BROKERS" */
  const char *fallback; /* NULL: required */
  const char *help;     /* one line, English */
  bool secret;          /* never printed */
};

struct rt_config;

/* Reads all `settings` (an array ended by a NULL name). A required one that is missing, or an unknown key in the file,
 * fails with its name. The caller destroys it. */
RT_MUST_CHECK bool rt_config_new(const struct rt_setting *settings, const char *file_or_null,
                                 struct rt_config **ret_config, struct rt_error *error);
void rt_config_destroy(struct rt_config **config);

/* The value, owned by the config. Asking for a name that is not in the table is a bug. */
const char *rt_config_text(const struct rt_config *config, const char *name);
/* The value as a whole number in [low, high]; fails with the setting's name. */
RT_MUST_CHECK bool rt_config_number(const struct rt_config *config, const char *name, int64_t low, int64_t high,
                                    int64_t *ret_number, struct rt_error *error);
/* Prints the table for --help on stdout. */
void rt_config_help(const struct rt_setting *settings);

#endif
