/* the acts on a task, as rules. */
#include "domain/date.h"
#include "review/rules/tasks/task.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *forestry[] = {"530623101-04"};
static char *police[] = {"530623101-11"};
static const struct review_actor li = {"li", "李审查", forestry, 1};
static const struct review_actor wang = {"wang", "王审查", forestry, 1};
static const struct review_actor other = {"zhao", "赵审查", police, 1};

static struct review_task task_in(enum review_state state, const char *claimed_by) {
  return (struct review_task){.task = "t",
                              .case_number = "c",
                              .state = state,
                              .office = "530623101-04",
                              .nature = "行政许可",
                              .claimed_by = claimed_by,
                              .claimed_name = claimed_by,
                              .decided_on = DOM_DATE_NONE,
                              .document_number = ""};
}

Test(review, R03_only_reviewers_of_the_office_see_its_tasks) {
  struct review_task task = task_in(REVIEW_OPEN, "");
  struct dom_refusal refusal = {0};
  cr_assert(review_may_act(&task, &li, &refusal));
  cr_assert_not(review_may_act(&task, &other, &refusal));
  cr_assert_eq(refusal.kind, DOM_HIDDEN);
}

Test(review, R03_a_task_that_does_not_exist_looks_like_another_offices) {
  struct review_task none = {0};
  struct dom_refusal refusal = {0};
  cr_assert_not(review_may_act(&none, &li, &refusal));
  cr_assert_eq(refusal.kind, DOM_HIDDEN);
}

struct act_case {
  const char *name;
  enum review_state from;
  const char *claimed_by;
  char act; /* c claim, r release, d decide */
  const struct review_actor *actor;
  enum dom_refusal_kind refused;
  enum review_state to;
};

static const struct act_case act_cases[] = {
    {"claim an open one", REVIEW_OPEN, "", 'c', &li, DOM_ALLOWED, REVIEW_CLAIMED},
    {"claim a claimed one", REVIEW_CLAIMED, "wang", 'c', &li, DOM_CONFLICT, REVIEW_CLAIMED},
    {"claim my own again", REVIEW_CLAIMED, "li", 'c', &li, DOM_CONFLICT, REVIEW_CLAIMED},
    {"claim a decided one", REVIEW_DECIDED, "li", 'c', &li, DOM_CONFLICT, REVIEW_DECIDED},
    {"release mine", REVIEW_CLAIMED, "li", 'r', &li, DOM_ALLOWED, REVIEW_OPEN},
    {"release another's", REVIEW_CLAIMED, "wang", 'r', &li, DOM_FORBIDDEN, REVIEW_CLAIMED},
    {"release an open one", REVIEW_OPEN, "", 'r', &li, DOM_CONFLICT, REVIEW_OPEN},
    {"decide mine", REVIEW_CLAIMED, "li", 'd', &li, DOM_ALLOWED, REVIEW_DECIDED},
    {"decide another's", REVIEW_CLAIMED, "wang", 'd', &li, DOM_FORBIDDEN, REVIEW_CLAIMED},
    {"decide an open one", REVIEW_OPEN, "", 'd', &li, DOM_CONFLICT, REVIEW_OPEN},
    {"decide twice", REVIEW_DECIDED, "li", 'd', &li, DOM_CONFLICT, REVIEW_DECIDED},
    {"decide a withdrawn one", REVIEW_WITHDRAWN, "li", 'd', &li, DOM_CONFLICT, REVIEW_WITHDRAWN},
};

static bool act(const struct act_case *c, struct review_task *task, struct dom_refusal *refusal) {
  const struct review_decision grant = {REVIEW_GRANT, "", "", DOM_DATE_NONE};
  if (c->act == 'c')
    return review_claim(task, c->actor, refusal);
  if (c->act == 'r')
    return review_release(task, c->actor, "本人出差", refusal);
  return review_decide(task, c->actor, &grant, 20000, refusal);
}

Test(review, R03_acts_by_state_and_holder) {
  for (size_t i = 0; i < sizeof act_cases / sizeof *act_cases; i++) {
    const struct act_case *c = &act_cases[i];
    struct review_task task = task_in(c->from, c->claimed_by);
    struct dom_refusal refusal = {0};
    bool done = act(c, &task, &refusal);
    cr_assert_eq(done, c->refused == DOM_ALLOWED, "%s", c->name);
    cr_assert_eq(refusal.kind, c->refused, "%s: %s", c->name, refusal.text);
    cr_assert_eq(task.state, c->to, "%s", c->name);
  }
}

Test(review, R03_a_release_gives_its_reason) {
  struct review_task task = task_in(REVIEW_CLAIMED, "li");
  struct dom_refusal refusal = {0};
  cr_assert_not(review_release(&task, &li, "", &refusal));
  cr_assert_eq(refusal.kind, DOM_LACKS);
  cr_assert_str_eq(refusal.field, "reason");
  cr_assert_eq(task.state, REVIEW_CLAIMED);
}

