/* A server of rt_http on a thread and raw sockets against it: bytes out, bytes in. */
#ifndef TEST_HTTP_RAW_H
#define TEST_HTTP_RAW_H

#include "runtime/http/server.h"

#include <stddef.h>

struct raw;

/* Serves the test's own handler (see raw.c: /echo, /early, /stream …) with these times. */
struct raw *raw_start(const struct rt_http_config *times);
void raw_stop(struct raw *raw);
void raw_drain(struct raw *raw);
/* Holds the loop still until it is let go, so that what comes meanwhile comes at once. */
void raw_hold(struct raw *raw, bool on);

/* A connection; reads time out after 5 s. */
int raw_connect(struct raw *raw);
void raw_send(int fd, const char *bytes, size_t len);
void raw_text(int fd, const char *text);
/* Reads until the peer closes, or until `enough` is found in what came (NULL: only the close counts). Returns what
 * came, NUL behind; static storage. */
const char *raw_read(int fd, const char *enough);
/* Has the peer closed (nothing more comes)? Waits at most 5 s. */
int raw_closed(int fd);
/* Waits, at most 5 s, until so many requests have begun: their heads are read. */
void raw_wait_begun(struct raw *raw, int count);
/* Exchanges for which `gone` was called. */
int raw_gone(struct raw *raw);

#endif
