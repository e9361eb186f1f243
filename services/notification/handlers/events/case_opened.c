/* case.submitted and case.accepted carry the case: it is known here from then on, with the applicant's side. */
#include "notification/handlers/events/tell.h"

#include "bianmin/events.pb-c.h"
#include "notification/things.h"
#include <string.h>

static void open_case(struct rt_call *call, const struct notification_case *known, const Bm__CaseParties *parties) {
  struct notification_telling *telling = call->state;
  notification_tell_decode(call);
  telling->opens = true;
  telling->known = *known;
  telling->about.office = known->lead_office;
  if (!parties)
    return;
  telling->known.masked_name = parties->masked_name;
  telling->email = parties->email;
  telling->about.accounts = (const char *const *)parties->accounts;
  telling->about.account_count = parties->n_accounts;
}

static const char *joined(struct rt_arena *arena, const char *const *texts, size_t count) {
  const char *all = "";
  for (size_t i = 0; i < count; i++)
    all = rt_arena_printf(arena, "%s%s%s", all, i == 0 ? "" : " ", texts[i]);
  return all;
}

static struct notification_case row_of(const struct rt_call *call) {
  const struct notification_things *things = call->service;
  const struct notification_telling *telling = call->state;
  struct notification_case row = telling->known;
  const struct rt_seal_place place = {notification_cases_table, "email_sealed", row.case_number};
  row.accounts = joined(call->arena, telling->about.accounts, telling->about.account_count);
  if (*telling->email)
    row.email_sealed = rt_seal_close(things->seal, call->arena, place, telling->email, strlen(telling->email));
  return row;
}

static void open_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct notification_case *rows = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *rows);
  for (size_t i = 0; i < count; i++)
    rows[i] = row_of(calls[i]);
  notification_cases_put(pipe, rows, count);
  notification_tell_save_all(calls, count, pipe);
}

static void submitted_decode(struct rt_call *call) {
  const Bm__CaseSubmitted *in = rt_call_request(call, &bm__case_submitted__descriptor);
  open_case(call,
            &(struct notification_case){.case_number = in->case_number,
                                        .unit = in->unit,
                                        .unit_path = in->unit_path,
                                        .item_name = in->item_name,
                                        .lead_office = "",
                                        .masked_name = ""},
            in->parties);
}

static void accepted_decode(struct rt_call *call) {
  const Bm__CaseAccepted *in = rt_call_request(call, &bm__case_accepted__descriptor);
  open_case(call,
            &(struct notification_case){.case_number = in->case_number,
                                        .unit = in->unit,
                                        .unit_path = in->unit_path,
                                        .item_name = in->item_name,
                                        .lead_office = in->lead_office,
                                        .masked_name = ""},
            in->parties);
}

const struct rt_handler notification_on_case_submitted = {
    .state_size = sizeof(struct notification_telling),
    .decode = submitted_decode,
    .load_all = notification_tell_load_all,
    .decide = notification_tell_decide,
    .save_all = open_save_all,
};

const struct rt_handler notification_on_case_accepted = {
    .state_size = sizeof(struct notification_telling),
    .decode = accepted_decode,
    .load_all = notification_tell_load_all,
    .decide = notification_tell_decide,
    .save_all = open_save_all,
};
