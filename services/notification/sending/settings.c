#include "notification/sending/settings.h"

#include "notification/rules/mail/address.h"
#include <string.h>

enum { MOST_PER_MINUTE = 100000 };

bool notification_settings_email(const struct rt_config *config) {
  return *rt_config_text(config, "BM_SMTP_URL") != '\0';
}

static bool read_tls(const char *wanted, const char *url, bool *ret_tls, struct rt_error *error) {
  if (strcmp(wanted, "auto") == 0)
    *ret_tls = !notification_server_is_here(url);
  else if (strcmp(wanted, "required") == 0 || strcmp(wanted, "no") == 0)
    *ret_tls = *wanted == 'r';
  else
    return rt_fail(error, RT_INVALID_ARGUMENT, "BM_SMTP_TLS must be required, no or auto");
  return true;
}

bool notification_settings_read(const struct rt_config *config, struct notification_sender_settings *ret_settings,
                                struct rt_error *error) {
  struct notification_sender_settings settings = {
      .from = rt_config_text(config, "BM_SMTP_FROM"),
      .name = rt_config_text(config, "BM_SMTP_NAME"),
      .smtp = {.url = rt_config_text(config, "BM_SMTP_URL"), .login_file = rt_config_text(config, "BM_SMTP_LOGIN")}};
  if (!notification_address_valid(settings.from))
    return rt_fail(error, RT_INVALID_ARGUMENT, "BM_SMTP_FROM is no address");
  if (!notification_quiet_parse(rt_config_text(config, "BM_QUIET_HOURS"), &settings.quiet))
    return rt_fail(error, RT_INVALID_ARGUMENT, "BM_QUIET_HOURS must be HH:MM-HH:MM or none");
  if (!read_tls(rt_config_text(config, "BM_SMTP_TLS"), settings.smtp.url, &settings.smtp.tls, error) ||
      !rt_config_number(config, "BM_SMTP_PER_MINUTE", 1, MOST_PER_MINUTE, &settings.per_minute, error))
    return false;
  *ret_settings = settings;
  return true;
}