struct decision_case {
  const char *name;
  struct review_decision decision;
  const char *lacking; /* NULL: complete */
};

static const struct decision_case decision_cases[] = {
    {"a grant needs no words", {REVIEW_GRANT, "", "", DOM_DATE_NONE}, NULL},
    {"a grant with a validity", {REVIEW_GRANT, "", "", 20100}, NULL},
    {"a validity in the past", {REVIEW_GRANT, "", "", 19999}, "certificateValidUntil"},
    {"a denial with reasons and law", {REVIEW_DENY, "不符合条件", "森林法第五十六条", DOM_DATE_NONE}, NULL},
    {"a denial without reasons", {REVIEW_DENY, "", "森林法第五十六条", DOM_DATE_NONE}, "reasons"},
    {"a denial without law", {REVIEW_DENY, "不符合条件", "", DOM_DATE_NONE}, "law"},
    {"a denial with a certificate", {REVIEW_DENY, "不符合条件", "森林法第五十六条", 20100}, "certificateValidUntil"},
};

Test(review, R05_what_a_decision_must_hold) {
  for (size_t i = 0; i < sizeof decision_cases / sizeof *decision_cases; i++) {
    const struct decision_case *c = &decision_cases[i];
    struct review_task task = task_in(REVIEW_CLAIMED, "li");
    struct dom_refusal refusal = {0};
    bool done = review_decide(&task, &li, &c->decision, 20000, &refusal);
    cr_assert_eq(done, c->lacking == NULL, "%s: %s", c->name, refusal.text);
    if (c->lacking)
      cr_assert_str_eq(refusal.field, c->lacking, "%s", c->name);
    cr_assert_eq(task.state, done ? REVIEW_DECIDED : REVIEW_CLAIMED, "%s", c->name);
    cr_assert_eq(task.decided_on, done ? 20000 : DOM_DATE_NONE, "%s", c->name);
  }
}

Test(review, R05_remedies_follow_the_nature) {
  cr_assert_neq(strstr(review_remedies("行政许可", REVIEW_DENY), "行政复议"), NULL);
  cr_assert_str_eq(review_remedies("公共服务", REVIEW_DENY), "");
  cr_assert_str_eq(review_remedies("行政许可", REVIEW_GRANT), "");
}

Test(review, withdrawal_closes_only_what_is_not_decided) {
  struct review_task open = task_in(REVIEW_OPEN, "");
  struct review_task claimed = task_in(REVIEW_CLAIMED, "li");
  struct review_task decided = task_in(REVIEW_DECIDED, "li");
  cr_assert(review_withdraw(&open) && open.state == REVIEW_WITHDRAWN);
  cr_assert(review_withdraw(&claimed) && claimed.state == REVIEW_WITHDRAWN);
  cr_assert(!review_withdraw(&decided) && decided.state == REVIEW_DECIDED);
}

Test(review, R07_a_light_is_news_once_and_never_after_the_end) {
  struct review_task task = task_in(REVIEW_OPEN, "");
  cr_assert(review_cross(&task, DOM_LIGHT_YELLOW));
  cr_assert_not(review_cross(&task, DOM_LIGHT_YELLOW), "told already");
  cr_assert_not(review_cross(&task, DOM_LIGHT_WARNING), "a lesser one after a worse");
  cr_assert(review_cross(&task, DOM_LIGHT_RED));
  struct review_task decided = task_in(REVIEW_DECIDED, "li");
  cr_assert_not(review_cross(&decided, DOM_LIGHT_RED));
}

/* Whatever is tried in whatever order: a task is decided at most once, only by who holds it, and an end stays an end.
 */
Test(review, R03_random_acts_decide_at_most_once) {
  const unsigned seed = 20261123;
  const struct review_actor *people[] = {&li, &wang};
  srand(seed);
  for (int run = 0; run < 2000; run++) {
    struct review_task task = task_in(REVIEW_OPEN, "");
    int decided = 0;
    for (int n = 0; n < 30; n++) {
      struct review_task before = task;
      struct act_case c = {.act = "crd"[rand() % 3], .actor = people[rand() % 2]};
      struct dom_refusal refusal = {0};
      bool done = act(&c, &task, &refusal);
      decided += done && c.act == 'd';
      cr_assert(done || memcmp(&before, &task, sizeof task) == 0, "seed %u run %d: refused and changed", seed, run);
      cr_assert(!(done && c.act == 'd') || strcmp(before.claimed_by, c.actor->account) == 0, "seed %u run %d", seed,
                run);
    }
    cr_assert_leq(decided, 1, "seed %u run %d", seed, run);
  }
}
