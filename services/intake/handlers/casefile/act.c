#include "intake/handlers/casefile/act.h"

#include "common/refuse.h"
#include "domain/date.h"
#include "domain/identity.h"
#include "domain/number.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

void intake_act_begin(struct rt_call *call, const struct intake_act_kind *kind, const char *number) {
  struct intake_act *act = call->state;
  act->kind = kind;
  act->number = number;
}

void intake_act_by(struct rt_call *call, const Bm__Actor *actor) {
  struct intake_act *act = call->state;
  act->from_event = intake_actor_system(call);
  if (actor)
    act->from_event = (struct intake_actor){actor->role, actor->unit, actor->name, 0};
  act->from_event.at_us = call->event->at_us;
}

/* False if the number is none. */
static bool ask_of(const struct rt_call *call, const char *number, struct intake_case_loaded *into,
                   struct intake_case_ask *ret_ask) {
  struct dom_number parts;
  if (!dom_number_parse(number, &parts))
    return false;
  *ret_ask = (struct intake_case_ask){number, call->subject ? call->subject->account : "",
                                      rt_arena_text(call->arena, parts.county), into};
  return true;
}

void intake_case_ask(struct rt_call *call, struct rt_pipe *pipe, const char *number, struct intake_case_loaded *into) {
  struct intake_case_ask ask;
  *into = (struct intake_case_loaded){0};
  if (ask_of(call, number, into, &ask))
    intake_cases_load(pipe, &ask, 1);
}

unsigned intake_case_seen(struct rt_call *call, const struct intake_case_loaded *loaded) {
  const struct intake_viewer viewer = intake_viewer_of(call);
  const struct intake_place place = intake_place_of(&loaded->row, loaded->more.own);
  unsigned sight = loaded->row.case_number ? intake_sight(&viewer, &place) : 0;
  struct dom_refusal refusal = {0};
  if (!sight)
    intake_hide(&refusal);
  common_refuse(call, &refusal);
  return sight;
}

void intake_act_load_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct intake_case_ask *asks = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *asks);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    struct intake_act *act = calls[i]->state;
    act->loaded = (struct intake_case_loaded){0};
    if (!ask_of(calls[i], act->number, &act->loaded, &asks[used]))
      continue;
    if (act->kind->document)
      rt_pipe_number(pipe, act->kind->document, asks[used].county, dom_time_day(calls[i]->now_us), &act->running);
    used++;
  }
  intake_cases_load(pipe, asks, used);
}

static bool comes_by_itself(const struct rt_call *call) {
  return call->event || call->timer;
}

/* Who acts; false: refused, or nothing to act on. */
static bool actor_of(struct rt_call *call, struct intake_act *act) {
  const struct intake_case_loaded *loaded = &act->loaded;
  if (comes_by_itself(call)) {
    act->actor = call->event ? act->from_event : intake_actor_system(call);
    act->idle = call->timer && !loaded->row.case_number;
    if (!loaded->row.case_number && call->event)
      rt_call_not_yet(call, "the case");
    return loaded->row.case_number != NULL;
  }
  unsigned sight = intake_case_seen(call, loaded);
  if (!sight)
    return false;
  struct dom_refusal refusal = {0};
  act->viewer = intake_viewer_of(call);
  act->role = intake_acts_as(&act->viewer, sight, act->kind->action, &refusal);
  if (!act->role) {
    common_refuse(call, &refusal);
    return false;
  }
  act->actor = intake_actor_of(call, act->role);
  return true;
}

static char *number_document(struct rt_call *call, const struct intake_act *act) {
  struct dom_number parts;
  char text[DOM_NUMBER_TEXT];
  bool right = dom_number_parse(act->number, &parts);
  assert(right && act->running > 0 && act->running <= DOM_NUMBER_RUNNING);
  return rt_arena_text(call->arena, dom_number_format(act->kind->document, parts.county, dom_time_day(call->now_us),
                                                      (int32_t)act->running, text));
}

