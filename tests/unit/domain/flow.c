#include "domain/flow.h"

#include "small_flow.h"

#include <criterion/criterion.h>
#include <string.h>

Test(flow, finds_a_row_or_names_state_and_action) {
  struct small_flow small;
  small_flow_make(&small);
  char refusal[DOM_FLOW_REFUSAL] = "";
  const struct dom_flow_row *row = dom_flow_find(&small.flow, STATE_OPEN, ACTION_TAKE, refusal);
  cr_assert_eq(row, &small.rows[0]);
  cr_expect_str_eq(refusal, "");
  cr_expect_null(dom_flow_find(&small.flow, STATE_DONE, ACTION_TAKE, refusal));
  cr_expect_str_eq(refusal, "状态 DONE（已办结）没有动作 TAKE（领取）");
  cr_expect_null(dom_flow_find(&small.flow, 99, -1, refusal));
  cr_expect_str_eq(refusal, "状态 UNKNOWN（未知）没有动作 UNKNOWN（未知）");
  cr_expect_null(dom_flow_find(&small.flow, STATE_DONE, ACTION_TAKE, NULL));
}

Test(flow, every_state_and_action_has_the_row_of_the_table_or_none) {
  struct small_flow small;
  small_flow_make(&small);
  for (int state = -1; state <= STATE__COUNT; state++) {
    for (int action = -1; action <= ACTION__COUNT; action++) {
      const struct dom_flow_row *row = dom_flow_find(&small.flow, state, action, NULL);
      size_t there = 0;
      for (size_t i = 0; i < small.flow.row_count; i++) {
        there += small.rows[i].from == state && small.rows[i].action == action;
      }
      cr_assert_eq(row != NULL, there == 1);
    }
  }
}

Test(flow, who_may) {
  struct small_flow small;
  small_flow_make(&small);
  cr_expect(dom_flow_may(&small.rows[0], DOM_WHO(ROLE_REVIEWER) | DOM_WHO(ROLE_CLERK)));
  cr_expect_not(dom_flow_may(&small.rows[0], DOM_WHO(ROLE_CLERK)));
  cr_expect_not(dom_flow_may(&small.rows[0], 0));
  cr_expect(dom_flow_may(&small.rows[3], DOM_WHO_SYSTEM));
}

/* Each breaks the sound flow in one way; the linter finds just that. */
static void unknown_from(struct small_flow *small) {
  small->rows[small->flow.row_count++] =
      (struct dom_flow_row){STATE_NONE, ACTION_TAKE, STATE_OPEN, DOM_WHO_SYSTEM, DOM_FLOW_NO_LIMIT, 0, ""};
}

static void unknown_to(struct small_flow *small) {
  small->rows[small->flow.row_count++] =
      (struct dom_flow_row){STATE_OPEN, ACTION_FINISH, 77, DOM_WHO_SYSTEM, DOM_FLOW_NO_LIMIT, 0, ""};
}

static void unknown_action(struct small_flow *small) {
  small->rows[1].action = ACTION__COUNT;
}

static void unknown_role(struct small_flow *small) {
  small->rows[1].who = DOM_WHO(ROLE_REVIEWER) | DOM_WHO(ROLE__COUNT);
}

static void no_who(struct small_flow *small) {
  small->rows[1].who = 0;
}

static void duplicate(struct small_flow *small) {
  small->rows[small->flow.row_count++] =
      (struct dom_flow_row){STATE_HELD, ACTION_FINISH, STATE_GONE, DOM_WHO_SYSTEM, DOM_FLOW_NO_LIMIT, 0, ""};
}

static void unreachable(struct small_flow *small) {
  small->flow.row_count = 3; /* nothing leads to GONE any more */
}

static void dead_end(struct small_flow *small) {
  small->states[STATE_GONE].flags = DOM_STATE_RATABLE;
}

static void no_rating(struct small_flow *small) {
  small->states[STATE_GONE].flags = DOM_STATE_END;
}

static void too_long(struct small_flow *small) {
  small->flow.promise_days = 4;
  small->rows[2].limit = DOM_FLOW_STEP;
  small->rows[2].days = 5;
  small->rows[0].limit = DOM_FLOW_NO_LIMIT;
}

