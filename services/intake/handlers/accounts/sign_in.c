/* POST /sessions — local accounts, throttled by username (G-02). A wrong password, an unknown username and a closed
 * account take the same time and get the same answer. */
#include "bianmin/intake.pb-c.h"
#include "common/refuse.h"
#include "domain/date.h"
#include "intake/handlers/accounts/password.h"
#include "intake/handlers/accounts/token.h"
#include "intake/store/directory/sessions.h"
#include "intake/things.h"
#include "runtime/call/call.h"

struct sign_in {
  struct intake_tries seen;
  struct intake_tries tries;
  struct intake_account_row found;
  uint8_t username[RT_BLIND_SIZE];
  const char *token;
  int64_t expires_at_us;
};

static const Bm__SignInRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__sign_in_request__descriptor);
}

static struct rt_bytes username_blind(const struct sign_in *state) {
  return (struct rt_bytes){state->username, sizeof state->username};
}

static void sign_in_decode(struct rt_call *call) {
  const struct intake_things *things = call->service;
  struct sign_in *state = call->state;
  rt_seal_blind(things->seal, "sign_in", request(call)->username, state->username);
  state->token = intake_token_new(call->arena);
  state->expires_at_us = call->now_us + things->session_us;
}

static void sign_in_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct sign_in *state = call->state;
  state->seen = (struct intake_tries){0};
  state->found = (struct intake_account_row){0};
  intake_tries_load(pipe, username_blind(state), &state->seen);
  intake_accounts_load(pipe, request(call)->username, &state->found);
}

/* argon2 runs here: it needs what was loaded, is the processor's work alone, and no transaction is open meanwhile. */
static bool is_them(struct rt_call *call) {
  const struct sign_in *state = call->state;
  bool matches = intake_password_matches(call, state->found.password_hash, request(call)->password);
  return matches && !state->found.account.closed;
}

static void sign_in_decide(struct rt_call *call) {
  struct sign_in *state = call->state;
  struct dom_refusal refusal = {0};
  int32_t wait_s = 0;
  state->tries = state->seen;
  if (!intake_try_allowed(&state->seen, call->now_us, &wait_s, &refusal)) {
    common_refuse(call, &refusal);
    call->refusal->retry_after_s = wait_s;
    return;
  }
  if (is_them(call))
    return;
  intake_try_failed(&state->tries, call->now_us);
  rt_call_refuse_and_mark(call, RT_UNAUTHENTICATED, "SIGN_IN_FAILED", "用户名或者密码不正确；忘记密码请联系管理员");
}

static void sign_in_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct sign_in *state = call->state;
  if (call->refusal) {
    intake_tries_save(pipe, username_blind(state), &state->tries, state->seen.failures);
    return;
  }
  intake_sessions_add(pipe, intake_token_hash(call->arena, state->token), state->found.account.username, call->now_us,
                      state->expires_at_us);
  if (state->seen.failures > 0)
    intake_tries_clear(pipe, username_blind(state));
}

static void sign_in_reply(struct rt_call *call) {
  const struct sign_in *state = call->state;
  const struct intake_account *account = &state->found.account;
  char text[DOM_TIME_TEXT];
  Bm__SignInReply *reply = rt_message(call->arena, &bm__sign_in_reply__descriptor);
  reply->token = rt_arena_text(call->arena, state->token);
  reply->expires_at = rt_arena_text(call->arena, dom_time_format(state->expires_at_us, text));
  reply->subject = rt_message(call->arena, &bm__session_subject__descriptor);
  reply->subject->role = (Bm__Role__Enum)account->role;
  reply->subject->unit = rt_arena_text(call->arena, account->unit);
  reply->subject->name = rt_arena_text(call->arena, account->name);
  call->reply = &reply->base;
}

const struct rt_handler intake_sign_in = {
    .state_size = sizeof(struct sign_in),
    .decode = sign_in_decode,
    .load = sign_in_load,
    .decide = sign_in_decide,
    .save = sign_in_save,
    .reply = sign_in_reply,
};
