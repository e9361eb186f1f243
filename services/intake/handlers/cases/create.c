/* POST /cases — hand in, or hand in and accept in one step (I-04, I-05, I-16). The hot path: a batch method, one
 * statement a table for all requests of a drain. */
#include "common/query_code.h"
#include "common/refuse.h"
#include "domain/date.h"
#include "domain/number.h"
#include "intake/handlers/casefile/act.h"
#include "intake/handlers/casefile/applicant.h"
#include "intake/handlers/casefile/on_paper.h"
#include "intake/handlers/casefile/paper_check.h"
#include "intake/handlers/casefile/told.h"
#include "intake/rules/cases/code.h"
#include "intake/rules/cases/open.h"
#include "intake/store/agents/mandates.h"
#include "intake/store/cases/openings.h"
#include "runtime/base/id.h"
#include "runtime/seal/chain.h"
#include <assert.h>
#include <ctype.h>
#include <string.h>

enum { COUNTY_DIGITS = 6 };

struct create {
  struct intake_viewer viewer;
  enum intake_role role;
  bool accepts;
  struct intake_applicant applicant;
  struct rt_bytes blind;
  char *code;

  struct intake_opening opening;
  struct intake_applicant_known known;
  struct intake_paper_sights sights;
  struct intake_mandate_row mandate; /* an agent's */
  int64_t case_running;

  struct intake_case_row row;
  Bm__Case *record;
  struct intake_actor actor;
  struct intake_item item;
  struct intake_trail_row trail[2];
  size_t trail_count;
  struct rt_send send;
  int64_t deem_at;
};

static const Bm__CreateCaseRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__create_case_request__descriptor);
}

static void make_code(struct rt_call *call, struct create *state) {
  uint8_t random[INTAKE_CODE_LETTERS];
  uint8_t *hash = rt_arena_alloc(call->arena, COMMON_CODE_HASH);
  state->code = rt_arena_alloc(call->arena, INTAKE_CODE_TEXT);
  rt_random(random, sizeof random);
  intake_code_of(random, state->code);
  common_code_hash(state->code, hash);
  state->row.query_code_hash = (struct rt_bytes){hash, COMMON_CODE_HASH};
}

static void create_decode(struct rt_call *call) {
  const Bm__CreateCaseRequest *in = request(call);
  struct create *state = call->state;
  state->viewer = intake_viewer_of(call);
  state->accepts = in->intent == BM__CASE_INTENT__ENUM__ACCEPT;
  state->role = intake_hands_in_as(&state->viewer);
  state->applicant = intake_applicant_of(in->applicant, dom_time_day(call->now_us));
  state->blind = intake_id_blind(call, state->applicant.id_kind, state->applicant.id_number);
  make_code(call, state);
}

static void create_validate(struct rt_call *call) {
  const struct create *state = call->state;
  intake_applicant_faults(call, &state->applicant);
  intake_on_paper_faults(call, state->role, request(call)->on_paper, request(call)->n_on_paper);
  if (!intake_source_fits(state->role, (enum intake_source)request(call)->source))
    rt_call_fault(call, "source", "收件渠道与您的身份不符");
}

/* The county a number is given in: a unit's first six digits; NULL for what is no unit's code. */
static const char *county_of(struct rt_arena *arena, const char *unit) {
  for (int i = 0; i < COUNTY_DIGITS; i++) {
    if (!isdigit((unsigned char)unit[i]))
      return NULL;
  }
  return rt_arena_textn(arena, unit, COUNTY_DIGITS);
}

static void ask_number(struct rt_call *call, struct rt_pipe *pipe) {
  struct create *state = call->state;
  const char *county = county_of(call->arena, request(call)->unit);
  const int32_t today = dom_time_day(call->now_us);
  if (county)
    rt_pipe_number(pipe, "case", county, today, &state->case_running);
}

