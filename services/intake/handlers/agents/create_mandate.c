/* POST /mandates — a citizen names an agent; or an agent records a mandate that was signed on paper (I-08). */
#include "domain/date.h"
#include "domain/identity.h"
#include "intake/handlers/agents/mandate.h"
#include "intake/handlers/casefile/paper_check.h"
#include "intake/handlers/casefile/viewer.h"
#include "runtime/base/id.h"

struct create {
  bool by_agent;
  int32_t valid_until;
  char id_number[DOM_ID_TEXT]; /* of the principal an agent names */
  struct intake_agent_row agent;
  struct intake_identity self;
  struct intake_paper_sights sights;
  struct intake_mandate_row row;
  Bm__Mandate *view;
};

static const Bm__CreateMandateRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__create_mandate_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct create *state = call->state;
  const struct intake_viewer viewer = intake_viewer_of(call);
  state->by_agent = (viewer.roles & DOM_WHO(INTAKE_AGENT)) != 0;
  state->valid_until = DOM_DATE_NONE;
}

static void check_principal(struct rt_call *call, struct create *state) {
  const Bm__Principal *principal = request(call)->principal;
  if (!principal) {
    rt_call_fault(call, "principal", "请填写委托人");
    return;
  }
  enum dom_id_refusal bad =
      dom_citizen_number(principal->id_number, dom_time_day(call->now_us), state->id_number, NULL);
  if (bad != DOM_ID_OK)
    rt_call_fault(call, "principal.idNumber", "%s", dom_id_refusal_text(bad));
  if (!rt_id_valid(request(call)->paper_id))
    rt_call_fault(call, "paperId", "请上传委托人签名的委托书");
}

static void validate(struct rt_call *call) {
  struct create *state = call->state;
  struct dom_refusal refusal = {0};
  if (!dom_date_parse(request(call)->valid_until, &state->valid_until))
    rt_call_fault(call, "validUntil", "请填写真实日期，格式 YYYY-MM-DD");
  else if (!intake_mandate_until(state->valid_until, dom_time_day(call->now_us), &refusal))
    rt_call_fault(call, refusal.field, "%s", refusal.text);
  if (state->by_agent)
    check_principal(call, state);
  else if (!*request(call)->agent)
    rt_call_fault(call, "agent", "请选择代办员");
}

/* The paper as the check of papers takes it. */
static Bm__CasePaper **paper_of(struct rt_call *call) {
  Bm__CasePaper **papers = rt_arena_array(call->arena, 1, sizeof *papers);
  papers[0] = rt_message(call->arena, &bm__case_paper__descriptor);
  papers[0]->paper_id = request(call)->paper_id;
  return papers;
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct create *state = call->state;
  const char *account = call->subject->account;
  intake_agents_load(pipe, state->by_agent ? account : request(call)->agent, &state->agent);
  intake_identity_load(pipe, account, &state->self);
  if (state->by_agent)
    intake_papers_ask(call, pipe, paper_of(call), 1, &state->sights);
}

/* The citizen as the account knows them; false: it does not know the number. */
static bool self_as_principal(struct rt_call *call, struct create *state, Bm__Principal *principal) {
  struct rt_bytes number;
  struct rt_error error = {0};
  const struct rt_seal_place place = {"accounts", "id_number", call->subject->account};
  if (!state->self.blind.size ||
      !rt_seal_open(intake_things_of(call)->seal, call->arena, place, state->self.sealed, &number, &error)) {
    rt_call_refuse(call, RT_FAILED_PRECONDITION, "NO_IDENTITY",
                   "您的账号没有登记身份证号，请到窗口或者由代办员登记委托");
    return false;
  }
  principal->name = (char *)state->self.name;
  principal->id_number = (char *)number.data;
  state->row.principal_blind = state->self.blind;
  return true;
}

static bool principal_of(struct rt_call *call, struct create *state, Bm__Principal *principal) {
  if (!state->by_agent)
    return self_as_principal(call, state, principal);
  if (!intake_papers_allowed(call, paper_of(call), 1, &state->sights))
    return false;
  *principal = *request(call)->principal;
  principal->id_number = state->id_number;
  state->row.principal_blind = intake_id_blind(call, BM__ID_KIND__ENUM__CITIZEN_NUMBER, state->id_number);
  return true;
}

static void decide(struct rt_call *call) {
  struct create *state = call->state;
  const Bm__CreateMandateRequest *in = request(call);
  Bm__Principal *principal = rt_message(call->arena, &bm__principal__descriptor);
  char *id = rt_arena_alloc(call->arena, RT_ID_SIZE);
  if (!state->agent.agent) {
    rt_call_refuse(call, RT_NOT_FOUND, "AGENT_NOT_FOUND", "没有这位代办员；请从名单中选择");
    rt_call_refuse_field(call, "agent", "没有这位代办员");
    return;
  }
  if (!principal_of(call, state, principal))
    return;
  rt_id_new(call->now_us, id);
  state->row.mandate = (struct intake_mandate){
      .mandate = id,
      .agent = state->agent.agent,
      .items = (const char *const *)in->items,
      .item_count = in->n_items,
      .valid_until = state->valid_until,
  };
  state->row.agent_name = state->agent.name;
  state->row.given_at = call->now_us;
  state->row.given_by = call->subject->account;
  state->row.paper_id = state->by_agent ? in->paper_id : "";
  state->row.record = intake_mandate_close(call, id, principal);
  state->view = intake_mandate_view(call, &state->row);
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  intake_mandates_add(pipe, &((struct create *)call->state)->row);
}

static void reply(struct rt_call *call) {
  call->reply = &((struct create *)call->state)->view->base;
}

const struct rt_handler intake_create_mandate = {.state_size = sizeof(struct create),
                                                 .decode = decode,
                                                 .validate = validate,
                                                 .load = load,
                                                 .decide = decide,
                                                 .save = save,
                                                 .reply = reply};
