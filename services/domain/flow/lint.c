/* The flow linter: what makes a table of transitions unsound, found before anything runs on it. */
#include "domain/flow.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct lint {
  const struct dom_flow *flow;
  struct dom_flow_finding *findings;
  size_t most;
  size_t count;
};

__attribute__((format(printf, 5, 6))) static void find(struct lint *lint, enum dom_flow_fault fault, int row, int state,
                                                       const char *format, ...) {
  if (lint->count < lint->most) {
    struct dom_flow_finding *finding = &lint->findings[lint->count];
    finding->fault = fault;
    finding->row = row;
    finding->state = state;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
  }
  lint->count++;
}

static const char *name_or_unknown(const char *name) {
  return name != NULL ? name : "(unknown)";
}

static bool row_sound(const struct dom_flow *flow, const struct dom_flow_row *row) {
  return dom_flow_state_name(flow, row->from) != NULL && dom_flow_state_name(flow, row->to) != NULL;
}

static void lint_row_names(struct lint *lint, int index) {
  const struct dom_flow_row *row = &lint->flow->rows[index];
  if (dom_flow_state_name(lint->flow, row->from) == NULL) {
    find(lint, DOM_FLOW_UNKNOWN_STATE, index, row->from, "row %d leaves state %d, which does not exist", index,
         row->from);
  }
  if (dom_flow_state_name(lint->flow, row->to) == NULL) {
    find(lint, DOM_FLOW_UNKNOWN_STATE, index, row->to, "row %d leads to state %d, which does not exist", index,
         row->to);
  }
  if (dom_flow_action_name(lint->flow, row->action) == NULL) {
    find(lint, DOM_FLOW_UNKNOWN_ACTION, index, -1, "row %d has action %d, which does not exist", index, row->action);
  }
}

static void lint_row_who(struct lint *lint, int index) {
  const struct dom_flow *flow = lint->flow;
  uint32_t who = flow->rows[index].who & ~DOM_WHO_SYSTEM;
  if (flow->rows[index].who == 0) {
    find(lint, DOM_FLOW_NO_WHO, index, -1, "row %d: nobody may take it", index);
  }
  for (int role = 0; role < 31; role++) {
    if ((who & DOM_WHO(role)) != 0 && (role >= flow->role_count || flow->roles[role].name == NULL)) {
      find(lint, DOM_FLOW_UNKNOWN_ROLE, index, -1, "row %d: role %d does not exist", index, role);
    }
  }
}

static void lint_row_twice(struct lint *lint, int index) {
  const struct dom_flow_row *rows = lint->flow->rows;
  for (int before = 0; before < index; before++) {
    if (rows[before].from == rows[index].from && rows[before].action == rows[index].action) {
      find(lint, DOM_FLOW_DUPLICATE, index, rows[index].from, "rows %d and %d both say what %s does in %s", before,
           index, name_or_unknown(dom_flow_action_name(lint->flow, rows[index].action)),
           name_or_unknown(dom_flow_state_name(lint->flow, rows[index].from)));
      return;
    }
  }
}

/* The states reached from `seeds` (bits), themselves included. */
static uint64_t reached(const struct dom_flow *flow, uint64_t seeds) {
  uint64_t found = seeds;
  for (bool grew = true; grew;) {
    grew = false;
    for (size_t i = 0; i < flow->row_count; i++) {
      const struct dom_flow_row *row = &flow->rows[i];
      if (row_sound(flow, row) && (found >> row->from & 1) != 0 && (found >> row->to & 1) == 0) {
        found |= UINT64_C(1) << row->to;
        grew = true;
      }
    }
  }
  return found;
}

static uint64_t flagged(const struct dom_flow *flow, unsigned flag) {
  uint64_t found = 0;
  for (int state = 0; state < flow->state_count; state++) {
    if (flow->states[state].name != NULL && (flow->states[state].flags & flag) != 0) {
      found |= UINT64_C(1) << state;
    }
  }
  return found;
}

static bool leaves(const struct dom_flow *flow, int state) {
  for (size_t i = 0; i < flow->row_count; i++) {
    if (flow->rows[i].from == state) {
      return true;
    }
  }
  return false;
}

static void lint_state(struct lint *lint, int state, uint64_t reachable, uint64_t ratable) {
  const struct dom_flow *flow = lint->flow;
  const char *name = flow->states[state].name;
  bool end = (flow->states[state].flags & DOM_STATE_END) != 0;
  if ((reachable >> state & 1) == 0) {
    find(lint, DOM_FLOW_UNREACHABLE, -1, state, "%s is never reached", name);
  }
  if (!end && !leaves(flow, state)) {
    find(lint, DOM_FLOW_DEAD_END, -1, state, "%s is no end, but nothing leaves it", name);
  }
  if (end && flow->rated && (reached(flow, UINT64_C(1) << state) & ratable) == 0) {
    find(lint, DOM_FLOW_NO_RATING, -1, state, "%s is an end without a way to a rating", name);
  }
}

/* The longest sum of steps on a way from `state` that meets no state twice (a loop, such as handing back, is counted
 * once): the sum at each state met on the way is raised to it. Flows are small, so all ways are walked. */
static void walk(const struct dom_flow *flow, int state, uint64_t met, int sum, int longest[DOM_FLOW_STATES]) {
  met |= UINT64_C(1) << state;
  longest[state] = sum > longest[state] ? sum : longest[state];
  for (size_t i = 0; i < flow->row_count; i++) {
    const struct dom_flow_row *row = &flow->rows[i];
    if (row->from == state && row_sound(flow, row) && (met >> row->to & 1) == 0) {
      walk(flow, row->to, met, sum + (row->limit == DOM_FLOW_STEP ? row->days : 0), longest);
    }
  }
}

static void lint_promise(struct lint *lint) {
  const struct dom_flow *flow = lint->flow;
  int longest[DOM_FLOW_STATES] = {0};
  uint64_t starts = flagged(flow, DOM_STATE_START);
  for (int state = 0; state < flow->state_count; state++) {
    if ((starts >> state & 1) != 0) {
      walk(flow, state, 0, 0, longest);
    }
  }
  for (int state = 0; state < flow->state_count; state++) {
    if (longest[state] > flow->promise_days) {
      find(lint, DOM_FLOW_TOO_LONG, -1, state, "the steps to %s take %d days, the promise is %d",
           flow->states[state].name, longest[state], flow->promise_days);
    }
  }
}

size_t dom_flow_lint(const struct dom_flow *flow, struct dom_flow_finding *ret_findings, size_t most) {
  assert(flow->state_count <= DOM_FLOW_STATES);
  struct lint lint = {.flow = flow, .findings = ret_findings, .most = most};
  for (int row = 0; row < (int)flow->row_count; row++) {
    lint_row_names(&lint, row);
    lint_row_who(&lint, row);
    lint_row_twice(&lint, row);
  }
  uint64_t reachable = reached(flow, flagged(flow, DOM_STATE_START));
  uint64_t ratable = flagged(flow, DOM_STATE_RATABLE);
  for (int state = 0; state < flow->state_count; state++) {
    if (flow->states[state].name != NULL) {
      lint_state(&lint, state, reachable, ratable);
    }
  }
  if (flow->promise_days > 0) {
    lint_promise(&lint);
  }
  return lint.count;
}
