/* POST /accounts/{a}:endSessions — every session of an account ends, seen by the gateways within 5 s (G-02). */
#include "bianmin/intake.pb-c.h"
#include "intake/handlers/accounts/theirs.h"
#include "intake/store/directory/sessions.h"

static const Bm__EndSessionsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__end_sessions_request__descriptor);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  intake_accounts_load(pipe, request(call)->username, call->state);
}

static void decide(struct rt_call *call) {
  const struct intake_account_row *found = call->state;
  if (!found->account.username)
    rt_call_refuse(call, RT_NOT_FOUND, "ACCOUNT_NOT_FOUND", "没有这个账号；请核对用户名");
  else
    (void)intake_account_theirs(call, &found->account);
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct intake_account_row *found = call->state;
  const char **usernames = rt_arena_copy(call->arena, &found->account.username, sizeof *usernames);
  intake_sessions_revoke_all(pipe, usernames, 1);
}

static void reply(struct rt_call *call) {
  call->reply = rt_message(call->arena, &bm__empty__descriptor);
}

const struct rt_handler intake_end_sessions = {
    .state_size = sizeof(struct intake_account_row), .load = load, .decide = decide, .save = save, .reply = reply};
