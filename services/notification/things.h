/* What notification's handlers get besides the call: read-only, made at start. */
#ifndef NOTIFICATION_THINGS_H
#define NOTIFICATION_THINGS_H

#include "notification/rules/sending/schedule.h"
#include "runtime/seal/seal.h"

struct notification_thread;

struct notification_things {
  const struct rt_seal *seal;          /* the runtime's */
  bool email;                          /* a mail server is set */
  struct notification_quiet quiet;     /* when e-mails wait for the morning */
  struct notification_thread *sending; /* sends e-mails; NULL without a mail server */
};

#endif
