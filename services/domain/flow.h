/* Flows as tables: which action leads from which state to which, who may do it, in what time. A flow is const data of
 * its service (the case's of intake, the task's of review); here it is looked up, linted and printed. */
#ifndef DOM_FLOW_H
#define DOM_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A bit set of who may act: bit n is role n of the flow's role table; SYSTEM is what happens by itself. */
#define DOM_WHO(role) (UINT32_C(1) << (role))
#define DOM_WHO_SYSTEM (UINT32_C(1) << 31)

enum {
  DOM_STATE_START = 1,  /* a thing may begin here */
  DOM_STATE_END = 2,    /* nothing more must happen */
  DOM_STATE_RATABLE = 4 /* the applicant may rate it here */
};

enum { DOM_FLOW_STATES = 64 }; /* the most states of a flow */
enum { DOM_FLOW_REFUSAL = 320 };

enum dom_flow_limit {
  DOM_FLOW_NO_LIMIT,
  DOM_FLOW_STEP,      /* `days` out of the promise: the sum of such steps may not exceed it */
  DOM_FLOW_OWN,       /* `days` of a clock of its own (art. 32's 5 days before acceptance, art. 44's 10 after) */
  DOM_FLOW_PROMISED,  /* the item's promised limit */
  DOM_FLOW_STATUTORY, /* the item's statutory limit */
  DOM_FLOW_LIMIT__COUNT
};

/* A name as the API says it and its Chinese title; an entry without a name is a hole (value 0 of an enum). */
struct dom_flow_name {
  const char *name;
  const char *title;
  unsigned flags; /* DOM_STATE_*, states only */
};

struct dom_flow_row {
  int from;
  int action;
  int to;
  uint32_t who;
  enum dom_flow_limit limit;
  int days;
  const char *comment; /* Chinese: shown in the trail and in the print */
};

struct dom_flow {
  const char *name;
  const char *title;
  const struct dom_flow_name *states; /* by state value */
  int state_count;
  const struct dom_flow_name *actions; /* by action value */
  int action_count;
  const struct dom_flow_name *roles; /* by role value = bit of `who` */
  int role_count;
  const struct dom_flow_row *rows;
  size_t row_count;
  int promise_days; /* 0: the steps' sum is not checked against a promise */
  bool rated;       /* every end must have a way to a rating */
};

/* The row of an action in a state, or NULL; then ret_refusal (if not NULL) names state and action, for the 409. */
const struct dom_flow_row *dom_flow_find(const struct dom_flow *flow, int state, int action,
                                         char ret_refusal[DOM_FLOW_REFUSAL]);

/* True if one of these roles (bits as DOM_WHO) may take the row. */
bool dom_flow_may(const struct dom_flow_row *row, uint32_t roles);

/* The name of a state or action as the API says it, NULL if the flow has no such value. */
const char *dom_flow_state_name(const struct dom_flow *flow, int state);
const char *dom_flow_action_name(const struct dom_flow *flow, int action);

enum dom_flow_fault {
  DOM_FLOW_UNKNOWN_STATE,  /* a row names a state the flow does not have */
  DOM_FLOW_UNKNOWN_ACTION, /* … or an action */
  DOM_FLOW_UNKNOWN_ROLE,   /* … or a role */
  DOM_FLOW_NO_WHO,         /* nobody may take the row */
  DOM_FLOW_DUPLICATE,      /* a second row for the same state and action */
  DOM_FLOW_UNREACHABLE,    /* no way from a start to the state */
  DOM_FLOW_DEAD_END,       /* no row leaves the state and it is not an end */
  DOM_FLOW_NO_RATING,      /* an end from which no ratable state is reached (it may be ratable itself) */
  DOM_FLOW_TOO_LONG,       /* the steps to the state add up to more than the promise */
  DOM_FLOW_FAULT__COUNT
};

struct dom_flow_finding {
  enum dom_flow_fault fault;
  int row;   /* index, or -1 */
  int state; /* value, or -1 */
  char text[200];
};

/* Lint a flow. Writes up to `most` findings and returns how many there are in all; 0 is a sound flow. */
size_t dom_flow_lint(const struct dom_flow *flow, struct dom_flow_finding *ret_findings, size_t most);

/* Print a flow as Markdown: a mermaid state diagram and a table, in the order of the tables, byte for byte the same for
 * the same flow. Like snprintf: writes at most size bytes with the NUL, returns the length it takes. */
size_t dom_flow_print(const struct dom_flow *flow, char *ret_text, size_t size);

#endif
