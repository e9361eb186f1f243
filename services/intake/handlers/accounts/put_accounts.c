/* PutAccounts: accounts as loaded; all of the request or nothing (G-02). An account whose content and password are what
 * is kept changes nothing; a new password, or closing it, ends its sessions. */
#include "intake/handlers/accounts/put.h"

#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "domain/identity.h"
#include "domain/unitpath.h"
#include "intake/handlers/accounts/password.h"
#include "intake/handlers/accounts/theirs.h"
#include "intake/handlers/directory/put.h"
#include "intake/store/directory/sessions.h"

#include <string.h>

static const Bm__PutAccountsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__put_accounts_request__descriptor);
}

static void put_decode(struct rt_call *call) {
  struct intake_put_accounts *state = call->state;
  const Bm__PutAccountsRequest *in = request(call);
  size_t names = 0;
  state->count = in->n_accounts;
  state->rows = rt_arena_array(call->arena, state->count, sizeof *state->rows);
  state->kept.rows = rt_arena_array(call->arena, state->count, sizeof *state->kept.rows);
  for (size_t i = 0; i < state->count; i++) {
    intake_put_account_take(call, i, in->accounts[i]);
    names += 1 + in->accounts[i]->n_offices;
  }
  state->units.rows = rt_arena_array(call->arena, names, sizeof *state->units.rows);
}

static void put_validate(struct rt_call *call) {
  const Bm__PutAccountsRequest *in = request(call);
  for (size_t i = 0; i < in->n_accounts; i++)
    intake_put_account_check(call, i, in->accounts[i]);
}

static void put_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct intake_put_accounts *state = call->state;
  const Bm__PutAccountsRequest *in = request(call);
  const char **usernames = rt_arena_array(call->arena, state->count, sizeof *usernames);
  size_t most = 0;
  for (size_t i = 0; i < state->count; i++) {
    usernames[i] = in->accounts[i]->username;
    most += 1 + in->accounts[i]->n_offices;
  }
  const char **units = rt_arena_array(call->arena, most, sizeof *units);
  size_t count = 0;
  for (size_t i = 0; i < state->count; i++) {
    units[count++] = in->accounts[i]->unit;
    for (size_t j = 0; j < in->accounts[i]->n_offices; j++)
      units[count++] = in->accounts[i]->offices[j];
  }
  state->kept.count = 0;
  state->units.count = 0;
  intake_accounts_kept(pipe, usernames, state->count, &state->kept);
  intake_units_kept(pipe, units, count, &state->units);
}

