#include "intake/rules/agents/visit.h"

#include "domain/unitpath.h"

#include <string.h>

static const struct dom_flow_name states[INTAKE_VISIT__COUNT] = {
    [INTAKE_VISIT_ASKED] = {"ASKED", "已提出", DOM_STATE_START},
    [INTAKE_VISIT_PLANNED] = {"PLANNED", "已约定", 0},
    [INTAKE_VISIT_DONE] = {"DONE", "已上门", DOM_STATE_END},
    [INTAKE_VISIT_CANCELLED] = {"CANCELLED", "已取消", DOM_STATE_END},
};

static const struct dom_flow_name actions[INTAKE_VISIT_ACT__COUNT] = {
    [INTAKE_VISIT_PLAN] = {"plan", "约定上门", 0},
    [INTAKE_VISIT_FINISH] = {"done", "完成上门", 0},
    [INTAKE_VISIT_CANCEL] = {"cancel", "取消", 0},
};

static const struct dom_flow_name roles[INTAKE_ROLE__COUNT] = {
    [INTAKE_CITIZEN] = {"CITIZEN", "申请人", 0},
    [INTAKE_AGENT] = {"AGENT", "代办员", 0},
};

#define AGENT DOM_WHO(INTAKE_AGENT)
#define EITHER (DOM_WHO(INTAKE_CITIZEN) | AGENT)

static const struct dom_flow_row rows[] = {
    {INTAKE_VISIT_ASKED, INTAKE_VISIT_PLAN, INTAKE_VISIT_PLANNED, AGENT, DOM_FLOW_NO_LIMIT, 0,
     "代办员接单，约定日期和地点"},
    {INTAKE_VISIT_ASKED, INTAKE_VISIT_CANCEL, INTAKE_VISIT_CANCELLED, EITHER, DOM_FLOW_NO_LIMIT, 0, "取消上门"},
    {INTAKE_VISIT_PLANNED, INTAKE_VISIT_PLAN, INTAKE_VISIT_PLANNED, AGENT, DOM_FLOW_NO_LIMIT, 0, "改约日期和地点"},
    {INTAKE_VISIT_PLANNED, INTAKE_VISIT_FINISH, INTAKE_VISIT_DONE, AGENT, DOM_FLOW_NO_LIMIT, 0, "上门办结"},
    {INTAKE_VISIT_PLANNED, INTAKE_VISIT_CANCEL, INTAKE_VISIT_CANCELLED, EITHER, DOM_FLOW_NO_LIMIT, 0, "取消上门"},
};

const struct dom_flow intake_visit_flow = {
    .name = "visit",
    .title = "上门服务",
    .states = states,
    .state_count = INTAKE_VISIT__COUNT,
    .actions = actions,
    .action_count = INTAKE_VISIT_ACT__COUNT,
    .roles = roles,
    .role_count = INTAKE_ROLE__COUNT,
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
};

bool intake_visit_seen(const struct intake_viewer *viewer, const struct intake_visit_place *place) {
  if (strcmp(viewer->account, place->asked_by) == 0)
    return true;
  if (!(viewer->roles & AGENT))
    return false;
  if (*place->agent)
    return strcmp(viewer->account, place->agent) == 0;
  return place->state == INTAKE_VISIT_ASKED && dom_unitpath_within(place->unit_path, viewer->unit_path);
}

const struct dom_flow_row *intake_visit_step(int state, enum intake_visit_action action, struct dom_refusal *refusal) {
  char text[DOM_FLOW_REFUSAL];
  const struct dom_flow_row *row = dom_flow_find(&intake_visit_flow, state, (int)action, text);
  if (!row)
    dom_refuse(refusal, DOM_CONFLICT, "ACTION_NOT_IN_STATE", NULL, "%s", text);
  return row;
}
