/* One connection to one broker as a client or a worker sees it: the socket, whether it stands, when it was heard from.
 */
#ifndef RT_WIRE_LINK_H
#define RT_WIRE_LINK_H

#include "runtime/wire/frames.h"
#include "runtime/wire/socket.h"

/* A socket that has had no connection for so long is made anew: libzmq tries for ever when nobody answers, but gives a
 * connection up for good when a handshake was garbled. */
enum { RT_LINK_GIVEN_UP_MS = 5000 };

enum rt_link_state {
  RT_LINK_DOWN,    /* no connection, or nothing heard yet */
  RT_LINK_ASKING,  /* connected; a beat (client) or JOIN (worker) was sent */
  RT_LINK_UP,      /* the broker answered */
  RT_LINK_REFUSED, /* the broker will not have us in this lane */
};

struct rt_link {
  void *context;
  const struct rt_keys *keys;
  const char *endpoint;
  int io_thread; /* of the context */
  void *socket;  /* NULL: could not be made, tried again */
  enum rt_link_state state;
  int64_t heard_ms;              /* monotonic, of the last message; while ASKING of the question */
  int64_t beat_ms;               /* when the last beat went out */
  uint8_t epoch;                 /* the broker's, as last heard */
  int64_t opened_ms;             /* when the socket was made */
  uint32_t opened;               /* how often: another number is another socket */
  int watch;                     /* an epoll that always has this link's socket in it; 0: none */
  bool known;                    /* `peer` is set */
  uint8_t peer[RT_WIRE_ID_SIZE]; /* the broker's name for this very connection, as its beats tell */
};

/* Closes what is open and connects anew. */
void rt_link_open(struct rt_link *link);
void rt_link_close(struct rt_link *link);
bool rt_link_connected(const struct rt_link *link);
/* What zmq_poll should wait for: input, and while it is down the connection. */
short rt_link_waits_for(const struct rt_link *link);
/* A message of a head alone. */
bool rt_link_send(struct rt_link *link, enum rt_wire_kind kind);
/* Sends a beat if one is due. */
void rt_link_beat(struct rt_link *link, int64_t now_ms);
/* A beat came. False: it is another connection than that of the last beat, or another broker; what was sent before may
 * be lost. */
bool rt_link_same(struct rt_link *link, const uint8_t peer[RT_WIRE_ID_SIZE]);
/* It stood or was asked, and now the connection is gone or has been silent too long; or it never stood for too long. */
bool rt_link_broken(const struct rt_link *link, int64_t now_ms);

#endif
