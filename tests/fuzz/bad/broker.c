/* A request is given a second more to live than its caller has. */
#include "broker/route/route.h"

void __real_broker_step(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                        struct broker_actions *actions);
void __wrap_broker_step(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                        struct broker_actions *actions);

void __wrap_broker_step(struct broker_state *state, const struct broker_event *event, int64_t now_ms,
                        struct broker_actions *actions) {
  struct broker_event more = *event;
  more.remaining_ms += event->kind == BROKER_EVENT_REQUEST ? 1000 : 0;
  __real_broker_step(state, &more, now_ms, actions);
}
