/* Statements on accounts. */
#ifndef INTAKE_STORE_ACCOUNTS_H
#define INTAKE_STORE_ACCOUNTS_H

#include "intake/rules/accounts/account.h"
#include "runtime/pg/pipe.h"

/* What is kept of an account that is put again. */
struct intake_account_kept {
  const char *username;
  const char *password_hash;
  bool closed;
  struct rt_bytes hash;
  int32_t version;
  const char *unit;
  uint32_t roles;
  struct rt_bytes id_sealed; /* empty: no number */
  struct rt_bytes email_sealed;
};

struct intake_account_kept_list {
  struct intake_account_kept *rows; /* room for as many as names are asked for */
  size_t count;
};

void intake_accounts_kept(struct rt_pipe *pipe, const char *const *usernames, size_t count,
                          struct intake_account_kept_list *into);

/* An account with its secrets as they are kept. */
struct intake_account_put {
  struct intake_account account;
  const char *password_hash; /* "" keeps the one that is */
  struct rt_bytes id_blind;  /* empty: no number */
  struct rt_bytes id_sealed;
  struct rt_bytes email_sealed;
  struct rt_bytes hash;
  int32_t version; /* the new one */
};

/* New (version 1) or changed; loses when the row is not of the version before `version`. */
void intake_accounts_put(struct rt_pipe *pipe, const struct intake_account_put *put);

/* Its own password only; the account and its version stay. */
void intake_accounts_set_password(struct rt_pipe *pipe, const char *username, const char *password_hash);

struct intake_account_page {
  struct intake_account *rows; /* room for `limit` */
  int32_t *versions;
  size_t count;
};
/* Accounts from the one behind `after` on whose name begins so: of one unit, or ("") of all below `root`, citizens'
 * with the county's. */
void intake_accounts_list(struct rt_pipe *pipe, const char *unit, const char *root, const char *begins,
                          const char *after, int limit, struct intake_account_page *into);

/* An account with the name of its unit, and its password hash; `account.username` stays NULL if there is none. */
struct intake_account_row {
  struct intake_account account;
  const char *password_hash;
  const char *unit_name;
  bool bears_number; /* an identity number; of intake_accounts_load only */
};
void intake_accounts_load(struct rt_pipe *pipe, const char *username, struct intake_account_row *into);
/* How the statements of sessions read the same columns, from column `first` on. */
#define INTAKE_ACCOUNT_COLUMNS "a.username, a.name, a.role, a.roles, a.unit, a.offices, a.closed, coalesce(u.name, '')"
enum { INTAKE_ACCOUNT_COLUMN_COUNT = 8 };
void intake_accounts_read(const struct rt_row *row, int first, struct intake_account_row *into);

#endif
