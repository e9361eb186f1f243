#include "review/rules/tasks/flow.h"

#include "review/rules/tasks/task.h"

enum { WHO_REVIEWER, WHO_APPLICANT };

static const struct dom_flow_name states[REVIEW_STATE__COUNT] = {
    [REVIEW_OPEN] = {"OPEN", "待认领", DOM_STATE_START},
    [REVIEW_CLAIMED] = {"CLAIMED", "审查中", DOM_STATE_START}, /* an immediate case may open claimed */
    [REVIEW_DECIDED] = {"DECIDED", "已办结", DOM_STATE_END},
    [REVIEW_WITHDRAWN] = {"WITHDRAWN", "已撤回", DOM_STATE_END},
};

static const struct dom_flow_name actions[REVIEW_ACTION__COUNT] = {
    [REVIEW_ACTION_CLAIM] = {"claim", "认领", 0},
    [REVIEW_ACTION_RELEASE] = {"release", "退回科室", 0},
    [REVIEW_ACTION_DECIDE] = {"decide", "作出决定", 0},
    [REVIEW_ACTION_WITHDRAW] = {"withdraw", "撤回", 0},
};

static const struct dom_flow_name roles[] = {
    [WHO_REVIEWER] = {"REVIEWER", "审查人", 0},
    [WHO_APPLICANT] = {"APPLICANT", "申请人", 0},
};

static const struct dom_flow_row rows[] = {
    {REVIEW_OPEN, REVIEW_ACTION_CLAIM, REVIEW_CLAIMED, DOM_WHO(WHO_REVIEWER), DOM_FLOW_NO_LIMIT, 0, "审查人认领"},
    {REVIEW_CLAIMED, REVIEW_ACTION_RELEASE, REVIEW_OPEN, DOM_WHO(WHO_REVIEWER), DOM_FLOW_NO_LIMIT, 0,
     "退回科室待办，须说明原因；不退给申请人"},
    {REVIEW_CLAIMED, REVIEW_ACTION_DECIDE, REVIEW_DECIDED, DOM_WHO(WHO_REVIEWER), DOM_FLOW_PROMISED, 0,
     "准予或不予；不予须写明理由和法律依据（许可法第三十八条）"},
    {REVIEW_OPEN, REVIEW_ACTION_WITHDRAW, REVIEW_WITHDRAWN, DOM_WHO(WHO_APPLICANT), DOM_FLOW_NO_LIMIT, 0,
     "受理后撤回，决定前有效"},
    {REVIEW_CLAIMED, REVIEW_ACTION_WITHDRAW, REVIEW_WITHDRAWN, DOM_WHO(WHO_APPLICANT), DOM_FLOW_NO_LIMIT, 0,
     "受理后撤回，决定前有效"},
};

const struct dom_flow review_task_flow = {
    .name = "task",
    .title = "审查任务",
    .states = states,
    .state_count = REVIEW_STATE__COUNT,
    .actions = actions,
    .action_count = REVIEW_ACTION__COUNT,
    .roles = roles,
    .role_count = sizeof roles / sizeof *roles,
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .rated = false, /* the case is rated, not its task */
};
