/* POST /cases/{n}:requestCorrection — the once-only notice of everything to correct (I-05, art. 32). */
#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "intake/handlers/casefile/act.h"
#include "intake/rules/cases/correction.h"
#include "runtime/base/buffer.h"
#include <string.h>

static const Bm__RequestCorrectionRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__request_correction_request__descriptor);
}

/* The names of papers that came after the first notice, uploaded or shown. */
static struct intake_noticed noticed(struct rt_call *call, const struct intake_act *act) {
  const struct intake_case_row *row = &act->row;
  const char **names = rt_arena_array(call->arena, row->papers.count + act->record->n_on_paper, sizeof *names);
  size_t count = 0;
  for (size_t i = 0; i < row->papers.count; i++) {
    if (strcmp(row->papers.rounds[i], "0") != 0)
      names[count++] = row->papers.names[i];
  }
  for (size_t i = 0; i < act->record->n_on_paper; i++) {
    if (act->record->on_paper[i]->round > 0)
      names[count++] = act->record->on_paper[i]->name;
  }
  return (struct intake_noticed){(int)row->notices, names, count};
}

static char *reason_of(struct rt_call *call, const Bm__RequestCorrectionRequest *in) {
  char *reason = in->notes;
  for (size_t i = 0; i < in->n_missing; i++)
    reason = rt_arena_printf(call->arena, "%s%s%s", reason,
                             i         ? "、"
                             : *reason ? "；需补正："
                                       : "需补正：",
                             in->missing[i]);
  return reason;
}

static void apply(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal) {
  const Bm__RequestCorrectionRequest *in = request(call);
  const struct intake_noticed had = noticed(call, act);
  struct intake_notice notice = {in->missing, in->n_missing, in->notes, DOM_DATE_NONE};
  int32_t by = DOM_DATE_NONE;
  if (*in->by && !dom_date_parse(in->by, &notice.by))
    return; /* validate has said so */
  if (!intake_notice_check(intake_things_of(call)->calendar, dom_time_day(call->now_us), &had, &notice, &by, refusal))
    return;
  act->row.notices++;
  act->row.correction_by = by;
  act->reason = reason_of(call, in);
  Bm__Correction *correction = rt_message(call->arena, &bm__correction__descriptor);
  correction->missing = in->missing;
  correction->n_missing = in->n_missing;
  correction->notes = in->notes;
  correction->by = intake_day_text(call->arena, by);
  correction->asked_at = intake_time_text(call->arena, call->now_us);
  correction->document_number = act->document;
  correction->notices = (int32_t)act->row.notices;
  act->record->correction = correction;
  Bm__CaseCorrectionAsked *told = rt_message(call->arena, &bm__case_correction_asked__descriptor);
  told->case_number = rt_arena_text(call->arena, act->row.case_number);
  told->missing = in->missing;
  told->n_missing = in->n_missing;
  told->notes = in->notes;
  told->by = correction->by;
  intake_act_document(call, act, act->document, dom_time_day(call->now_us), false);
  intake_act_send(call, act, "case.correction_asked", &told->base);
  intake_act_time(act, INTAKE_TIMER_LAPSE, intake_lapse_at(by));
}

static const struct intake_act_kind kind = {
    .action = INTAKE_ACT_REQUEST_CORRECTION, .document = "BZ", .ends_timers = true, .apply = apply};

static void decode(struct rt_call *call) {
  intake_act_begin(call, &kind, request(call)->case_number);
}

static void validate(struct rt_call *call) {
  const char *by = request(call)->by;
  int32_t day;
  if (*by && !dom_date_parse(by, &day))
    rt_call_fault(call, "by", "请填写真实日期，格式 YYYY-MM-DD");
}

const struct rt_handler intake_request_correction = INTAKE_ACT_HANDLER(decode, validate);
