/* One account of PutAccounts: from the message to the row that is kept, and what it must be. */
#ifndef INTAKE_HANDLERS_ACCOUNTS_PUT_H
#define INTAKE_HANDLERS_ACCOUNTS_PUT_H

#include "bianmin/intake.pb-c.h"
#include "domain/identity.h"
#include "intake/store/directory/accounts.h"
#include "intake/store/directory/directory.h"
#include "runtime/call/call.h"

struct intake_put_account {
  struct intake_account_put put; /* version 0: unchanged */
  char id_number[DOM_ID_TEXT];   /* normalised, "" for none */
  bool ends_sessions;
  bool again; /* it stands already by this very put: only the answer was lost */
};

struct intake_put_accounts {
  struct intake_put_account *rows;
  size_t count;
  struct intake_account_kept_list kept;
  struct intake_kept_list units; /* those that accounts and offices name, as far as there are any */
};

/* The message as row `i`, without its secrets. */
void intake_put_account_take(struct rt_call *call, size_t i, const Bm__Account *in);
/* What can be said of it alone, as faults of accounts[i]; then its content hash. */
void intake_put_account_check(struct rt_call *call, size_t i, const Bm__Account *in);
/* What is asked of the store: unit and offices exist, a new account has a password. False: refused. */
bool intake_put_account_stands(struct rt_call *call, size_t i, const Bm__Account *in);
/* On the web nobody reads what is sealed, so what is not said stays as it is: number and e-mail address of row `i`.
 * False: refused, for what is kept can't be opened and would be lost. */
bool intake_put_account_keep(struct rt_call *call, size_t i, Bm__Account *in);
/* Number and e-mail address as they are kept: sealed, the number with its blind index too. */
void intake_put_account_seal(struct rt_call *call, struct intake_put_account *row, const Bm__Account *in);

/* NULL if there is none. */
const struct intake_account_kept *intake_put_account_kept(const struct intake_put_accounts *state,
                                                          const char *username);

#endif
