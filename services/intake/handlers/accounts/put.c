#include "intake/handlers/accounts/put.h"

#include "domain/date.h"
#include "intake/things.h"
#include "runtime/base/id.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const struct rt_seal *seal_of(const struct rt_call *call) {
  const struct intake_things *things = call->service;
  return things->seal;
}

static void fault(struct rt_call *call, size_t i, const char *field, const char *text) {
  rt_call_fault(call, rt_arena_printf(call->arena, "accounts[%zu].%s", i, field), "%s", text);
}

void intake_put_account_take(struct rt_call *call, size_t i, const Bm__Account *in) {
  struct intake_put_accounts *state = call->state;
  state->rows[i].put.account = (struct intake_account){
      .username = in->username,
      .name = in->name,
      .role = in->n_roles > 0 ? (int)in->roles[0] : 0,
      .unit = in->unit,
      .offices = (const char *const *)in->offices,
      .office_count = in->n_offices,
      .closed = in->closed,
  };
}

static void check_roles(struct rt_call *call, size_t i, const Bm__Account *in) {
  struct intake_put_accounts *state = call->state;
  int *roles = rt_arena_array(call->arena, in->n_roles, sizeof *roles);
  for (size_t j = 0; j < in->n_roles; j++)
    roles[j] = (int)in->roles[j];
  if (!intake_roles_mask(roles, in->n_roles, &state->rows[i].put.account.roles))
    fault(call, i, "roles", "账号不能有这个岗位，或者同一岗位写了两次");
}

static void check_number(struct rt_call *call, size_t i, const Bm__Account *in) {
  struct intake_put_accounts *state = call->state;
  if (!*in->id_number)
    return;
  enum dom_id_refusal refusal =
      dom_citizen_number(in->id_number, dom_time_day(call->now_us), state->rows[i].id_number, NULL);
  if (refusal != DOM_ID_OK)
    fault(call, i, "idNumber", dom_id_refusal_text(refusal));
}

/* Keyed, for whoever reads the table could try identity numbers against a plain hash. The password is not in it: it is
 * tried against its own. */
static struct rt_bytes content_hash(const struct rt_call *call, const Bm__Account *in, char *id_number) {
  Bm__Account content = *in;
  uint8_t plain[crypto_hash_sha256_BYTES];
  char hex[2 * sizeof plain + 1];
  uint8_t *keyed = rt_arena_alloc(call->arena, RT_BLIND_SIZE);
  content.password = (char *)"";
  content.id_number = id_number;
  content.version = 0; /* counted here */
  uint8_t *packed = rt_arena_alloc(call->arena, bm__account__get_packed_size(&content) + 1);
  crypto_hash_sha256(plain, packed, bm__account__pack(&content, packed));
  rt_hex(plain, sizeof plain, hex);
  rt_seal_blind(seal_of(call), "account_content", hex, keyed);
  return (struct rt_bytes){keyed, RT_BLIND_SIZE};
}

static void check_twice(struct rt_call *call, size_t i) {
  const struct intake_put_accounts *state = call->state;
  for (size_t j = 0; j < i; j++)
    if (strcmp(state->rows[j].put.account.username, state->rows[i].put.account.username) == 0)
      fault(call, i, "username", "同一账号只能列一次");
}

void intake_put_account_check(struct rt_call *call, size_t i, const Bm__Account *in) {
  struct intake_put_accounts *state = call->state;
  struct intake_put_account *row = &state->rows[i];
  struct dom_refusal refusal = {0};
  check_twice(call, i);
  check_roles(call, i, in);
  check_number(call, i, in);
  if (!intake_account_check(&row->put.account, &refusal) ||
      (*in->password && !intake_password_check(in->password, &refusal)))
    fault(call, i, refusal.field, refusal.text);
  row->put.hash = content_hash(call, in, row->id_number);
}

