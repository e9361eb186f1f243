#include "review/rules/tasks/task.h"

#include "review/rules/tasks/flow.h"
#include <string.h>

/* The state the action leads to, or a refusal that names state and action. */
static bool step(struct review_task *task, enum review_action action, struct dom_refusal *refusal) {
  char text[DOM_FLOW_REFUSAL];
  const struct dom_flow_row *row = dom_flow_find(&review_task_flow, (int)task->state, (int)action, text);
  if (!row)
    return dom_refuse(refusal, DOM_CONFLICT, "ACTION_NOT_IN_STATE", NULL, "%s", text);
  task->state = (enum review_state)row->to;
  return true;
}

bool review_may_act(const struct review_task *task, const struct review_actor *actor, struct dom_refusal *refusal) {
  for (size_t i = 0; task->task && i < actor->office_count; i++)
    if (strcmp(actor->offices[i], task->office) == 0)
      return true;
  return dom_refuse(refusal, DOM_HIDDEN, "TASK_NOT_FOUND", NULL, "没有这个任务，或不在您的科室；请在待办列表中选择");
}

bool review_claim(struct review_task *task, const struct review_actor *actor, struct dom_refusal *refusal) {
  if (!step(task, REVIEW_ACTION_CLAIM, refusal))
    return false;
  task->claimed_by = actor->account;
  task->claimed_name = actor->name;
  return true;
}

/* Only who claimed a task hands it back or decides it: two reviewers can't decide one task. */
static bool is_mine(const struct review_task *task, const struct review_actor *actor, struct dom_refusal *refusal) {
  if (task->state != REVIEW_CLAIMED || strcmp(task->claimed_by, actor->account) == 0)
    return true;
  return dom_refuse(refusal, DOM_FORBIDDEN, "TASK_CLAIMED_BY_ANOTHER", NULL,
                    "任务已由 %s 认领；请由其办理，或由其退回科室后再认领", task->claimed_name);
}

bool review_release(struct review_task *task, const struct review_actor *actor, const char *reason,
                    struct dom_refusal *refusal) {
  struct review_task after = *task;
  if (!is_mine(task, actor, refusal) || !step(&after, REVIEW_ACTION_RELEASE, refusal))
    return false;
  if (!*reason)
    return dom_refuse(refusal, DOM_LACKS, "REASON_MISSING", "reason", "请说明退回科室的原因");
  after.claimed_by = "";
  after.claimed_name = "";
  *task = after;
  return true;
}

static bool complete(const struct review_decision *decision, int32_t today, struct dom_refusal *refusal) {
  if (decision->outcome == REVIEW_DENY && !*decision->reasons)
    return dom_refuse(refusal, DOM_LACKS, "REASONS_MISSING", "reasons", "不予决定须写明理由（许可法第三十八条）");
  if (decision->outcome == REVIEW_DENY && !*decision->law)
    return dom_refuse(refusal, DOM_LACKS, "LAW_MISSING", "law", "不予决定须写明法律依据（许可法第三十八条）");
  if (decision->outcome == REVIEW_DENY && decision->valid_until != DOM_DATE_NONE)
    return dom_refuse(refusal, DOM_LACKS, "NO_CERTIFICATE", "certificateValidUntil",
                      "不予决定没有证件，请去掉证件有效期");
  if (decision->valid_until != DOM_DATE_NONE && decision->valid_until < today)
    return dom_refuse(refusal, DOM_LACKS, "VALIDITY_PAST", "certificateValidUntil", "证件有效期不能早于今天");
  return true;
}

bool review_decide(struct review_task *task, const struct review_actor *actor, const struct review_decision *decision,
                   int32_t today, struct dom_refusal *refusal) {
  struct review_task after = *task;
  if (!is_mine(task, actor, refusal) || !step(&after, REVIEW_ACTION_DECIDE, refusal) ||
      !complete(decision, today, refusal))
    return false;
  after.outcome = decision->outcome;
  after.decided_on = today;
  *task = after;
  return true;
}

bool review_withdraw(struct review_task *task) {
  struct dom_refusal unheard = {0};
  return step(task, REVIEW_ACTION_WITHDRAW, &unheard);
}

/* The clock runs from the day of acceptance; whether that was after hours stays what it was: an immediate case is never
 * due earlier than it was promised. */
bool review_recompute(struct review_task *task, const struct dom_calendar *calendar) {
  struct dom_dues dues;
  bool immediate = task->limits.promised_days == 0;
  bool next_day = immediate && task->dues.promised_due > task->accepted_on;
  if (dom_dues_at_acceptance(calendar, task->accepted_on, next_day, &task->limits, &dues) != DOM_DEADLINE_OK)
    return false;
  if (dues.promised_due == task->dues.promised_due && dues.statutory_due == task->dues.statutory_due)
    return false;
  task->dues = dues;
  return true;
}

bool review_cross(struct review_task *task, enum dom_light light) {
  if (task->state == REVIEW_DECIDED || task->state == REVIEW_WITHDRAWN || task->light >= light)
    return false;
  task->light = light;
  return true;
}

const char *review_remedies(const char *nature, enum review_outcome outcome) {
  /* Public services (a library card, mediation) are no administrative acts: nothing to appeal. */
  if (outcome != REVIEW_DENY || strcmp(nature, "公共服务") == 0)
    return "";
  return "如不服本决定，可以自收到决定书之日起六十日内向县人民政府申请行政复议，或者自收到决定书之日起六个月内"
         "向有管辖权的人民法院提起行政诉讼";
}
