/* What BM_SMTP_* and BM_QUIET_HOURS say. */
#ifndef NOTIFICATION_SENDING_SETTINGS_H
#define NOTIFICATION_SENDING_SETTINGS_H

#include "notification/sending/sender.h"
#include "runtime/base/config.h"

/* Rows for the service's table of settings. */
#define NOTIFICATION_SETTINGS                                                                                          \
  {"BM_SMTP_URL", "", "mail server, smtp://host:port or smtps://host:port; empty: no e-mail", true},                   \
      {"BM_SMTP_FROM", "bianmin@localhost.localdomain", "address e-mails come from", false},                           \
      {"BM_SMTP_NAME", "便民服务", "name shown beside it", false},                                                     \
      {"BM_SMTP_LOGIN", "", "file with the mail server's user and password, a line each; empty: none", false},         \
      {"BM_SMTP_TLS", "auto", "required, no, or auto: required unless the server is this machine", false},             \
      {"BM_SMTP_PER_MINUTE", "600", "most e-mails in a minute, over all processes", false}, {                          \
    "BM_QUIET_HOURS", "22:00-07:00", "when e-mails that are not urgent wait, HH:MM-HH:MM; or none", false              \
  }

/* Whether there is a mail server at all. */
bool notification_settings_email(const struct rt_config *config);

/* Fills all but dsn and seal; texts are the config's. Fails with the setting's name. */
RT_MUST_CHECK bool notification_settings_read(const struct rt_config *config,
                                              struct notification_sender_settings *ret_settings,
                                              struct rt_error *error);

#endif