static void create_load_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  static const int64_t ended[] = {INTAKE_DELIVERED,  INTAKE_CLOSED,    INTAKE_REFUSED,
                                  INTAKE_REDIRECTED, INTAKE_WITHDRAWN, INTAKE_LAPSED};
  struct intake_opening_ask *asks = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *asks);
  for (size_t i = 0; i < count; i++) {
    const Bm__CreateCaseRequest *in = request(calls[i]);
    struct create *state = calls[i]->state;
    asks[i] = (struct intake_opening_ask){in->item_code,         in->unit,        state->blind,
                                          state->viewer.account, &state->opening, &state->known};
    intake_papers_ask(calls[i], pipe, in->papers, in->n_papers, &state->sights);
    ask_number(calls[i], pipe);
    if (state->role == INTAKE_AGENT && rt_id_valid(in->mandate))
      intake_mandates_load(pipe, in->mandate, state->viewer.account, &state->mandate);
  }
  intake_openings_load(pipe, asks, count, ended, sizeof ended / sizeof *ended);
}

/* What the caller must be able to see: item, unit, papers; and be allowed: a clerk accepts. */
static bool within_scope(struct rt_call *call) {
  const Bm__CreateCaseRequest *in = request(call);
  struct create *state = call->state;
  if (!state->opening.item_found) {
    rt_call_refuse(call, RT_NOT_FOUND, "ITEM_NOT_FOUND", "没有这个事项；请在事项目录中查找");
    rt_call_refuse_field(call, "itemCode", "没有这个事项");
  } else if (!*state->opening.unit_path) {
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位；请填写单位代码");
    rt_call_refuse_field(call, "unit", "没有这个单位");
  } else if (state->accepts && state->role != INTAKE_CLERK) {
    rt_call_refuse(call, RT_PERMISSION_DENIED, "ACCEPT_BY_CLERK", "只有窗口人员可以当场受理；请以 SUBMIT 提交");
  } else {
    return intake_papers_allowed(call, in->papers, in->n_papers, &state->sights);
  }
  return false;
}

static void number(struct rt_call *call, struct create *state) {
  char text[DOM_NUMBER_TEXT];
  const char *county = county_of(call->arena, request(call)->unit);
  assert(county && state->case_running > 0 && state->case_running <= DOM_NUMBER_RUNNING);
  dom_number_format("", county, dom_time_day(call->now_us), (int32_t)state->case_running, text);
  state->row.case_number = rt_arena_text(call->arena, text);
  state->row.receipt_number = state->accepts ? intake_receipt_number(call->arena, state->row.case_number) : "";
}

static void fill_row(struct rt_call *call, struct create *state) {
  const Bm__CreateCaseRequest *in = request(call);
  const struct intake_opening *opening = &state->opening;
  struct intake_case_row *row = &state->row;
  const char *slash = strchr(opening->unit_path, '/');
  row->state = INTAKE_SUBMITTED;
  row->events = 1;
  row->trail_seq = 0;
  row->trail_head = rt_chain_start;
  row->item = in->item_code;
  row->item_name = opening->item_name;
  row->item_version = opening->item_version;
  row->unit = in->unit;
  row->unit_path = opening->unit_path;
  row->township = slash ? rt_arena_textn(call->arena, slash + 1, strcspn(slash + 1, "/")) : "";
  row->received_unit = state->role != INTAKE_CITIZEN && *state->viewer.unit ? state->viewer.unit : in->unit;
  row->lead_office = opening->lead_office;
  row->source = (int64_t)intake_source_of(state->role, (enum intake_source)in->source);
  row->handed_in_by = state->viewer.account;
  row->applicant_blind = state->blind;
  row->received_at = row->papers_at = call->now_us;
  row->accepted_on = row->promised_due = row->statutory_due = row->correction_by = RT_NO_DAY;
}

static void fill_record(struct rt_call *call, struct create *state) {
  const Bm__CreateCaseRequest *in = request(call);
  Bm__Case *record = rt_message(call->arena, &bm__case__descriptor);
  record->applicant = intake_applicant_message(call->arena, in->applicant, &state->applicant);
  intake_form_grow(call->arena, record, in->n_form);
  for (size_t i = 0; i < in->n_form; i++)
    intake_form_put(call->arena, record, in->form[i]->key, in->form[i]->value);
  intake_on_paper_add(call->arena, record, in->on_paper, in->n_on_paper, 0);
  if (state->role != INTAKE_CITIZEN)
    record->first_contact = rt_arena_text(call->arena, call->subject->name);
  if (state->role == INTAKE_AGENT) {
    record->mandate = in->mandate;
    record->mandate_paper = rt_arena_text(call->arena, state->mandate.paper_id);
  }
  state->record = record;
}

