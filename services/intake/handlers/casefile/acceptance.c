#include "intake/handlers/casefile/acceptance.h"

#include "intake/handlers/casefile/told.h"

bool intake_item_of(const struct intake_case_more *more, struct intake_item *ret_item, struct dom_refusal *refusal) {
  if (!more->item_found)
    return dom_refuse(refusal, DOM_CONFLICT, "ITEM_ABOLISHED", NULL, "该事项已不在目录中；请联系事项管理人员");
  *ret_item = (struct intake_item){
      .abolished = more->item_status == BM__ITEM_STATUS__ENUM__ABOLISHED,
      .kind = (enum intake_kind)more->item_kind,
      .limits = {(int32_t)more->promised_days, (int32_t)more->statutory_days,
                 more->limit_unit == BM__LIMIT_UNIT__ENUM__CALENDAR ? DOM_UNIT_CALENDAR : DOM_UNIT_WORKING},
  };
  return true;
}

void intake_accept_as_of(struct rt_call *call, struct intake_act *act, int64_t as_of_us, struct dom_refusal *refusal) {
  const struct intake_case_more *more = &act->loaded.more;
  struct intake_item item;
  struct intake_acceptance acceptance;
  if (!intake_item_of(more, &item, refusal) ||
      !intake_accept(intake_things_of(call)->calendar, &item, as_of_us, intake_office_end(call), &acceptance, refusal))
    return;
  struct intake_case_row *row = &act->row;
  row->accepted_on = acceptance.accepted_on;
  row->promised_due = acceptance.dues.promised_due;
  row->statutory_due = acceptance.dues.statutory_due;
  row->receipt_number = act->document;
  row->item_version = more->item_version;
  act->record->refusal = NULL;
  const struct intake_parties parties = {more->parties, more->party_count};
  Bm__CaseAccepted *told = intake_told_accepted(call->arena, row, act->record, parties, &item, more->item_nature);
  if (call->subject && intake_opens_claimed(&item, &act->viewer, row->lead_office))
    intake_told_claimed(call, told);
  intake_act_send(call, act, "case.accepted", &told->base);
}
