/* E-02: called back, put right or explained, answered, closed; in that order. */
#include "evaluation/rules/rectifications/rectification.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct evaluation_rectification in_state(enum evaluation_state state) {
  return (struct evaluation_rectification){.rectification = "r",
                                           .case_number = "c",
                                           .state = state,
                                           .unit = "530623101",
                                           .unit_path = "530623/530623101",
                                           .notes = "",
                                           .measures = "",
                                           .answer = ""};
}

struct act_case {
  const char *name;
  enum evaluation_state from;
  char act; /* b called back and reached, u not reached, r rectify, c close, g give up */
  const char *words;
  enum dom_refusal_kind refused;
  enum evaluation_state to;
};

static const struct act_case cases[] = {
    {"call back", EVALUATION_OPEN, 'b', "已回访", DOM_ALLOWED, EVALUATION_CALLED_BACK},
    {"call back, nobody there", EVALUATION_OPEN, 'u', "无人接听", DOM_ALLOWED, EVALUATION_OPEN},
    {"call back without notes", EVALUATION_OPEN, 'b', "", DOM_LACKS, EVALUATION_OPEN},
    {"call back twice", EVALUATION_CALLED_BACK, 'b', "已回访", DOM_CONFLICT, EVALUATION_CALLED_BACK},
    {"close before the call-back", EVALUATION_OPEN, 'c', "已答复", DOM_CONFLICT, EVALUATION_OPEN},
    {"rectify before the call-back", EVALUATION_OPEN, 'r', "培训", DOM_CONFLICT, EVALUATION_OPEN},
    {"rectify", EVALUATION_CALLED_BACK, 'r', "培训", DOM_ALLOWED, EVALUATION_RECTIFIED},
    {"rectify without measures", EVALUATION_CALLED_BACK, 'r', "", DOM_LACKS, EVALUATION_CALLED_BACK},
    {"no basis: explained and closed", EVALUATION_CALLED_BACK, 'c', "已说明", DOM_ALLOWED, EVALUATION_CLOSED},
    {"close", EVALUATION_RECTIFIED, 'c', "已答复", DOM_ALLOWED, EVALUATION_CLOSED},
    {"close without an answer", EVALUATION_RECTIFIED, 'c', "", DOM_LACKS, EVALUATION_RECTIFIED},
    {"close twice", EVALUATION_CLOSED, 'c', "已答复", DOM_CONFLICT, EVALUATION_CLOSED},
    {"nobody reached in all the days", EVALUATION_OPEN, 'g', "", DOM_ALLOWED, EVALUATION_CLOSED},
    {"give up after it was reached", EVALUATION_CALLED_BACK, 'g', "", DOM_CONFLICT, EVALUATION_CALLED_BACK},
};

static bool act(char what, const char *words, struct evaluation_rectification *it, struct dom_refusal *refusal) {
  if (what == 'b' || what == 'u')
    return evaluation_call_back(it, what == 'b', words, refusal);
  if (what == 'r')
    return evaluation_rectify(it, words, refusal);
  if (what == 'c')
    return evaluation_close(it, words, refusal);
  refusal->kind = DOM_CONFLICT;
  if (!evaluation_give_up(it))
    return false;
  refusal->kind = DOM_ALLOWED;
  return true;
}

Test(rectification, E02_each_act_in_its_state) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct act_case *c = &cases[i];
    struct evaluation_rectification it = in_state(c->from);
    struct dom_refusal refusal = {0};
    bool done = act(c->act, c->words, &it, &refusal);
    cr_assert_eq(done, c->refused == DOM_ALLOWED, "%s: %s", c->name, refusal.text);
    cr_assert_eq(refusal.kind, c->refused, "%s", c->name);
    cr_assert_eq(it.state, c->to, "%s", c->name);
  }
}

Test(rectification, E02_every_call_is_counted_reached_or_not) {
  struct evaluation_rectification it = in_state(EVALUATION_OPEN);
  struct dom_refusal refusal = {0};
  cr_assert(evaluation_call_back(&it, false, "无人接听", &refusal));
  cr_assert(evaluation_call_back(&it, true, "已核实", &refusal));
  cr_assert_eq(it.calls, 2);
  cr_assert(it.reached);
}

Test(rectification, E02_seen_by_the_handling_units_desk_and_above) {
  struct evaluation_rectification it = in_state(EVALUATION_OPEN);
  struct dom_refusal refusal = {0};
  cr_assert(evaluation_sees(&it, "530623/530623101", &refusal));
  cr_assert(evaluation_sees(&it, "530623", &refusal));
  cr_assert_not(evaluation_sees(&it, "530623/530623102", &refusal));
  cr_assert_eq(refusal.kind, DOM_HIDDEN);
}

Test(rectification, E02_no_order_of_acts_closes_without_a_call) {
  const unsigned seed = 530623;
  srand(seed);
  for (int run = 0; run < 5000; run++) {
    struct evaluation_rectification it = in_state(EVALUATION_OPEN);
    for (int n = 0; n < 12; n++) {
      struct evaluation_rectification before = it;
      struct dom_refusal refusal = {0};
      bool done = act("burc"[rand() % 4], "说明", &it, &refusal);
      cr_assert(done || memcmp(&before, &it, sizeof it) == 0, "seed %u run %d", seed, run);
      cr_assert(it.state != EVALUATION_CLOSED || it.reached, "seed %u run %d: closed unheard", seed, run);
      cr_assert(before.state != EVALUATION_CLOSED || !done, "seed %u run %d: moved after the end", seed, run);
    }
  }
}

Test(rectification, E02_flow_is_sound) {
  struct dom_flow_finding findings[8];
  size_t count = dom_flow_lint(&evaluation_rectification_flow, findings, 8);
  cr_assert_eq(count, 0, "%s", count ? findings[0].text : "");
}