const struct intake_account_kept *intake_put_account_kept(const struct intake_put_accounts *state,
                                                          const char *username) {
  for (size_t i = 0; i < state->kept.count; i++)
    if (strcmp(state->kept.rows[i].username, username) == 0)
      return &state->kept.rows[i];
  return NULL;
}

static const struct intake_kept *unit_kept(const struct intake_put_accounts *state, const char *unit) {
  for (size_t i = 0; i < state->units.count; i++)
    if (strcmp(state->units.rows[i].key, unit) == 0)
      return &state->units.rows[i];
  return NULL;
}

static bool lacks(struct rt_call *call, size_t i, const char *field, const char *code, const char *text) {
  rt_call_refuse(call, RT_INVALID_ARGUMENT, code, "%s", text);
  rt_call_refuse_field(call, rt_arena_printf(call->arena, "accounts[%zu].%s", i, field), "%s", text);
  return false;
}

bool intake_put_account_stands(struct rt_call *call, size_t i, const Bm__Account *in) {
  const struct intake_put_accounts *state = call->state;
  if (*in->unit && !unit_kept(state, in->unit))
    return lacks(call, i, "unit", "UNIT_NOT_FOUND", "没有这个单位；请先录入单位");
  for (size_t j = 0; j < in->n_offices; j++) {
    const struct intake_kept *office = unit_kept(state, in->offices[j]);
    if (!office || office->kind != INTAKE_UNIT_OFFICE)
      return lacks(call, i, rt_arena_printf(call->arena, "offices[%zu]", j), "UNIT_NOT_FOUND",
                   "没有这个科室；请先录入科室");
  }
  if (!*in->password && !intake_put_account_kept(state, in->username))
    return lacks(call, i, "password", "PASSWORD_MISSING", "新账号须有密码");
  return true;
}

/* What is kept sealed under a column of the account, or ""; NULL: refused. */
static char *kept_text(struct rt_call *call, const char *column, const char *username, struct rt_bytes kept) {
  struct rt_bytes text;
  struct rt_error error = {0};
  if (!kept.size)
    return rt_arena_text(call->arena, "");
  if (rt_seal_open(seal_of(call), call->arena, (struct rt_seal_place){"accounts", column, username}, kept, &text,
                   &error))
    return (char *)text.data;
  rt_call_refuse(call, RT_DATA_LOSS, "RECORD_UNREADABLE", "账号 %s 的密封资料打不开；请联系运维检查密钥", username);
  return NULL;
}

bool intake_put_account_keep(struct rt_call *call, size_t i, Bm__Account *in) {
  struct intake_put_accounts *state = call->state;
  struct intake_put_account *row = &state->rows[i];
  const struct intake_account_kept *kept = intake_put_account_kept(state, in->username);
  if (!kept)
    return true;
  char *email = *in->email ? in->email : kept_text(call, "email", in->username, kept->email_sealed);
  char *id_number = *row->id_number ? row->id_number : kept_text(call, "id_number", in->username, kept->id_sealed);
  if (!email || !id_number)
    return false;
  in->email = email;
  memmove(row->id_number, id_number, strnlen(id_number, sizeof row->id_number - 1) + 1);
  row->put.hash = content_hash(call, in, row->id_number);
  return true;
}

static struct rt_bytes sealed(const struct rt_call *call, const char *column, const char *username, const char *text) {
  return rt_seal_close(seal_of(call), call->arena, (struct rt_seal_place){"accounts", column, username}, text,
                       strlen(text));
}

void intake_put_account_seal(struct rt_call *call, struct intake_put_account *row, const Bm__Account *in) {
  if (*in->email)
    row->put.email_sealed = sealed(call, "email", in->username, in->email);
  if (!*row->id_number)
    return;
  uint8_t *blind = rt_arena_alloc(call->arena, RT_BLIND_SIZE);
  rt_seal_blind(seal_of(call), INTAKE_BLIND_ID, row->id_number, blind);
  row->put.id_blind = (struct rt_bytes){blind, RT_BLIND_SIZE};
  row->put.id_sealed = sealed(call, "id_number", in->username, row->id_number);
}
