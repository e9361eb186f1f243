#include "evaluation/rules/rectifications/rectification.h"

#include "domain/unitpath.h"

enum { WHO_CENTRE_HEAD, WHO_SUPERVISOR };
#define DESK (DOM_WHO(WHO_CENTRE_HEAD) | DOM_WHO(WHO_SUPERVISOR))

static const struct dom_flow_name states[EVALUATION_STATE__COUNT] = {
    [EVALUATION_OPEN] = {"OPEN", "待回访", DOM_STATE_START},
    [EVALUATION_CALLED_BACK] = {"CALLED_BACK", "已回访", 0},
    [EVALUATION_RECTIFIED] = {"RECTIFIED", "已整改", 0},
    [EVALUATION_CLOSED] = {"CLOSED", "已办结", DOM_STATE_END},
};

static const struct dom_flow_name actions[EVALUATION_ACTION__COUNT] = {
    [EVALUATION_ACTION_CALL_BACK] = {"callBack", "回访", 0},
    [EVALUATION_ACTION_RECTIFY] = {"rectify", "整改", 0},
    [EVALUATION_ACTION_CLOSE] = {"close", "答复办结", 0},
    [EVALUATION_ACTION_GIVE_UP] = {"giveUp", "回访未果", 0},
};

static const struct dom_flow_name roles[] = {
    [WHO_CENTRE_HEAD] = {"CENTRE_HEAD", "首席代表", 0},
    [WHO_SUPERVISOR] = {"COUNTY_SUPERVISOR", "县级监督", 0},
};

static const struct dom_flow_row rows[] = {
    {EVALUATION_OPEN, EVALUATION_ACTION_CALL_BACK, EVALUATION_CALLED_BACK, DESK, DOM_FLOW_OWN, 1,
     "一个工作日内回访核实；未联系上的另行登记，状态不变"},
    {EVALUATION_CALLED_BACK, EVALUATION_ACTION_RECTIFY, EVALUATION_RECTIFIED, DESK, DOM_FLOW_NO_LIMIT, 0,
     "情况属实的，写明整改措施"},
    {EVALUATION_CALLED_BACK, EVALUATION_ACTION_CLOSE, EVALUATION_CLOSED, DESK, DOM_FLOW_NO_LIMIT, 0,
     "经核实无事实依据的，解释说明后办结"},
    {EVALUATION_RECTIFIED, EVALUATION_ACTION_CLOSE, EVALUATION_CLOSED, DESK, DOM_FLOW_NO_LIMIT, 0,
     "向评价人答复后办结"},
    {EVALUATION_OPEN, EVALUATION_ACTION_GIVE_UP, EVALUATION_CLOSED, DOM_WHO_SYSTEM, DOM_FLOW_OWN,
     EVALUATION_UNREACHED_DAYS, "多次回访未联系上，记录后办结"},
};

const struct dom_flow evaluation_rectification_flow = {
    .name = "rectification",
    .title = "差评整改",
    .states = states,
    .state_count = EVALUATION_STATE__COUNT,
    .actions = actions,
    .action_count = EVALUATION_ACTION__COUNT,
    .roles = roles,
    .role_count = sizeof roles / sizeof *roles,
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .rated = false,
};

static bool step(struct evaluation_rectification *rectification, enum evaluation_action action,
                 struct dom_refusal *refusal) {
  char text[DOM_FLOW_REFUSAL];
  const struct dom_flow_row *row =
      dom_flow_find(&evaluation_rectification_flow, (int)rectification->state, (int)action, text);
  if (!row)
    return dom_refuse(refusal, DOM_CONFLICT, "ACTION_NOT_IN_STATE", NULL, "%s", text);
  rectification->state = (enum evaluation_state)row->to;
  return true;
}

bool evaluation_sees(const struct evaluation_rectification *rectification, const char *unit_path,
                     struct dom_refusal *refusal) {
  if (rectification->rectification && dom_unitpath_within(rectification->unit_path, unit_path))
    return true;
  return dom_refuse(refusal, DOM_HIDDEN, "RECTIFICATION_NOT_FOUND", NULL,
                    "没有这条整改记录，或不属于您的单位；请在列表中选择");
}

bool evaluation_call_back(struct evaluation_rectification *rectification, bool reached, const char *notes,
                          struct dom_refusal *refusal) {
  struct evaluation_rectification after = *rectification;
  if (!step(&after, EVALUATION_ACTION_CALL_BACK, refusal))
    return false;
  if (!*notes)
    return dom_refuse(refusal, DOM_LACKS, "NOTES_MISSING", "notes", "请写明回访情况");
  if (!reached)
    after.state = rectification->state;
  after.reached = reached;
  after.calls++;
  after.notes = notes;
  *rectification = after;
  return true;
}

bool evaluation_rectify(struct evaluation_rectification *rectification, const char *measures,
                        struct dom_refusal *refusal) {
  struct evaluation_rectification after = *rectification;
  if (!step(&after, EVALUATION_ACTION_RECTIFY, refusal))
    return false;
  if (!*measures)
    return dom_refuse(refusal, DOM_LACKS, "MEASURES_MISSING", "measures", "请写明整改措施");
  after.measures = measures;
  *rectification = after;
  return true;
}

bool evaluation_close(struct evaluation_rectification *rectification, const char *answer, struct dom_refusal *refusal) {
  struct evaluation_rectification after = *rectification;
  if (!step(&after, EVALUATION_ACTION_CLOSE, refusal))
    return false;
  if (!*answer)
    return dom_refuse(refusal, DOM_LACKS, "ANSWER_MISSING", "answer", "请写明给评价人的答复");
  after.answer = answer;
  *rectification = after;
  return true;
}

bool evaluation_give_up(struct evaluation_rectification *rectification) {
  struct dom_refusal unheard = {0};
  if (!step(rectification, EVALUATION_ACTION_GIVE_UP, &unheard))
    return false;
  rectification->answer = "多次回访未联系上评价人，记录备查";
  return true;
}
