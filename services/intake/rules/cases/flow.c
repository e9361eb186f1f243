#include "intake/rules/cases/flow.h"

#include <assert.h>
#include <string.h>

static const struct dom_flow_name states[INTAKE_STATE__COUNT] = {
    [INTAKE_SUBMITTED] = {"SUBMITTED", "已收件", DOM_STATE_START},
    [INTAKE_CORRECTION] = {"CORRECTION", "待补正", 0},
    [INTAKE_ACCEPTED] = {"ACCEPTED", "已受理", 0},
    [INTAKE_IN_REVIEW] = {"IN_REVIEW", "审查中", 0},
    [INTAKE_DECIDED] = {"DECIDED", "已办结", 0},
    [INTAKE_DELIVERED] = {"DELIVERED", "已送达", DOM_STATE_RATABLE},
    [INTAKE_CLOSED] = {"CLOSED", "已归结", DOM_STATE_END | DOM_STATE_RATABLE},
    [INTAKE_REFUSED] = {"REFUSED", "不予受理", DOM_STATE_END | DOM_STATE_RATABLE},
    [INTAKE_REDIRECTED] = {"REDIRECTED", "已告知向他处申请", DOM_STATE_END | DOM_STATE_RATABLE},
    [INTAKE_WITHDRAWN] = {"WITHDRAWN", "已撤回", DOM_STATE_END | DOM_STATE_RATABLE},
    [INTAKE_LAPSED] = {"LAPSED", "逾期失效", DOM_STATE_END | DOM_STATE_RATABLE},
    [INTAKE_REFUSAL_ASKED] = {"SUBMITTED_REFUSAL_PENDING", "已收件，不予受理待中心主任确认", 0},
};

static const struct dom_flow_name actions[INTAKE_ACT__COUNT] = {
    [INTAKE_ACT_ACCEPT] = {"accept", "受理", 0},
    [INTAKE_ACT_DEEM] = {"deem", "视为受理", 0},
    [INTAKE_ACT_REQUEST_CORRECTION] = {"requestCorrection", "一次性告知补正", 0},
    [INTAKE_ACT_CORRECT] = {"correct", "补正", 0},
    [INTAKE_ACT_LAPSE] = {"lapse", "逾期失效", 0},
    [INTAKE_ACT_REFUSE] = {"refuse", "提请不予受理", 0},
    [INTAKE_ACT_CONFIRM_REFUSAL] = {"confirmRefusal", "确认不予受理", 0},
    [INTAKE_ACT_REJECT_REFUSAL] = {"rejectRefusal", "驳回不予受理", 0},
    [INTAKE_ACT_REDIRECT] = {"redirect", "告知向他处申请", 0},
    [INTAKE_ACT_WITHDRAW] = {"withdraw", "撤回申请", 0},
    [INTAKE_ACT_END_WITHDRAWN] = {"endWithdrawn", "终止办理", 0},
    [INTAKE_ACT_CLAIM] = {"claim", "认领", 0},
    [INTAKE_ACT_RELEASE] = {"release", "退回科室", 0},
    [INTAKE_ACT_DECIDE] = {"decide", "作出决定", 0},
    [INTAKE_ACT_DELIVER] = {"deliver", "送达", 0},
    [INTAKE_ACT_CLOSE] = {"close", "归结", 0},
};

static const struct dom_flow_name roles[INTAKE_ROLE__COUNT] = {
    [INTAKE_CITIZEN] = {"CITIZEN", "申请人", 0},
    [INTAKE_AGENT] = {"AGENT", "代办员", 0},
    [INTAKE_CLERK] = {"CLERK", "窗口人员", 0},
    [INTAKE_CENTRE_HEAD] = {"CENTRE_HEAD", "中心主任", 0},
    [INTAKE_REVIEWER] = {"REVIEWER", "审查人", 0},
    [INTAKE_OFFICE_HEAD] = {"OFFICE_HEAD", "科室负责人", 0},
    [INTAKE_COUNTY_SUPERVISOR] = {"COUNTY_SUPERVISOR", "县级督查", 0},
    [INTAKE_DISCIPLINE_OFFICER] = {"DISCIPLINE_OFFICER", "纪检人员", 0},
};

