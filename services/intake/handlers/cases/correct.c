/* POST /cases/{n}:correct — what the notice asked for is in; the 5 days of art. 32 run anew (I-05). */
#include "bianmin/events.pb-c.h"
#include "intake/handlers/casefile/acceptance.h"
#include "intake/handlers/casefile/on_paper.h"
#include "intake/handlers/casefile/paper_check.h"
#include "intake/rules/cases/open.h"

struct correct {
  struct intake_act act;
  struct intake_paper_sights sights;
};

static const Bm__CorrectCaseRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__correct_case_request__descriptor);
}

/* The papers that were there and the new ones, for the answer. */
static void show_papers(struct rt_call *call, struct intake_papers_row *papers, const Bm__CorrectCaseRequest *in) {
  const size_t count = papers->count + in->n_papers;
  const char **names = rt_arena_array(call->arena, count, sizeof *names);
  const char **ids = rt_arena_array(call->arena, count, sizeof *ids);
  for (size_t i = 0; i < count; i++) {
    const bool had = i < papers->count;
    names[i] = had ? papers->names[i] : in->papers[i - papers->count]->name;
    ids[i] = had ? papers->ids[i] : in->papers[i - papers->count]->paper_id;
  }
  *papers = (struct intake_papers_row){names, ids, NULL, count};
}

/* A correction is never refused for its item: without one that can be accepted there is no deemed acceptance. */
static int64_t deem_at(const struct rt_call *call, const struct intake_act *act) {
  struct intake_item item;
  if (!intake_item_of(&act->loaded.more, &item, NULL))
    return 0;
  return intake_deem_at(intake_things_of(call)->calendar, &item, call->now_us);
}

/* Each correction may bring a form of 64 KiB; all together must still fit a frame of the wire. */
static bool fits(const Bm__Case *record, struct dom_refusal *refusal) {
  enum { RECORD_BYTES = 128 * 1024 };
  return bm__case__get_packed_size(record) <= RECORD_BYTES ||
         dom_refuse(refusal, DOM_LACKS, "FORM_TOO_LONG", "form", "表单内容过长；请删减，或者作为材料上传");
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__CorrectCaseRequest *in = request(call);
  intake_form_grow(call->arena, act->record, in->n_form);
  for (size_t i = 0; i < in->n_form; i++)
    intake_form_put(call->arena, act->record, in->form[i]->key, in->form[i]->value);
  intake_on_paper_add(call->arena, act->record, in->on_paper, in->n_on_paper, (int32_t)act->row.notices);
  if (!fits(act->record, refusal))
    return;
  act->papers = intake_paper_rows(call->arena, act->row.case_number, act->row.notices, in->papers, in->n_papers);
  act->paper_count = in->n_papers;
  show_papers(call, &act->row.papers, in);
  act->row.papers_at = call->now_us;
  act->row.correction_by = RT_NO_DAY;
  Bm__CaseCorrected *told = rt_message(call->arena, &bm__case_corrected__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  intake_act_send(call, act, "case.corrected", &told->base);
  intake_act_time(act, INTAKE_TIMER_DEEM, deem_at(call, act));
}

static const struct intake_act_kind kind = {.action = INTAKE_ACT_CORRECT, .ends_timers = true, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, request(call)->case_number);
}

static void validate(struct rt_call *call) {
  const struct intake_viewer viewer = intake_viewer_of(call);
  intake_on_paper_faults(call, intake_hands_in_as(&viewer), request(call)->on_paper, request(call)->n_on_paper);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct correct *state = call->state;
  intake_act_load_all(&call, 1, pipe);
  intake_papers_ask(call, pipe, request(call)->papers, request(call)->n_papers, &state->sights);
}

/* Papers are scope, so they come before the state; but who may not know of the case hears of that first. */
static void decide(struct rt_call *call) {
  struct correct *state = call->state;
  const Bm__CorrectCaseRequest *in = request(call);
  if (intake_case_seen(call, &state->act.loaded) &&
      intake_papers_allowed(call, in->papers, in->n_papers, &state->sights))
    intake_act_decide(call);
}

const struct rt_handler intake_correct_case = {
    .state_size = sizeof(struct correct),
    .decode = decode,
    .validate = validate,
    .load = load,
    .decide = decide,
    .save_all = intake_act_save_all,
    .reply = intake_act_reply,
};
