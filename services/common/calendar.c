#include "common/calendar.h"

#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"

enum { CALENDAR_LIMIT = 1 << 20 };

bool common_calendar_load(const struct rt_config *config, struct dom_calendar *ret_calendar, struct rt_error *error) {
  const char *path = rt_config_text(config, "BM_CALENDAR");
  RT_AUTO(rt_buffer_free) struct rt_buffer text = {0};
  struct dom_calendar_error fault;
  if (!rt_file_read(path, CALENDAR_LIMIT, &text, error))
    return rt_wrap(error, "BM_CALENDAR");
  if (!dom_calendar_parse(text.data, text.used, ret_calendar, &fault))
    return rt_fail(error, RT_INVALID_ARGUMENT, "BM_CALENDAR: %s, line %d: %s", path, fault.line, fault.text);
  return true;
}