#define CLERK DOM_WHO(INTAKE_CLERK)
#define HEAD DOM_WHO(INTAKE_CENTRE_HEAD)
#define REVIEWER DOM_WHO(INTAKE_REVIEWER)
#define SIDE (DOM_WHO(INTAKE_CITIZEN) | DOM_WHO(INTAKE_AGENT) | CLERK)
#define CARRIER (DOM_WHO(INTAKE_AGENT) | CLERK)
#define SYSTEM DOM_WHO_SYSTEM

static const struct dom_flow_row rows[] = {
    {INTAKE_SUBMITTED, INTAKE_ACT_ACCEPT, INTAKE_ACCEPTED, CLERK, DOM_FLOW_OWN, 5,
     "受理并出具回执（许可法第三十二条）"},
    {INTAKE_SUBMITTED, INTAKE_ACT_DEEM, INTAKE_ACCEPTED, SYSTEM, DOM_FLOW_OWN, 5,
     "五个工作日内未告知补正，自收到申请材料之日起即为受理（许可法第三十二条）"},
    {INTAKE_SUBMITTED, INTAKE_ACT_REQUEST_CORRECTION, INTAKE_CORRECTION, CLERK, DOM_FLOW_OWN, 5,
     "一次性告知需要补正的全部内容（许可法第三十二条）"},
    {INTAKE_SUBMITTED, INTAKE_ACT_REFUSE, INTAKE_REFUSAL_ASKED, CLERK, DOM_FLOW_OWN, 5,
     "窗口无否决权，提请中心主任确认"},
    {INTAKE_SUBMITTED, INTAKE_ACT_REDIRECT, INTAKE_REDIRECTED, CLERK, DOM_FLOW_OWN, 5,
     "不属于本机关职权，告知申请人向有关机关申请（许可法第三十二条）"},
    {INTAKE_SUBMITTED, INTAKE_ACT_WITHDRAW, INTAKE_WITHDRAWN, SIDE, DOM_FLOW_NO_LIMIT, 0, "受理前撤回，即时生效"},
    {INTAKE_CORRECTION, INTAKE_ACT_CORRECT, INTAKE_SUBMITTED, SIDE, DOM_FLOW_NO_LIMIT, 0,
     "补正材料收到，五个工作日重新起算"},
    {INTAKE_CORRECTION, INTAKE_ACT_LAPSE, INTAKE_LAPSED, SYSTEM, DOM_FLOW_NO_LIMIT, 0,
     "逾期未补正，申请失效，可以重新申请"},
    {INTAKE_CORRECTION, INTAKE_ACT_WITHDRAW, INTAKE_WITHDRAWN, SIDE, DOM_FLOW_NO_LIMIT, 0, "受理前撤回，即时生效"},
    {INTAKE_REFUSAL_ASKED, INTAKE_ACT_CONFIRM_REFUSAL, INTAKE_REFUSED, HEAD, DOM_FLOW_OWN, 5,
     "中心主任确认不予受理，出具书面凭证"},
    {INTAKE_REFUSAL_ASKED, INTAKE_ACT_REJECT_REFUSAL, INTAKE_SUBMITTED, HEAD, DOM_FLOW_OWN, 5,
     "中心主任驳回，窗口继续办理"},
    {INTAKE_REFUSAL_ASKED, INTAKE_ACT_DEEM, INTAKE_ACCEPTED, SYSTEM, DOM_FLOW_OWN, 5,
     "等待确认不停止计时，逾期即为受理（许可法第三十二条）"},
    {INTAKE_REFUSAL_ASKED, INTAKE_ACT_WITHDRAW, INTAKE_WITHDRAWN, SIDE, DOM_FLOW_NO_LIMIT, 0, "受理前撤回，即时生效"},
    {INTAKE_ACCEPTED, INTAKE_ACT_CLAIM, INTAKE_IN_REVIEW, REVIEWER, DOM_FLOW_NO_LIMIT, 0, "审查人首次认领"},
    {INTAKE_ACCEPTED, INTAKE_ACT_DECIDE, INTAKE_DECIDED, REVIEWER, DOM_FLOW_PROMISED, 0, "即办件当场决定"},
    {INTAKE_ACCEPTED, INTAKE_ACT_WITHDRAW, INTAKE_ACCEPTED, SIDE, DOM_FLOW_NO_LIMIT, 0, "受理后撤回须待审查环节终止"},
    {INTAKE_ACCEPTED, INTAKE_ACT_END_WITHDRAWN, INTAKE_WITHDRAWN, SYSTEM, DOM_FLOW_NO_LIMIT, 0, "决定前撤回，审查终止"},
    {INTAKE_IN_REVIEW, INTAKE_ACT_CLAIM, INTAKE_IN_REVIEW, REVIEWER, DOM_FLOW_NO_LIMIT, 0, "审查人再次认领"},
    {INTAKE_IN_REVIEW, INTAKE_ACT_RELEASE, INTAKE_IN_REVIEW, REVIEWER, DOM_FLOW_NO_LIMIT, 0,
     "退回科室待办，不退给申请人"},
    {INTAKE_IN_REVIEW, INTAKE_ACT_DECIDE, INTAKE_DECIDED, REVIEWER, DOM_FLOW_PROMISED, 0,
     "准予或者不予（许可法第三十八条）"},
    {INTAKE_IN_REVIEW, INTAKE_ACT_WITHDRAW, INTAKE_IN_REVIEW, SIDE, DOM_FLOW_NO_LIMIT, 0, "受理后撤回须待审查环节终止"},
    {INTAKE_IN_REVIEW, INTAKE_ACT_END_WITHDRAWN, INTAKE_WITHDRAWN, SYSTEM, DOM_FLOW_NO_LIMIT, 0,
     "决定前撤回，审查终止"},
    {INTAKE_DECIDED, INTAKE_ACT_DELIVER, INTAKE_DELIVERED, CARRIER, DOM_FLOW_OWN, 10, "送达并签收（许可法第四十四条）"},
    {INTAKE_DELIVERED, INTAKE_ACT_CLOSE, INTAKE_CLOSED, SYSTEM, DOM_FLOW_NO_LIMIT, 0, "送达后办件归结"},
};