char *intake_receipt_number(struct rt_arena *arena, const char *case_number) {
  return rt_arena_printf(arena, INTAKE_RECEIPT_LETTERS "%s", case_number);
}

/* What decide made before, when the call is run again. */
static void start_anew(struct intake_act *act) {
  act->idle = false;
  act->row = act->loaded.row;
  act->document = NULL;
  act->reason = NULL;
  act->hidden_from = NULL;
  act->trail_count = 0;
  act->send_count = 0;
  act->timer = (struct rt_timer_set){0};
  act->papers = NULL;
  act->paper_count = 0;
  act->document_count = 0;
}

static void note(struct rt_call *call, struct intake_act *act, const struct intake_actor *actor,
                 const struct intake_note *what) {
  assert(act->trail_count < INTAKE_ACT_TRAIL);
  act->trail[act->trail_count++] = intake_chain_add(call->arena, &act->row, actor, what);
}

/* Delivery closes the case: a second act, the system's. */
static void follow(struct rt_call *call, struct intake_act *act) {
  if (act->row.state != INTAKE_DELIVERED)
    return;
  const struct dom_flow_row *step = intake_step(INTAKE_DELIVERED, INTAKE_ACT_CLOSE, NULL);
  const struct intake_actor system = intake_actor_system(call);
  const struct intake_note closed = {dom_flow_action_name(&intake_case_flow, step->action), INTAKE_DELIVERED,
                                     (enum intake_state)step->to, step->comment, NULL};
  act->row.state = step->to;
  note(call, act, &system, &closed);
}

static void first_contact(struct rt_call *call, struct intake_act *act) {
  if (act->role == INTAKE_CLERK && !*act->record->first_contact)
    act->record->first_contact = rt_arena_text(call->arena, act->actor.name);
}

/* The act as it is to be; `step` NULL: only noted, the state stays. */
static void take_step(struct rt_call *call, struct intake_act *act, const struct dom_flow_row *step,
                      struct dom_refusal *refusal) {
  const struct intake_act_kind *kind = act->kind;
  enum intake_state from = (enum intake_state)act->row.state;
  if (kind->document)
    act->document = number_document(call, act);
  else if (kind->receipt)
    act->document = intake_receipt_number(call->arena, act->row.case_number);
  if (step)
    act->row.state = step->to;
  if (kind->apply && (step || !kind->action))
    kind->apply(call, act, refusal);
  if (refusal->kind != DOM_ALLOWED || call->refusal || act->idle)
    return;
  first_contact(call, act);
  const char *reason = act->reason && *act->reason ? act->reason : step ? step->comment : "";
  const char *action = kind->note ? kind->note : dom_flow_action_name(&intake_case_flow, (int)kind->action);
  const struct intake_note what = {action, from, (enum intake_state)act->row.state, reason, act->hidden_from};
  note(call, act, &act->actor, &what);
  follow(call, act);
}

void intake_act_decide(struct rt_call *call) {
  struct intake_act *act = call->state;
  struct dom_refusal refusal = {0};
  start_anew(act);
  if (!actor_of(call, act))
    return;
  act->record = intake_record_open(call, &act->row);
  if (!act->record)
    return;
  const struct dom_flow_row *step = NULL;
  if (act->kind->action)
    step = intake_step((enum intake_state)act->row.state, act->kind->action, &refusal);
  if (!step && comes_by_itself(call))
    refusal = (struct dom_refusal){0}; /* another's word that came late is noted, a timer is too old */
  act->idle = !step && call->timer;
  if (refusal.kind == DOM_ALLOWED && !act->idle)
    take_step(call, act, step, &refusal);
  common_refuse(call, &refusal);
}

/* The rows of all acts that are saved together. */
struct batch {
  struct intake_case_row *cases;
  struct intake_trail_row *trail;
  struct rt_send *sends;
  struct rt_timer_set *timers;
  const char **ended; /* whose timers end */
  struct intake_document_row *documents;
  size_t case_count, trail_count, send_count, timer_count, ended_count, document_count;
};

