/* One conversation with a mail server at a time (libcurl). Blocking, with limits on every wait. */
#ifndef NOTIFICATION_SENDING_SMTP_H
#define NOTIFICATION_SENDING_SMTP_H

#include "notification/rules/mail/message.h"
#include "notification/rules/sending/schedule.h"
#include "runtime/base/status.h"
#include <stdatomic.h>

struct notification_smtp;

struct notification_smtp_settings {
  const char *url;        /* "smtp://host:port", "smtps://host:port" */
  const char *login_file; /* "" or a file of two lines, user and password, that others may not read */
  bool tls;               /* STARTTLS is required */
  atomic_bool *stopping;  /* set: a conversation under way is broken off */
};

/* Copies what it needs; connects when there is something to send. */
RT_MUST_CHECK bool notification_smtp_new(const struct notification_smtp_settings *settings,
                                         struct notification_smtp **ret_smtp, struct rt_error *error);
void notification_smtp_destroy(struct notification_smtp **smtp);

/* What became of an attempt. */
struct notification_smtp_said {
  enum notification_result result;
  bool reached;   /* the server was there; else it is not worth while to try the next one at once */
  char error[64]; /* "SMTP 451", or the library's word for it; never the server's own text. "" when taken */
};
struct notification_smtp_said notification_smtp_send(struct notification_smtp *smtp,
                                                     const struct notification_mail *mail);

#endif
