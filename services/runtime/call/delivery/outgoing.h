/* One round of the relay: what is due in the outbox is handed to every destination, and what became of it is written
 * down. Knows no socket: whoever sends is given as a function. ARCHITECTURE.md "Events". */
#ifndef RT_CALL_OUTGOING_H
#define RT_CALL_OUTGOING_H

#include "bianmin/common.pb-c.h"
#include "runtime/call/delivery/lease.h"
#include "runtime/call/service.h"

enum { RT_RELAY_ROWS = 256, RT_DESTINATIONS_MAX = 16 };

/* One Deliver call to one destination, and its answer: status, and on OK the reply in the arena. */
struct rt_delivery {
  const char *destination;
  Bm__DeliverRequest request;
  enum rt_status status;
  const Bm__DeliverReply *reply;
};

/* Sends all of them at once and returns when each has its answer, within 4 seconds. */
typedef void (*rt_relay_send)(void *context, struct rt_arena *arena, struct rt_delivery *deliveries, size_t count);

struct rt_outgoing_queue {
  const struct rt_service *service;
  const struct rt_seal *seal;
  rt_relay_send send;
  void *context;
  int tries;         /* failures before a dead letter; 0: the default of 8 */
  int first_wait_ms; /* after a failure, doubling each time up to 5 minutes; 0: the default of 1 s */
  struct rt_lease lease;
  int64_t stand_by_until_ms; /* another process relays: looked at again then (monotonic) */
  struct {
    int64_t until_ms; /* a destination that does not answer is left alone until then (monotonic) */
    int wait_ms;
  } away[RT_DESTINATIONS_MAX];
};

void rt_outgoing_init(struct rt_outgoing_queue *queue);

/* Returns how many rows it tried (RT_RELAY_ROWS: there may be more at once). 0 too when another process relays. */
size_t rt_outgoing_round(struct rt_outgoing_queue *queue, struct rt_conn *conn, struct rt_arena *arena, int64_t now_us);

#endif