static void collect(struct rt_call *call, struct rt_pipe *pipe, struct batch *batch) {
  struct intake_act *act = call->state;
  if (act->idle)
    return;
  act->row.record = intake_record_close(call, act->row.case_number, act->record);
  batch->cases[batch->case_count++] = act->row;
  for (size_t i = 0; i < act->trail_count; i++)
    batch->trail[batch->trail_count++] = act->trail[i];
  for (size_t i = 0; i < act->send_count; i++)
    batch->sends[batch->send_count++] = act->sends[i];
  if (act->kind->ends_timers && !call->timer) /* the row of a timer that fires is the engine's to take */
    batch->ended[batch->ended_count++] = act->row.case_number;
  for (size_t i = 0; i < act->document_count; i++)
    batch->documents[batch->document_count++] = act->documents[i];
  if (act->timer.kind)
    batch->timers[batch->timer_count++] = act->timer;
  intake_case_papers_add(pipe, act->papers, act->paper_count); /* of a correction only */
}

static int by_number(const void *left, const void *right) {
  return strcmp(((const struct intake_case_row *)left)->case_number,
                ((const struct intake_case_row *)right)->case_number);
}

/* Cases in one order, so that two batches never wait for each other's rows. */
void intake_act_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  struct batch batch = {.cases = rt_arena_array(arena, count, sizeof *batch.cases),
                        .trail = rt_arena_array(arena, count * INTAKE_ACT_TRAIL, sizeof *batch.trail),
                        .sends = rt_arena_array(arena, count * INTAKE_ACT_SENDS, sizeof *batch.sends),
                        .timers = rt_arena_array(arena, count, sizeof *batch.timers),
                        .ended = rt_arena_array(arena, count, sizeof *batch.ended),
                        .documents = rt_arena_array(arena, count * INTAKE_ACT_DOCUMENTS, sizeof *batch.documents)};
  for (size_t i = 0; i < count; i++)
    collect(calls[i], pipe, &batch);
  if (batch.case_count == 0)
    return;
  qsort(batch.cases, batch.case_count, sizeof *batch.cases, by_number);
  intake_cases_update(pipe, batch.cases, batch.case_count);
  intake_trail_add(pipe, batch.trail, batch.trail_count);
  intake_documents_add(pipe, batch.documents, batch.document_count);
  rt_outbox_add(pipe, batch.sends, batch.send_count);
  rt_timers_clear_all(pipe, batch.ended, batch.ended_count);
  rt_timers_set(pipe, batch.timers, batch.timer_count);
}

void intake_act_reply(struct rt_call *call) {
  const struct intake_act *act = call->state;
  call->reply = &intake_case_view(call->arena, &act->row, act->record)->base;
}

void intake_act_send(struct rt_call *call, struct intake_act *act, const char *type, const ProtobufCMessage *message) {
  assert(act->send_count < INTAKE_ACT_SENDS);
  act->sends[act->send_count++] =
      (struct rt_send){act->row.case_number, ++act->row.events, type, message, call->now_us};
}

void intake_act_document(struct rt_call *call, struct intake_act *act, const char *number, int32_t day, bool granted) {
  const struct intake_case_row *row = &act->row;
  char mask[DOM_MASK_TEXT];
  if (!*number)
    return;
  assert(act->document_count < INTAKE_ACT_DOCUMENTS);
  act->documents[act->document_count++] = (struct intake_document_row){
      .document = number,
      .case_number = row->case_number,
      .made_on = day,
      .unit = row->unit,
      .board =
          *row->township ? row->township : rt_arena_textn(call->arena, row->unit_path, strcspn(row->unit_path, "/")),
      .item = row->item,
      .item_name = row->item_name,
      .masked_name = rt_arena_text(call->arena, dom_mask_name(act->record->applicant->name, mask)),
      .granted = granted,
  };
}

void intake_act_time(struct intake_act *act, const char *kind, int64_t at_us) {
  if (at_us)
    act->timer = (struct rt_timer_set){kind, act->row.case_number, at_us};
}