static void note(struct rt_call *call, struct create *state, const struct intake_note *what) {
  state->trail[state->trail_count++] = intake_chain_add(call->arena, &state->row, &state->actor, what);
}

/* Handed in and not accepted: the others are told, the 5 days of art. 32 begin. */
static void submit(struct rt_call *call, struct create *state, struct intake_parties parties) {
  const Bm__CaseSubmitted *told = intake_told_submitted(call->arena, &state->row, state->record, parties);
  state->send = (struct rt_send){state->row.case_number, 1, "case.submitted", &told->base, call->now_us};
  state->deem_at = intake_deem_at(intake_things_of(call)->calendar, &state->item, call->now_us);
}

/* Accepted with the same breath: two acts in the trail, one event that carries all. */
static void accept(struct rt_call *call, struct create *state, struct intake_parties parties,
                   const struct intake_acceptance *acceptance) {
  const struct dom_flow_row *step = intake_step(INTAKE_SUBMITTED, INTAKE_ACT_ACCEPT, NULL);
  const struct intake_note accepted = {dom_flow_action_name(&intake_case_flow, step->action), INTAKE_SUBMITTED,
                                       (enum intake_state)step->to, step->comment, NULL};
  state->row.state = step->to;
  state->row.accepted_on = acceptance->accepted_on;
  state->row.promised_due = acceptance->dues.promised_due;
  state->row.statutory_due = acceptance->dues.statutory_due;
  note(call, state, &accepted);
  Bm__CaseAccepted *told =
      intake_told_accepted(call->arena, &state->row, state->record, parties, &state->item, state->opening.item_nature);
  if (intake_opens_claimed(&state->item, &state->viewer, state->row.lead_office))
    intake_told_claimed(call, told);
  state->send = (struct rt_send){state->row.case_number, 1, "case.accepted", &told->base, call->now_us};
}

/* Who carries for somebody names the mandate by which they do (I-08). */
static bool has_mandate(const struct rt_call *call, struct create *state, struct dom_refusal *refusal) {
  struct intake_mandate *mandate = &state->mandate.mandate;
  const struct rt_bytes given = state->mandate.principal_blind;
  mandate->of_applicant = given.size == state->blind.size && memcmp(given.data, state->blind.data, given.size) == 0;
  return intake_mandate_lets(mandate, state->viewer.account, request(call)->item_code, dom_time_day(call->now_us),
                             refusal);
}

static bool may_open(struct rt_call *call, struct create *state, struct intake_acceptance *ret_acceptance) {
  const struct intake_opening *opening = &state->opening;
  struct dom_refusal refusal = {0};
  state->item = (struct intake_item){
      .abolished = opening->item_status == BM__ITEM_STATUS__ENUM__ABOLISHED,
      .kind = (enum intake_kind)opening->item_kind,
      .limits = {(int32_t)opening->promised_days, (int32_t)opening->statutory_days,
                 opening->limit_unit == BM__LIMIT_UNIT__ENUM__CALENDAR ? DOM_UNIT_CALENDAR : DOM_UNIT_WORKING}};
  bool may =
      intake_opens(&state->item, opening->unit_kind == BM__UNIT_KIND__ENUM__OFFICE, opening->lead_office, &refusal);
  if (may && state->accepts)
    may = intake_accept(intake_things_of(call)->calendar, &state->item, call->now_us, intake_office_end(call),
                        ret_acceptance, &refusal);
  if (may && state->role == INTAKE_AGENT)
    may = has_mandate(call, state, &refusal);
  common_refuse(call, &refusal);
  return may;
}

static void create_decide(struct rt_call *call) {
  struct create *state = call->state;
  struct intake_acceptance acceptance = {0};
  state->trail_count = 0;
  if (!within_scope(call) || !may_open(call, state, &acceptance))
    return;
  const struct intake_parties parties = {state->known.parties, state->known.party_count};
  const struct intake_note submitted = {"submit", (enum intake_state)0, INTAKE_SUBMITTED, "收到申请材料", NULL};
  number(call, state);
  fill_row(call, state);
  fill_record(call, state);
  state->actor = intake_actor_of(call, state->role);
  note(call, state, &submitted);
  if (state->accepts)
    accept(call, state, parties, &acceptance);
  else
    submit(call, state, parties);
}

