/* The broker's own lane: broker.status, for the operator's key, or through the gateway for a subject that is an
 * operator. */
#include "broker/shell.h"

#include "bianmin/broker.pb-c.h"
#include "bianmin/envelope.pb-c.h"
#include "bianmin/options.pb-c.h"
#include "runtime/base/arena.h"
#include "runtime/base/cleanup.h"

#include <string.h>

static bool is_operator(const struct broker_action *action, struct rt_arena *arena) {
  if (strcmp(action->identity, "operator") == 0) {
    return true;
  }
  const uint8_t *packed = (const uint8_t *)zmq_msg_data(&action->body->message) + RT_WIRE_HEAD_SIZE;
  const Bm__Envelope *envelope = bm__envelope__unpack(rt_arena_protobuf(arena), action->body->first_size, packed);
  if (envelope == NULL || envelope->subject == NULL) {
    return false;
  }
  for (size_t i = 0; i < envelope->subject->n_roles; i++) {
    if (envelope->subject->roles[i] == BM__ROLE__ENUM__OPERATOR) {
      return true;
    }
  }
  return false;
}

static void fill_lanes(const struct broker *broker, struct rt_arena *arena, Bm__BrokerStatus *status) {
  struct broker_lane_view views[BROKER_LANES_MAX];
  status->n_lanes = broker_lanes(broker->state, views, BROKER_LANES_MAX);
  status->lanes = rt_arena_array(arena, status->n_lanes + 1, sizeof status->lanes[0]);
  for (size_t i = 0; i < status->n_lanes; i++) {
    Bm__BrokerLane *lane = rt_arena_alloc(arena, sizeof *lane);
    bm__broker_lane__init(lane);
    lane->name = rt_arena_text(arena, views[i].name);
    lane->workers = views[i].workers;
    lane->queued = views[i].queued;
    lane->held = views[i].held;
    lane->credits = views[i].credits;
    status->lanes[i] = lane;
  }
}

static char *number(struct rt_arena *arena, int64_t value) {
  return rt_arena_printf(arena, "%lld", (long long)value);
}

static void fill_counters(const struct broker *broker, struct rt_arena *arena, Bm__BrokerCounters *counters) {
  const struct broker_counters *from = broker_counters(broker->state);
  counters->requests = number(arena, from->requests);
  counters->jobs = number(arena, from->jobs);
  counters->replies = number(arena, from->replies);
  counters->expired = number(arena, from->expired);
  counters->full = number(arena, from->full);
  counters->unavailable = number(arena, from->unavailable);
  counters->denied = number(arena, from->denied);
  counters->lost_workers = number(arena, from->lost_workers);
  counters->strangers = number(arena, broker->strangers);
}

static void deny(struct broker *broker, const struct broker_action *action) {
  struct broker_action denied = *action;
  denied.kind = BROKER_ACTION_ANSWER;
  denied.status = RT_PERMISSION_DENIED;
  denied.code = "ROLE_DENIED";
  denied.message = "仅运维人员可查看";
  broker_perform(broker, &denied);
}

void broker_tell_status(struct broker *broker, const struct broker_action *action) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  if (!is_operator(action, arena)) {
    deny(broker, action);
    return;
  }
  Bm__BrokerCounters counters = BM__BROKER_COUNTERS__INIT;
  Bm__BrokerStatus status = BM__BROKER_STATUS__INIT;
  fill_lanes(broker, arena, &status);
  fill_counters(broker, arena, &counters);
  status.counters = &counters;
  status.queue_limit = (int32_t)broker->queue_limit;
  size_t size = bm__broker_status__get_packed_size(&status);
  uint8_t *packed = rt_arena_alloc(arena, size);
  bm__broker_status__pack(&status, packed);
  broker_send_reply(broker, action, (struct rt_bytes){0}, (struct rt_bytes){packed, size});
  broker_body_free(action->body);
}
