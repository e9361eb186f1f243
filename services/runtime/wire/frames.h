/* A message on a socket: one frame, a fixed head and behind it two parts. One frame and not one a part, for each frame
 * costs both ends, both I/O threads and, with CURVE, both ciphers; and a head of one size and place, so that the broker
 * turns a REQUEST into a JOB and a worker's REPLY into a caller's where they lie. Shared by broker and runtime;
 * services/broker/README.md tells the whole conversation.
 *
 *   client → broker   REQUEST  name = lane · envelope · payload
 *                     BEAT
 *   broker → client   REPLY    answer · payload             (an empty answer = OK)
 *                     BEAT     id: this start of the broker and this connection
 *   worker → broker   JOIN     argument = credits, name = lane
 *                     REPLY    ticket · answer · payload    (gives the job's credit back)
 *                     BEAT
 *                     DRAIN    no more jobs, please
 *   broker → worker   JOINED
 *                     REFUSED  the key may not serve the lane
 *                     JOB      ticket, name = caller · envelope · payload
 *                     BEAT
 *                     REJOIN   the broker does not know this worker: join anew
 *                     DRAINED  no job comes after this
 */
#ifndef RT_WIRE_FRAMES_H
#define RT_WIRE_FRAMES_H

#include "runtime/base/buffer.h"
#include "runtime/base/status.h"
#include <stddef.h>
#include <stdint.h>

enum {
  RT_WIRE_VERSION = 2,
  RT_WIRE_HEAD_SIZE = 68,
  RT_WIRE_ID_SIZE = 16,
  RT_WIRE_NAME_MAX = 31,                                           /* characters of a name in a head */
  RT_WIRE_LANE_MAX = RT_WIRE_NAME_MAX,                             /* characters of a lane's name */
  RT_WIRE_PAYLOAD_MAX = 256 * 1024,                                /* bytes of an envelope or a payload */
  RT_WIRE_FRAME_MAX = 2 * RT_WIRE_PAYLOAD_MAX + RT_WIRE_HEAD_SIZE, /* ZMQ_MAXMSGSIZE: above it the connection ends */
  RT_WIRE_CREDITS = 64,                                            /* jobs a worker may hold at one broker */
  RT_WIRE_BEAT_MS = 1000,    /* how often each side says that its work loop turns */
  RT_WIRE_SILENCE_MS = 3000, /* silence after which the other side is taken for dead */
  RT_WIRE_AWAY_MS =
      1800 /* a loop that did not turn for so long may have been given up: silence less a beat and a bit */
};

enum rt_wire_kind {
  RT_WIRE_REQUEST = 1,
  RT_WIRE_REPLY,
  RT_WIRE_JOB,
  RT_WIRE_JOIN,
  RT_WIRE_JOINED,
  RT_WIRE_REFUSED,
  RT_WIRE_REJOIN,
  RT_WIRE_BEAT,
  RT_WIRE_DRAIN,
  RT_WIRE_DRAINED,
  RT_WIRE_KIND__COUNT
};

/* The head: version, kind, attempt, epoch, argument, id, ticket, name, size of the first part; numbers big endian, the
 * name filled up with NULs. What a kind does not use is 0. */
struct rt_wire_head {
  enum rt_wire_kind kind;
  uint8_t attempt; /* 1 for the first */
  /* Broker → client: its epoch, another after each stop of its process. REQUEST: the epoch last heard, so that what lay
   * in the sockets during a stop is told from what is fresh. Else 0. */
  uint8_t epoch;
  uint32_t argument;               /* REQUEST, JOB: milliseconds that remain; JOIN: credits */
  uint8_t id[RT_WIRE_ID_SIZE];     /* the caller's own name for the request */
  uint64_t ticket;                 /* the broker's name for the job */
  char name[RT_WIRE_NAME_MAX + 1]; /* lane or caller, as text; not looked at here (rt_wire_lane_good) */
  uint32_t first_size;             /* bytes of the envelope or the answer; what follows is the payload */
};

void rt_wire_head_write(const struct rt_wire_head *head, uint8_t ret_bytes[RT_WIRE_HEAD_SIZE]);
/* The head of a message of `size` bytes. False for anything that is no message of this version: too short, another
 * version, an unknown kind, a name without an end, parts that do not fit the message or are too large. */
RT_MUST_CHECK bool rt_wire_head_read(const void *bytes, size_t size, struct rt_wire_head *ret_head);
/* The two parts of a message whose head could be read. Views into it. */
struct rt_bytes rt_wire_first(const void *bytes, const struct rt_wire_head *head);
struct rt_bytes rt_wire_second(const void *bytes, size_t size, const struct rt_wire_head *head);

/* "intake.write": a service and a lane of lower-case letters with one dot between, ≤ RT_WIRE_LANE_MAX characters. */
RT_MUST_CHECK bool rt_wire_lane_good(const char *name);

#endif
