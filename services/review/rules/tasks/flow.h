/* The flow of a task, as a table: linted and printed by `bmctl flow`. */
#ifndef REVIEW_RULES_FLOW_H
#define REVIEW_RULES_FLOW_H

#include "domain/flow.h"

enum review_action {
  REVIEW_ACTION_CLAIM = 1,
  REVIEW_ACTION_RELEASE,
  REVIEW_ACTION_DECIDE,
  REVIEW_ACTION_WITHDRAW,
  REVIEW_ACTION__COUNT
};

extern const struct dom_flow review_task_flow;

#endif
