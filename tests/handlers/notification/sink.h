/* A real mail server for a test (tests/support/smtp_sink.py): a process of its own, its folder gone with it. */
#ifndef TESTS_HANDLERS_NOTIFICATION_SINK_H
#define TESTS_HANDLERS_NOTIFICATION_SINK_H

#include <stddef.h>
#include <sys/types.h>

struct sink {
  pid_t pid;
  char folder[64];
  char url[64];
};

void sink_start(struct sink *sink);
void sink_stop(struct sink *sink);

/* How many messages it took; and one of them as a mail program shows it (1 is the first), "" for none; freed by the
 * caller. */
size_t sink_count(const struct sink *sink);
char *sink_shown(const struct sink *sink, size_t number);
/* How many lines of its log of commands begin with this. */
size_t sink_commands(const struct sink *sink, const char *beginning);

#endif
