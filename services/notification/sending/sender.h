/* Takes e-mails that are due to the mail server (N-02, N-03): claims one durably, sends it, writes down what became of
 * it. One thread uses a sender; any number of processes share the work by the rows. */
#ifndef NOTIFICATION_SENDING_SENDER_H
#define NOTIFICATION_SENDING_SENDER_H

#include "notification/rules/sending/schedule.h"
#include "notification/sending/smtp.h"
#include "runtime/seal/seal.h"

struct notification_sender;

struct notification_sender_settings {
  const char *dsn;
  const struct rt_seal *seal;
  const char *from; /* a valid address */
  const char *name; /* shown beside it */
  int64_t per_minute;
  struct notification_quiet quiet;
  struct notification_smtp_settings smtp;
};

/* Copies texts; what else is pointed to outlives it. Connects when it is first used. */
RT_MUST_CHECK bool notification_sender_new(const struct notification_sender_settings *settings,
                                           struct notification_sender **ret_sender, struct rt_error *error);
void notification_sender_destroy(struct notification_sender **sender);

enum notification_step {
  NOTIFICATION_STEP_IDLE, /* nothing is due, or the minute is full */
  NOTIFICATION_STEP_DONE, /* one was dealt with, whatever became of it */
  NOTIFICATION_STEP_AWAY, /* the database or the mail server is away: wait */
};
/* At most one e-mail. */
enum notification_step notification_sender_step(struct notification_sender *sender, int64_t now_us);

/* Forgets what the minutes before the last hour used. */
void notification_sender_sweep(struct notification_sender *sender, int64_t now_us);

#endif