static const struct {
  const char *what;
  void (*break_it)(struct small_flow *);
  enum dom_flow_fault fault;
  int row;
  int state;
  const char *text;
} faults[] = {
    {"unknown from", unknown_from, DOM_FLOW_UNKNOWN_STATE, 5, STATE_NONE, "row 5 leaves state 0, which does not exist"},
    {"unknown to", unknown_to, DOM_FLOW_UNKNOWN_STATE, 5, 77, "row 5 leads to state 77, which does not exist"},
    {"unknown action", unknown_action, DOM_FLOW_UNKNOWN_ACTION, 1, -1, "row 1 has action 5, which does not exist"},
    {"unknown role", unknown_role, DOM_FLOW_UNKNOWN_ROLE, 1, -1, "row 1: role 3 does not exist"},
    {"no who", no_who, DOM_FLOW_NO_WHO, 1, -1, "row 1: nobody may take it"},
    {"duplicate", duplicate, DOM_FLOW_DUPLICATE, 5, STATE_HELD, "rows 2 and 5 both say what FINISH does in HELD"},
    {"unreachable", unreachable, DOM_FLOW_UNREACHABLE, -1, STATE_GONE, "GONE is never reached"},
    {"dead end", dead_end, DOM_FLOW_DEAD_END, -1, STATE_GONE, "GONE is no end, but nothing leaves it"},
    {"no rating", no_rating, DOM_FLOW_NO_RATING, -1, STATE_GONE, "GONE is an end without a way to a rating"},
    {"too long", too_long, DOM_FLOW_TOO_LONG, -1, STATE_DONE, "the steps to DONE take 5 days, the promise is 4"},
};

Test(flow, a_sound_flow_has_no_finding) {
  struct small_flow small;
  struct dom_flow_finding findings[4];
  small_flow_make(&small);
  cr_expect_eq(dom_flow_lint(&small.flow, findings, 4), 0, "%s", findings[0].text);
  small.flow.promise_days = 2;
  cr_expect_eq(dom_flow_lint(&small.flow, findings, 4), 0, "%s", findings[0].text);
}

Test(flow, the_linter_finds_each_fault_and_that_alone) {
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    struct small_flow small;
    struct dom_flow_finding findings[4];
    memset(findings, 0, sizeof findings);
    small_flow_make(&small);
    faults[i].break_it(&small);
    cr_expect_eq(dom_flow_lint(&small.flow, findings, 4), 1, "%s: also %s", faults[i].what, findings[1].text);
    cr_expect_eq(findings[0].fault, faults[i].fault, "%s", faults[i].what);
    cr_expect_eq(findings[0].row, faults[i].row, "%s", faults[i].what);
    cr_expect_eq(findings[0].state, faults[i].state, "%s", faults[i].what);
    cr_expect_str_eq(findings[0].text, faults[i].text);
  }
}

Test(flow, a_loop_of_steps_is_counted_once) {
  struct small_flow small;
  struct dom_flow_finding finding;
  small_flow_make(&small);
  small.rows[1].limit = DOM_FLOW_STEP; /* taking 2 days, putting back 1, for ever */
  small.rows[1].days = 1;
  small.flow.promise_days = 2;
  cr_expect_eq(dom_flow_lint(&small.flow, &finding, 1), 0, "%s", finding.text);
  small.flow.promise_days = 1;
  cr_expect_eq(dom_flow_lint(&small.flow, &finding, 1), 3);
}

Test(flow, a_rating_may_be_reached_through_the_end) {
  struct small_flow small;
  struct dom_flow_finding findings[4];
  small_flow_make(&small);
  small.states[STATE_GONE].flags = DOM_STATE_END;
  small.rows[small.flow.row_count++] =
      (struct dom_flow_row){STATE_GONE, ACTION_FINISH, STATE_DONE, DOM_WHO_SYSTEM, DOM_FLOW_NO_LIMIT, 0, ""};
  cr_expect_eq(dom_flow_lint(&small.flow, findings, 4), 0, "%s", findings[0].text);
  small.flow.rated = false;
  small.flow.row_count--;
  cr_expect_eq(dom_flow_lint(&small.flow, findings, 4), 0, "%s", findings[0].text);
}

Test(flow, more_findings_than_room_are_counted) {
  struct small_flow small;
  struct dom_flow_finding one;
  small_flow_make(&small);
  no_who(&small);
  dead_end(&small);
  duplicate(&small);
  cr_expect_eq(dom_flow_lint(&small.flow, &one, 1), 3);
  cr_expect_eq(dom_flow_lint(&small.flow, NULL, 0), 3);
}
