/* Looking things up in a flow's tables. */
#include "domain/flow.h"

#include <stdio.h>

static const struct dom_flow_name *entry(const struct dom_flow_name *table, int count, int value) {
  return value >= 0 && value < count && table[value].name != NULL ? &table[value] : NULL;
}

const char *dom_flow_state_name(const struct dom_flow *flow, int state) {
  const struct dom_flow_name *found = entry(flow->states, flow->state_count, state);
  return found != NULL ? found->name : NULL;
}

const char *dom_flow_action_name(const struct dom_flow *flow, int action) {
  const struct dom_flow_name *found = entry(flow->actions, flow->action_count, action);
  return found != NULL ? found->name : NULL;
}

/* "状态 SUBMITTED（已收件）没有动作 DELIVER（送达）": both as the API says them, for whoever called, and in words. */
static void name_both(const struct dom_flow *flow, int state, int action, char ret_refusal[DOM_FLOW_REFUSAL]) {
  static const struct dom_flow_name unknown = {"UNKNOWN", "未知", 0};
  const struct dom_flow_name *in = entry(flow->states, flow->state_count, state);
  const struct dom_flow_name *act = entry(flow->actions, flow->action_count, action);
  in = in != NULL ? in : &unknown;
  act = act != NULL ? act : &unknown;
  snprintf(ret_refusal, DOM_FLOW_REFUSAL, "状态 %.40s（%.90s）没有动作 %.40s（%.90s）", in->name, in->title, act->name,
           act->title);
}

const struct dom_flow_row *dom_flow_find(const struct dom_flow *flow, int state, int action,
                                         char ret_refusal[DOM_FLOW_REFUSAL]) {
  for (size_t i = 0; i < flow->row_count; i++) {
    if (flow->rows[i].from == state && flow->rows[i].action == action) {
      return &flow->rows[i];
    }
  }
  if (ret_refusal != NULL) {
    name_both(flow, state, action, ret_refusal);
  }
  return NULL;
}

bool dom_flow_may(const struct dom_flow_row *row, uint32_t roles) {
  return (row->who & roles) != 0;
}