const struct dom_flow intake_case_flow = {
    .name = "case",
    .title = "办件",
    .states = states,
    .state_count = INTAKE_STATE__COUNT,
    .actions = actions,
    .action_count = INTAKE_ACT__COUNT,
    .roles = roles,
    .role_count = INTAKE_ROLE__COUNT,
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .rated = true,
};

enum intake_state intake_shown(enum intake_state state) {
  return state == INTAKE_REFUSAL_ASKED ? INTAKE_SUBMITTED : state;
}

const char *intake_state_name(enum intake_state state) {
  const char *name = dom_flow_state_name(&intake_case_flow, (int)intake_shown(state));
  assert(name);
  return name;
}

int intake_state_of(const char *name) {
  for (int state = INTAKE_SUBMITTED; state < INTAKE_REFUSAL_ASKED; state++) {
    if (strcmp(states[state].name, name) == 0)
      return state;
  }
  return 0;
}

const struct dom_flow_row *intake_step(enum intake_state state, enum intake_action action,
                                       struct dom_refusal *refusal) {
  const struct dom_flow_row *row = dom_flow_find(&intake_case_flow, (int)state, (int)action, NULL);
  if (!row) {
    const struct dom_flow_name *in = &states[state];
    const struct dom_flow_name *act = &actions[action];
    dom_refuse(refusal, DOM_CONFLICT, "ACTION_NOT_IN_STATE", NULL,
               "办件处于 %s（%s），不能执行 %s（%s）；请刷新后再办理", in->name, in->title, act->name, act->title);
  }
  return row;
}

bool intake_under_way(enum intake_state state) {
  const unsigned ended = 1u << INTAKE_DELIVERED | 1u << INTAKE_CLOSED | 1u << INTAKE_REFUSED | 1u << INTAKE_REDIRECTED |
                         1u << INTAKE_WITHDRAWN | 1u << INTAKE_LAPSED;
  return !(1u << state & ended);
}

bool intake_ended(enum intake_state state) {
  return (states[state].flags & DOM_STATE_END) != 0;
}