static bool same(struct rt_bytes a, struct rt_bytes b) {
  return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* argon2 runs here, as at sign-in: it needs what was loaded, and no transaction is open. */
static void decide_row(struct rt_call *call, size_t i) {
  struct intake_put_accounts *state = call->state;
  struct intake_put_account *row = &state->rows[i];
  const char *password = request(call)->accounts[i]->password;
  const struct intake_account_kept *kept = intake_put_account_kept(state, row->put.account.username);
  if (row->again) {
    row->put.version = kept->version;
    return;
  }
  bool new_password = *password && !(kept && intake_password_matches(call, kept->password_hash, password));
  row->put.password_hash = new_password ? intake_password_hash(call, password) : "";
  row->ends_sessions = kept && (new_password || (row->put.account.closed && !kept->closed));
  if (!kept)
    row->put.version = 1;
  else if (new_password || !same(kept->hash, row->put.hash))
    row->put.version = kept->version + 1;
}

/* What reaches beyond a unit: offices elsewhere, roles that see the county, and somebody's identity, with all their
 * cases. */
static bool reach_ok(struct rt_call *call, const Bm__Account *in, uint32_t roles) {
  const uint32_t countywide = 1u << BM__ROLE__ENUM__COUNTY_SUPERVISOR | 1u << BM__ROLE__ENUM__DISCIPLINE_OFFICER;
  for (size_t j = 0; j < in->n_offices; j++)
    if (!intake_admin_may(call, in->offices[j]))
      return false;
  return !(*in->id_number || roles & countywide) || intake_admin_may(call, "");
}

/* As it was read; or as this very put left it, when its answer was lost and it comes again. */
static bool as_read(struct rt_call *call, size_t i, Bm__Account *in, const struct intake_account_kept *kept) {
  struct intake_put_accounts *state = call->state;
  struct intake_put_account *row = &state->rows[i];
  const bool next = kept && in->version == kept->version - 1;
  if (!next && in->version != (kept ? kept->version : 0)) {
    intake_put_changed(call, in->username);
    return false;
  }
  if (!intake_put_account_keep(call, i, in))
    return false;
  row->again = next && same(kept->hash, row->put.hash) &&
               (!*in->password || intake_password_matches(call, kept->password_hash, in->password));
  if (next && !row->again)
    intake_put_changed(call, in->username);
  return !next || row->again;
}

/* An administrator: of their units before and after, as it was read, neither their own account nor an operator's. */
static bool may_put(struct rt_call *call, size_t i) {
  const uint32_t closed_to = 1u << BM__ROLE__ENUM__OPERATOR;
  struct intake_put_accounts *state = call->state;
  Bm__Account *in = request(call)->accounts[i];
  const struct intake_account_kept *kept = intake_put_account_kept(state, in->username);
  const uint32_t roles = state->rows[i].put.account.roles | (kept ? kept->roles : 0);
  if (!call->subject)
    return true;
  if (!intake_admin_may(call, in->unit) || (kept && !intake_admin_may(call, kept->unit)) || !reach_ok(call, in, roles))
    return false;
  if (kept && kept->id_sealed.size && (*in->password || *in->email) && !intake_account_person_theirs(call))
    return false;
  if ((roles & closed_to) || strcmp(in->username, call->subject->account) == 0) {
    rt_call_refuse(call, RT_PERMISSION_DENIED, "NOT_YOURS", "不能修改自己的账号和运维账号；请由他人操作");
    return false;
  }
  return as_read(call, i, in, kept);
}

static void put_decide(struct rt_call *call) {
  struct intake_put_accounts *state = call->state;
  for (size_t i = 0; i < state->count; i++)
    if (!intake_put_account_stands(call, i, request(call)->accounts[i]))
      return;
  for (size_t i = 0; i < state->count; i++) {
    if (!may_put(call, i))
      return;
    decide_row(call, i);
  }
}

static ProtobufCMessage *event_of(const struct rt_call *call, const Bm__Account *in) {
  Bm__AccountPut *event = rt_message(call->arena, &bm__account_put__descriptor);
  char path[DOM_UNITPATH_TEXT] = "";
  if (!dom_unitpath_of_code(in->unit, path))
    path[0] = '\0'; /* a citizen's: no unit */
  event->username = in->username;
  event->name = in->name;
  event->roles = in->roles;
  event->n_roles = in->n_roles;
  event->unit = in->unit;
  event->unit_path = rt_arena_text(call->arena, path);
  event->offices = in->offices;
  event->n_offices = in->n_offices;
  event->email = in->email;
  event->active = !in->closed;
  return &event->base;
}

static void put_save(struct rt_call *call, struct rt_pipe *pipe) {
  struct intake_put_accounts *state = call->state;
  struct rt_send *events = rt_arena_array(call->arena, state->count, sizeof *events);
  const char **ended = rt_arena_array(call->arena, state->count, sizeof *ended);
  size_t event_count = 0, ended_count = 0;
  for (size_t i = 0; i < state->count; i++) {
    struct intake_put_account *row = &state->rows[i];
    const Bm__Account *in = request(call)->accounts[i];
    if (row->put.version == 0 || row->again)
      continue;
    intake_put_account_seal(call, row, in);
    intake_accounts_put(pipe, &row->put);
    events[event_count++] = (struct rt_send){rt_arena_printf(call->arena, "account:%s", in->username), row->put.version,
                                             "account.put", event_of(call, in), call->now_us};
    if (row->ends_sessions)
      ended[ended_count++] = in->username;
  }
  if (event_count > 0)
    rt_outbox_add(pipe, events, event_count);
  if (ended_count > 0)
    intake_sessions_revoke_all(pipe, ended, ended_count);
}

static void put_reply(struct rt_call *call) {
  const struct intake_put_accounts *state = call->state;
  Bm__PutReply *reply = rt_message(call->arena, &bm__put_reply__descriptor);
  for (size_t i = 0; i < state->count; i++) {
    int32_t version = state->rows[i].put.version;
    *(version == 0 ? &reply->unchanged : version == 1 ? &reply->added : &reply->changed) += 1;
  }
  call->reply = &reply->base;
}

const struct rt_handler intake_put_accounts = {
    .state_size = sizeof(struct intake_put_accounts),
    .decode = put_decode,
    .validate = put_validate,
    .load = put_load,
    .decide = put_decide,
    .save = put_save,
    .reply = put_reply,
};
