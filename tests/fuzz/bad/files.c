/* A number of the settings may be as small and as large as it likes. */
#include "runtime/base/config.h"

bool __real_rt_config_number(const struct rt_config *config, const char *name, int64_t low, int64_t high,
                             int64_t *ret_number, struct rt_error *error);
bool __wrap_rt_config_number(const struct rt_config *config, const char *name, int64_t low, int64_t high,
                             int64_t *ret_number, struct rt_error *error);

bool __wrap_rt_config_number(const struct rt_config *config, const char *name, int64_t low, int64_t high,
                             int64_t *ret_number, struct rt_error *error) {
  (void)low;
  (void)high;
  return __real_rt_config_number(config, name, INT64_MIN, INT64_MAX, ret_number, error);
}
