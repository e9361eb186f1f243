/* What lies around an envelope on a socket: the kinds of messages, their frames in order, and the fixed head in front.
 * Shared by broker and runtime; services/broker/README.md tells the whole conversation.
 *
 *   client → broker   REQUEST  head · lane · envelope · payload
 *                     BEAT     head
 *   broker → client   REPLY    head · answer · payload             (an empty answer frame = OK)
 *                     BEAT     head (id: this start of the broker and this connection)
 *   worker → broker   JOIN     head (argument = credits) · lane
 *                     REPLY    head · ticket · answer · payload    (gives the job's credit back)
 *                     BEAT     head
 *                     DRAIN    head                                (no more jobs, please)
 *   broker → worker   JOINED   head
 *                     REFUSED  head                                (the key may not serve the lane)
 *                     JOB      head · ticket · caller · envelope · payload
 *                     BEAT     head
 *                     REJOIN   head                                (the broker does not know this worker: join anew)
 *                     DRAINED  head                                (no job comes after this)
 */
#ifndef RT_WIRE_FRAMES_H
#define RT_WIRE_FRAMES_H

#include "runtime/base/status.h"
#include <stddef.h>
#include <stdint.h>

enum {
  RT_WIRE_VERSION = 1,
  RT_WIRE_HEAD_SIZE = 24,
  RT_WIRE_ID_SIZE = 16,
  RT_WIRE_TICKET_SIZE = 8,
  RT_WIRE_LANE_MAX = 31,            /* characters of a lane's name */
  RT_WIRE_PAYLOAD_MAX = 256 * 1024, /* bytes of an envelope or a payload */
  RT_WIRE_FRAME_MAX = 257 * 1024,   /* ZMQ_MAXMSGSIZE: a frame above it ends the connection */
  RT_WIRE_CREDITS = 64,             /* jobs a worker may hold at one broker */
  RT_WIRE_BEAT_MS = 1000,           /* how often each side says that its work loop turns */
  RT_WIRE_SILENCE_MS = 3000,        /* silence after which the other side is taken for dead */
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

/* The head: version, kind, attempt, epoch, the argument (big endian), the request id. */
struct rt_wire_head {
  enum rt_wire_kind kind;
  uint8_t attempt; /* 1 for the first */
  /* Broker → client: its epoch, another after each stop of its process. REQUEST: the epoch last heard, so that what lay
   * in the sockets during a stop is told from what is fresh. Else 0. */
  uint8_t epoch;
  uint32_t argument;           /* REQUEST, JOB: milliseconds that remain; JOIN: credits; else 0 */
  uint8_t id[RT_WIRE_ID_SIZE]; /* the caller's own name for the request; zero where there is none */
};

void rt_wire_head_write(const struct rt_wire_head *head, uint8_t ret_bytes[RT_WIRE_HEAD_SIZE]);
/* False for anything that is no head of this version: wrong size, version or kind. */
RT_MUST_CHECK bool rt_wire_head_read(const void *bytes, size_t size, struct rt_wire_head *ret_head);

/* "intake.write": a service and a lane of lower-case letters with one dot between, ≤ RT_WIRE_LANE_MAX characters.
 * Copies it as text; false for anything else. */
RT_MUST_CHECK bool rt_wire_lane_read(const void *bytes, size_t size, char ret_lane[RT_WIRE_LANE_MAX + 1]);

#endif
