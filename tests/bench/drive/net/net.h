/* An HTTP/1.1 client for one server: keep-alive connections, one request at a time on each; what comes when all are
 * busy waits in line. Knows just what Bianmin's gateway sends: Content-Length, no chunks, no interim answers. */
#ifndef DRIVE_NET_H
#define DRIVE_NET_H

#include "tests/bench/drive/net/loop.h"

#include <stddef.h>

enum { DRIVE_BROKEN = 0, DRIVE_TIMEOUT = 1 }; /* statuses of what got no answer */

struct drive_answer {
  int status;       /* of HTTP, or one of the above */
  const char *body; /* NUL-terminated; lives during the call of `done` */
  size_t length;
  int64_t retry_after_s; /* -1: not said */
  int64_t sent_us;       /* when its first bytes went into a connected socket; 0: they never did */
};

typedef void drive_answered(void *user, const struct drive_answer *answer);

struct drive_net;

/* At most `connections` at once, opened when needed; a request without an answer after `timeout_us` gets DRIVE_TIMEOUT
 * and its connection is closed. The loop must outlive the net. Ends the program when the address is none. */
struct drive_net *drive_net_new(struct drive_loop *loop, const char *host, int port, int connections,
                                int64_t timeout_us);
void drive_net_destroy(struct drive_net **net);

/* Sends a whole request (its bytes are copied); `done` is called once, never from within this call. */
void drive_net_send(struct drive_net *net, const char *bytes, size_t length, drive_answered *done, void *user);

/* How many wait for a connection now, and how many have waited at most. */
size_t drive_net_waiting(const struct drive_net *net);
size_t drive_net_waited_most(const struct drive_net *net);

#endif
