/* Statements on inboxes. */
#ifndef NOTIFICATION_STORE_NOTICES_H
#define NOTIFICATION_STORE_NOTICES_H

#include "runtime/pg/pipe.h"

extern const char notification_notices_table[];

struct notification_notice {
  const char *notification; /* UUIDv7 of `at_us`, by which inboxes go; NULL: none found */
  const char *account;
  const char *case_number;
  const char *unit;
  const char *title;
  struct rt_bytes text_sealed;
  const char *template;
  int64_t template_version;
  int64_t at_us;
  bool read;
};

/* All in one statement. */
void notification_notices_insert(struct rt_pipe *pipe, const struct notification_notice *notices, size_t count);

/* Where a page goes on; NULL id: from the start. */
struct notification_page {
  int64_t before_us;
  const char *before_id;
  int limit;
};
struct notification_notice_list {
  struct notification_notice *rows; /* room for `limit` */
  size_t count;
};
/* An account's, newest first. */
void notification_notices_list(struct rt_pipe *pipe, const char *account, const struct notification_page *page,
                               struct notification_notice_list *into);

/* How many of the account's newest 100 are unread: what a badge shows, at a bounded price. */
void notification_notices_unread(struct rt_pipe *pipe, const char *account, int64_t *ret_count);

/* One of the account's own. */
void notification_notices_load(struct rt_pipe *pipe, const char *notification, const char *account,
                               struct notification_notice *into);
void notification_notices_mark_read(struct rt_pipe *pipe, const char *notification, const char *account);

#endif
