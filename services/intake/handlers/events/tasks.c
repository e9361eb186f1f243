/* task.claimed, .released, .withdrawn from review: the case is in review from the first claim; a withdrawal asked after
 * acceptance ends it when review closed an undecided task. */
#include "bianmin/events.pb-c.h"
#include "intake/handlers/casefile/act.h"

static const struct intake_act_kind claim = {.action = INTAKE_ACT_CLAIM};

static void claimed(struct rt_call *call) {
  const Bm__TaskClaimed *in = rt_call_request(call, &bm__task_claimed__descriptor);
  intake_act_begin(call, &claim, in->case_number);
  intake_act_by(call, in->actor);
}

const struct rt_handler intake_on_task_claimed = INTAKE_EVENT_HANDLER(claimed, NULL);

static const Bm__TaskReleased *release_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__task_released__descriptor);
}

static void apply_release(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  (void)refusal;
  act->reason = release_event(call)->reason;
}

static const struct intake_act_kind release = {.action = INTAKE_ACT_RELEASE, .apply = apply_release};

static void released(struct rt_call *call) {
  intake_act_begin(call, &release, release_event(call)->case_number);
  intake_act_by(call, release_event(call)->actor);
}

const struct rt_handler intake_on_task_released = INTAKE_EVENT_HANDLER(released, NULL);

static const Bm__TaskWithdrawn *withdrawal_event(const struct rt_call *call) {
  return rt_call_request(call, &bm__task_withdrawn__descriptor);
}

static void apply_withdrawn(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__TaskWithdrawn *in = withdrawal_event(call);
  (void)refusal;
  act->reason = in->reason;
  if (!act->record->withdrawal)
    act->record->withdrawal = rt_message(call->arena, &bm__withdrawal__descriptor);
  act->record->withdrawal->pending = false;
  Bm__CaseWithdrawn *told = rt_message(call->arena, &bm__case_withdrawn__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->reason = in->reason;
  intake_act_send(call, act, "case.withdrawn", &told->base);
}

static const struct intake_act_kind end_withdrawn = {.action = INTAKE_ACT_END_WITHDRAWN, .apply = apply_withdrawn};

static void withdrawn(struct rt_call *call) {
  intake_act_begin(call, &end_withdrawn, withdrawal_event(call)->case_number);
  intake_act_by(call, NULL);
}

const struct rt_handler intake_on_task_withdrawn = INTAKE_EVENT_HANDLER(withdrawn, NULL);
