/* GET /accounts — accounts of the administrator's unit and below, without anything that is sealed (G-02). */
#include "bianmin/intake.pb-c.h"
#include "intake/handlers/directory/put.h"
#include "intake/store/directory/accounts.h"

struct list {
  struct intake_account_page page;
  const char *after;
  int size;
};

static const Bm__ListAccountsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_accounts_request__descriptor);
}

static void decode(struct rt_call *call) {
  struct list *state = call->state;
  state->after = "";
  state->size = rt_page_size(request(call)->page_size);
  if (*request(call)->page_token)
    (void)rt_page_keys(call, request(call)->page_token, &state->after, 1);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *state = call->state;
  const size_t room = (size_t)state->size + 1;
  state->page.rows = rt_arena_array(call->arena, room, sizeof *state->page.rows);
  state->page.versions = rt_arena_array(call->arena, room, sizeof *state->page.versions);
  intake_accounts_list(pipe, request(call)->unit, call->subject->unit, request(call)->username, state->after,
                       state->size + 1, &state->page);
}

static void decide(struct rt_call *call) {
  if (*request(call)->unit)
    (void)intake_admin_may(call, request(call)->unit);
}

static Bm__Account *account_of(struct rt_arena *arena, const struct intake_account *account, int32_t version) {
  int roles[INTAKE_ROLE_LAST];
  size_t count = intake_roles_list(account->roles, account->role, roles);
  Bm__Account *message = rt_message(arena, &bm__account__descriptor);
  message->username = rt_arena_text(arena, account->username);
  message->name = rt_arena_text(arena, account->name);
  message->unit = rt_arena_text(arena, account->unit);
  message->closed = account->closed;
  message->version = version;
  message->roles = rt_arena_array(arena, count, sizeof *message->roles);
  for (size_t i = 0; i < count; i++)
    message->roles[message->n_roles++] = (Bm__Role__Enum)roles[i];
  message->offices = rt_arena_array(arena, account->office_count, sizeof *message->offices);
  for (size_t i = 0; i < account->office_count; i++)
    message->offices[message->n_offices++] = rt_arena_text(arena, account->offices[i]);
  return message;
}

static void reply(struct rt_call *call) {
  const struct list *state = call->state;
  Bm__ListAccountsReply *reply = rt_message(call->arena, &bm__list_accounts_reply__descriptor);
  size_t count = state->page.count < (size_t)state->size ? state->page.count : (size_t)state->size;
  reply->accounts = rt_arena_array(call->arena, count, sizeof *reply->accounts);
  for (size_t i = 0; i < count; i++)
    reply->accounts[reply->n_accounts++] = account_of(call->arena, &state->page.rows[i], state->page.versions[i]);
  reply->n_accounts = rt_page_fit((ProtobufCMessage *const *)reply->accounts, count);
  if (state->page.count > reply->n_accounts && reply->n_accounts)
    reply->next_page_token = rt_page_token(call->arena, &state->page.rows[reply->n_accounts - 1].username, 1);
  call->reply = &reply->base;
}

const struct rt_handler intake_list_accounts = {
    .state_size = sizeof(struct list), .decode = decode, .load = load, .decide = decide, .reply = reply};
