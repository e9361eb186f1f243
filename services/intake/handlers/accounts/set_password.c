/* SetPassword: a new password, and the end of the account's sessions. */
#include "bianmin/intake.pb-c.h"
#include "intake/handlers/accounts/password.h"
#include "intake/handlers/accounts/theirs.h"
#include "intake/store/directory/sessions.h"
#include "runtime/call/call.h"

struct set_password {
  struct intake_account_row found;
  const char *hash;
};

static const Bm__SetPasswordRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__set_password_request__descriptor);
}

static void set_validate(struct rt_call *call) {
  struct dom_refusal refusal = {0};
  if (!intake_password_check(request(call)->password, &refusal))
    rt_call_fault(call, refusal.field, "%s", refusal.text);
}

static void set_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct set_password *state = call->state;
  intake_accounts_load(pipe, request(call)->username, &state->found);
}

static void set_decide(struct rt_call *call) {
  struct set_password *state = call->state;
  if (!state->found.account.username)
    rt_call_refuse(call, RT_NOT_FOUND, "ACCOUNT_NOT_FOUND", "没有这个账号；请核对用户名");
  else if (intake_account_theirs(call, &state->found.account) &&
           (!state->found.bears_number || intake_account_person_theirs(call)))
    state->hash = intake_password_hash(call, request(call)->password);
}

static void set_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct set_password *state = call->state;
  const char *username = state->found.account.username;
  const char **usernames = rt_arena_copy(call->arena, &username, sizeof username);
  intake_accounts_set_password(pipe, username, state->hash);
  intake_sessions_revoke_all(pipe, usernames, 1);
}

static void set_reply(struct rt_call *call) {
  call->reply = rt_message(call->arena, &bm__empty__descriptor);
}

const struct rt_handler intake_set_password = {
    .state_size = sizeof(struct set_password),
    .validate = set_validate,
    .load = set_load,
    .decide = set_decide,
    .save = set_save,
    .reply = set_reply,
};
