#include "small_flow.h"

#include <string.h>

static const struct small_flow sound = {
    .states =
        {
            [STATE_OPEN] = {"OPEN", "待领取", DOM_STATE_START},
            [STATE_HELD] = {"HELD", "办理中", 0},
            [STATE_DONE] = {"DONE", "已办结", DOM_STATE_END | DOM_STATE_RATABLE},
            [STATE_GONE] = {"GONE", "已撤回", DOM_STATE_END | DOM_STATE_RATABLE},
        },
    .actions =
        {
            [ACTION_TAKE] = {"TAKE", "领取", 0},
            [ACTION_PUT_BACK] = {"PUT_BACK", "退回", 0},
            [ACTION_FINISH] = {"FINISH", "办结", 0},
            [ACTION_DROP] = {"DROP", "撤回", 0},
        },
    .roles = {[ROLE_CLERK] = {"clerk", "窗口", 0}, [ROLE_REVIEWER] = {"reviewer", "审查", 0}},
    .rows =
        {
            {STATE_OPEN, ACTION_TAKE, STATE_HELD, DOM_WHO(ROLE_REVIEWER), DOM_FLOW_STEP, 2, "审查人员领取"},
            {STATE_HELD, ACTION_PUT_BACK, STATE_OPEN, DOM_WHO(ROLE_REVIEWER), DOM_FLOW_NO_LIMIT, 0, "退回科室"},
            {STATE_HELD, ACTION_FINISH, STATE_DONE, DOM_WHO(ROLE_REVIEWER) | DOM_WHO(ROLE_CLERK), DOM_FLOW_PROMISED, 0,
             "作出决定"},
            {STATE_OPEN, ACTION_DROP, STATE_GONE, DOM_WHO_SYSTEM, DOM_FLOW_OWN, 5, "申请人撤回"},
            {STATE_HELD, ACTION_DROP, STATE_GONE, DOM_WHO(ROLE_CLERK) | DOM_WHO_SYSTEM, DOM_FLOW_STATUTORY, 0, NULL},
        },
};

void small_flow_make(struct small_flow *ret_small) {
  memcpy(ret_small, &sound, sizeof sound);
  ret_small->rows[1].limit = DOM_FLOW_NO_LIMIT;
  ret_small->flow = (struct dom_flow){
      .name = "small",
      .title = "小流程",
      .states = ret_small->states,
      .state_count = STATE__COUNT,
      .actions = ret_small->actions,
      .action_count = ACTION__COUNT,
      .roles = ret_small->roles,
      .role_count = ROLE__COUNT,
      .rows = ret_small->rows,
      .row_count = SMALL_ROWS,
      .rated = true,
  };
}