/* The rows of all calls side by side. */
struct batch {
  struct intake_case_row *rows;
  struct intake_trail_row *trail;
  size_t trail_count;
  struct intake_case_paper_row *papers;
  size_t paper_count;
  struct rt_send *sends;
  struct rt_timer_set *timers;
  size_t timer_count;
  struct intake_carried_row *carried; /* by agents */
  size_t carried_count;
};

static struct batch batch_of(struct rt_arena *arena, struct rt_call *const *calls, size_t count) {
  size_t papers = 0;
  for (size_t i = 0; i < count; i++)
    papers += request(calls[i])->n_papers;
  return (struct batch){
      .rows = rt_arena_array(arena, count, sizeof(struct intake_case_row)),
      .trail = rt_arena_array(arena, 2 * count, sizeof(struct intake_trail_row)),
      .papers = rt_arena_array(arena, papers, sizeof(struct intake_case_paper_row)),
      .sends = rt_arena_array(arena, count, sizeof(struct rt_send)),
      .timers = rt_arena_array(arena, count, sizeof(struct rt_timer_set)),
      .carried = rt_arena_array(arena, count, sizeof(struct intake_carried_row)),
  };
}

static void add_call(struct rt_call *call, size_t index, struct batch *batch) {
  struct create *state = call->state;
  const Bm__CreateCaseRequest *in = request(call);
  state->row.record = intake_record_close(call, state->row.case_number, state->record);
  batch->rows[index] = state->row;
  batch->sends[index] = state->send;
  memcpy(batch->trail + batch->trail_count, state->trail, state->trail_count * sizeof *state->trail);
  batch->trail_count += state->trail_count;
  if (in->n_papers)
    memcpy(batch->papers + batch->paper_count,
           intake_paper_rows(call->arena, state->row.case_number, 0, in->papers, in->n_papers),
           in->n_papers * sizeof *batch->papers);
  batch->paper_count += in->n_papers;
  if (state->role == INTAKE_AGENT)
    batch->carried[batch->carried_count++] = (struct intake_carried_row){state->row.case_number, in->mandate};
  if (state->deem_at)
    batch->timers[batch->timer_count++] =
        (struct rt_timer_set){INTAKE_TIMER_DEEM, state->row.case_number, state->deem_at};
}

static void create_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct batch batch = batch_of(rt_pipe_arena(pipe), calls, count);
  for (size_t i = 0; i < count; i++)
    add_call(calls[i], i, &batch);
  intake_cases_insert(pipe, batch.rows, count);
  intake_trail_add(pipe, batch.trail, batch.trail_count);
  intake_case_papers_add(pipe, batch.papers, batch.paper_count);
  intake_carried_add(pipe, batch.carried, batch.carried_count);
  rt_outbox_add(pipe, batch.sends, count);
  if (batch.timer_count)
    rt_timers_set(pipe, batch.timers, batch.timer_count);
}

/* Like cases that the caller may see (I-16). */
static void show_likes(struct rt_call *call, const struct create *state, Bm__CreateCaseReply *reply) {
  reply->like_cases = rt_arena_array(call->arena, state->known.like_count, sizeof *reply->like_cases);
  for (size_t i = 0; i < state->known.like_count; i++) {
    const struct intake_like *like = &state->known.likes[i];
    const struct intake_place place = {like->unit_path, like->received_unit, like->lead_office, like->handed_in_by,
                                       like->own};
    if (intake_sight(&state->viewer, &place))
      reply->like_cases[reply->n_like_cases++] = rt_arena_text(call->arena, like->case_number);
  }
}

static void create_reply(struct rt_call *call) {
  const struct create *state = call->state;
  Bm__CreateCaseReply *reply = rt_message(call->arena, &bm__create_case_reply__descriptor);
  reply->case_number = rt_arena_text(call->arena, state->row.case_number);
  reply->query_code = state->code;
  reply->state = (Bm__CaseState__Enum)state->row.state;
  reply->acceptance = intake_acceptance_view(call->arena, &state->row);
  show_likes(call, state, reply);
  call->reply = &reply->base;
}

const struct rt_handler intake_create_case = {
    .state_size = sizeof(struct create),
    .decode = create_decode,
    .validate = create_validate,
    .load_all = create_load_all,
    .decide = create_decide,
    .save_all = create_save_all,
    .reply = create_reply,
};
