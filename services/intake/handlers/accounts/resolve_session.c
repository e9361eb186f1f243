/* ResolveSession: who a token is, for the gateway; roles, unit and offices as they are now. */
#include "bianmin/intake.pb-c.h"
#include "domain/unitpath.h"
#include "intake/handlers/accounts/token.h"
#include "intake/store/directory/sessions.h"
#include "runtime/base/id.h"
#include "runtime/call/call.h"

struct resolve {
  struct rt_bytes hash;
  struct intake_session_row found;
};

static void resolve_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct resolve *state = call->state;
  const Bm__ResolveSessionRequest *in = rt_call_request(call, &bm__resolve_session_request__descriptor);
  state->hash = intake_token_hash(call->arena, in->token);
  intake_sessions_load(pipe, state->hash, &state->found);
}

static void resolve_decide(struct rt_call *call) {
  const struct resolve *state = call->state;
  if (!intake_session_holds(&state->found.session, call->now_us))
    rt_call_refuse(call, RT_UNAUTHENTICATED, "SESSION_ENDED", "登录已失效，请重新登录");
}

static void add_roles(struct rt_arena *arena, const struct intake_account *account, Bm__ResolveSessionReply *reply) {
  int roles[INTAKE_ROLE_LAST];
  size_t count = intake_roles_list(account->roles, account->role, roles);
  reply->roles = rt_arena_array(arena, count, sizeof *reply->roles);
  for (size_t i = 0; i < count; i++)
    reply->roles[reply->n_roles++] = (Bm__Role__Enum)roles[i];
}

static void add_offices(struct rt_arena *arena, const struct intake_account *account, Bm__ResolveSessionReply *reply) {
  reply->offices = rt_arena_array(arena, account->office_count, sizeof *reply->offices);
  for (size_t i = 0; i < account->office_count; i++)
    reply->offices[reply->n_offices++] = rt_arena_text(arena, account->offices[i]);
}

static void resolve_reply(struct rt_call *call) {
  const struct resolve *state = call->state;
  const struct intake_account *account = &state->found.account.account;
  char path[DOM_UNITPATH_TEXT] = "";
  char hex[2 * INTAKE_TOKEN_HASH + 1];
  Bm__ResolveSessionReply *reply = rt_message(call->arena, &bm__resolve_session_reply__descriptor);
  if (!dom_unitpath_of_code(account->unit, path))
    path[0] = '\0'; /* a citizen's: no unit */
  rt_hex(state->hash.data, state->hash.size, hex);
  reply->account = rt_arena_text(call->arena, account->username);
  reply->name = rt_arena_text(call->arena, account->name);
  reply->unit = rt_arena_text(call->arena, account->unit);
  reply->unit_path = rt_arena_text(call->arena, path);
  reply->unit_name = rt_arena_text(call->arena, state->found.account.unit_name);
  reply->session = rt_arena_text(call->arena, hex);
  add_roles(call->arena, account, reply);
  add_offices(call->arena, account, reply);
  call->reply = &reply->base;
}

const struct rt_handler intake_resolve_session = {
    .state_size = sizeof(struct resolve),
    .load = resolve_load,
    .decide = resolve_decide,
    .reply = resolve_reply,
};
