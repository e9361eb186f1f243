#include "intake/store/directory/accounts.h"

void intake_accounts_read(const struct rt_row *row, int first, struct intake_account_row *into) {
  int c = first;
  struct intake_account *account = &into->account;
  account->username = rt_row_text(row, c++);
  account->name = rt_row_text(row, c++);
  account->role = (int)rt_row_int(row, c++);
  account->roles = (uint32_t)rt_row_int(row, c++);
  account->unit = rt_row_text(row, c++);
  account->offices = rt_row_texts(row, c++, &account->office_count);
  account->closed = rt_row_bool(row, c++);
  into->unit_name = rt_row_text(row, c++);
}

static void read_row(const struct rt_row *row, void *into) {
  struct intake_account_row *account = into;
  intake_accounts_read(row, 0, account);
  account->password_hash = rt_row_text(row, INTAKE_ACCOUNT_COLUMN_COUNT);
  account->bears_number = rt_row_bool(row, INTAKE_ACCOUNT_COLUMN_COUNT + 1);
}

static const struct rt_statement load = {
    "accounts_load", "SELECT " INTAKE_ACCOUNT_COLUMNS ", a.password_hash, a.id_blind IS NOT NULL FROM accounts AS a "
                     "LEFT JOIN units AS u ON u.unit = a.unit WHERE a.username = $1"};

void intake_accounts_load(struct rt_pipe *pipe, const char *username, struct intake_account_row *into) {
  rt_pipe_run(pipe, &load, read_row, into, RT_P_TEXT(username));
}

static void read_kept(const struct rt_row *row, void *into) {
  struct intake_account_kept_list *list = into;
  struct intake_account_kept *kept = &list->rows[list->count++];
  kept->username = rt_row_text(row, 0);
  kept->password_hash = rt_row_text(row, 1);
  kept->closed = rt_row_bool(row, 2);
  kept->hash = rt_row_bytes(row, 3);
  kept->version = (int32_t)rt_row_int(row, 4);
  kept->unit = rt_row_text(row, 5);
  kept->roles = (uint32_t)rt_row_int(row, 6);
  kept->id_sealed = rt_row_bytes(row, 7);
  kept->email_sealed = rt_row_bytes(row, 8);
}

static const struct rt_statement kept = {
    "accounts_kept",
    "SELECT username, password_hash, closed, content_hash, version, unit, roles, id_sealed, email_sealed"
    " FROM accounts WHERE username = ANY ($1)"};

void intake_accounts_kept(struct rt_pipe *pipe, const char *const *usernames, size_t count,
                          struct intake_account_kept_list *into) {
  rt_pipe_run(pipe, &kept, read_kept, into, RT_P_ARRAY(RT_PARAM_TEXTS, usernames, count));
}

static const struct rt_statement put_account = {
    "accounts_put",
    "INSERT INTO accounts (username, password_hash, name, role, roles, unit, offices, id_blind, id_sealed, "
    "email_sealed, closed, content_hash, version) VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''::bytea), "
    "nullif($9, ''::bytea), nullif($10, ''::bytea), $11, $12, $13) "
    "ON CONFLICT (username) DO UPDATE SET "
    "password_hash = CASE WHEN $2 = '' THEN accounts.password_hash ELSE $2 END, name = excluded.name, "
    "role = excluded.role, roles = excluded.roles, unit = excluded.unit, offices = excluded.offices, "
    "id_blind = excluded.id_blind, id_sealed = excluded.id_sealed, email_sealed = excluded.email_sealed, "
    "closed = excluded.closed, content_hash = excluded.content_hash, "
    "version = CASE WHEN accounts.version = excluded.version - 1 THEN excluded.version ELSE rt_conflict() END"};

void intake_accounts_put(struct rt_pipe *pipe, const struct intake_account_put *put) {
  const struct intake_account *account = &put->account;
  rt_pipe_run(pipe, &put_account, NULL, NULL, RT_P_TEXT(account->username), RT_P_TEXT(put->password_hash),
              RT_P_TEXT(account->name), RT_P_INT(account->role), RT_P_INT(account->roles), RT_P_TEXT(account->unit),
              RT_P_ARRAY(RT_PARAM_TEXTS, account->offices, account->office_count), RT_P_BYTES(put->id_blind),
              RT_P_BYTES(put->id_sealed), RT_P_BYTES(put->email_sealed), RT_P_BOOL(account->closed),
              RT_P_BYTES(put->hash), RT_P_INT(put->version));
}

static const struct rt_statement set_password = {"accounts_set_password",
                                                 "UPDATE accounts SET password_hash = $2 WHERE username = $1"};

void intake_accounts_set_password(struct rt_pipe *pipe, const char *username, const char *password_hash) {
  rt_pipe_run(pipe, &set_password, NULL, NULL, RT_P_TEXT(username), RT_P_TEXT(password_hash));
}

static void read_listed(const struct rt_row *row, void *into) {
  struct intake_account_page *page = into;
  struct intake_account *account = &page->rows[page->count];
  int c = 0;
  account->username = rt_row_text(row, c++);
  account->name = rt_row_text(row, c++);
  account->role = (int)rt_row_int(row, c++);
  account->roles = (uint32_t)rt_row_int(row, c++);
  account->unit = rt_row_text(row, c++);
  account->offices = rt_row_texts(row, c++, &account->office_count);
  account->closed = rt_row_bool(row, c++);
  page->versions[page->count++] = (int32_t)rt_row_int(row, c++);
}

#define LISTED "SELECT username, name, role, roles, unit, offices, closed, version FROM accounts WHERE "
#define ONWARD " AND username > $2 AND starts_with(username, $3) ORDER BY username LIMIT $4"

static const struct rt_statement of_unit = {"accounts_of_unit", LISTED "unit = $1" ONWARD};
/* A unit's code begins with those above it; a citizen's account has none and is the county's. */
static const struct rt_statement below = {"accounts_below",
                                          LISTED "(starts_with(unit, $1) OR (unit = '' AND length($1) = 6))" ONWARD};

void intake_accounts_list(struct rt_pipe *pipe, const char *unit, const char *root, const char *begins,
                          const char *after, int limit, struct intake_account_page *into) {
  into->count = 0;
  rt_pipe_run(pipe, *unit ? &of_unit : &below, read_listed, into, RT_P_TEXT(*unit ? unit : root), RT_P_TEXT(after),
              RT_P_TEXT(begins), RT_P_INT(limit));
}
