/* Statements on e-mails on their way: appended by handlers, claimed and marked by the sender. */
#ifndef NOTIFICATION_STORE_SENDINGS_H
#define NOTIFICATION_STORE_SENDINGS_H

#include "notification/rules/sending/schedule.h"
#include "notification/store/notices.h"

extern const char notification_sendings_table[];

struct notification_sending {
  const char *sending; /* NULL: none found */
  const char *case_number;
  const char *unit;
  const char *channel;
  const char *template;
  int64_t template_version;
  bool urgent;
  enum notification_sending_state state;
  int64_t attempts;
  int64_t next_us;
  struct rt_bytes address_sealed; /* empty: none */
  struct rt_bytes letter_sealed;  /* subject, line feed, text */
  const char *last_error;
  int64_t at_us;
};

/* All in one statement. */
void notification_sendings_insert(struct rt_pipe *pipe, const struct notification_sending *sendings, size_t count);

struct notification_sending_list {
  struct notification_sending *rows; /* room for `limit` */
  size_t count;
};
/* Newest first; state 0: all. Without address and letter. */
void notification_sendings_list(struct rt_pipe *pipe, int state, const struct notification_page *page,
                                struct notification_sending_list *into);
void notification_sendings_load(struct rt_pipe *pipe, const char *sending, struct notification_sending *into);
/* A dead one waits again, its attempts forgotten; raises a conflict if it is not dead any more. */
void notification_sendings_retry(struct rt_pipe *pipe, const char *sending, int64_t now_us);

/* Claims the next that is due, if the channel has not sent `per_minute` in this minute yet: SENDING, one attempt more,
 * its lease running to `lease_us`. Two claims never get the same. */
struct notification_claim {
  const char *channel;
  int64_t now_us;
  int64_t lease_us;
  int64_t minute_us; /* the minute now_us lies in */
  int64_t per_minute;
};
void notification_sendings_claim(struct rt_pipe *pipe, const struct notification_claim *claim,
                                 struct notification_sending *into);

/* What became of a claimed one; nothing if its lease ended and another has it. `*ret_marked` counts the row. SENT
 * clears address and letter. */
struct notification_mark {
  const char *sending;
  int64_t attempts; /* as claimed */
  struct notification_next next;
  const char *error; /* codes only */
};
void notification_sendings_mark(struct rt_pipe *pipe, const struct notification_mark *mark, int *ret_marked);

/* Forgets minutes before this one. */
void notification_channel_sweep(struct rt_pipe *pipe, const char *channel, int64_t before_us);

#endif
