/* Which accounts an administrator has to do with. */
#ifndef INTAKE_HANDLERS_ACCOUNTS_THEIRS_H
#define INTAKE_HANDLERS_ACCOUNTS_THEIRS_H

#include "intake/rules/accounts/account.h"
#include "runtime/call/call.h"

/* Of their units, with no office elsewhere, and no operator's; false, and NOT_YOURS. The operator's key may all. */
bool intake_account_theirs(struct rt_call *call, const struct intake_account *account);

#endif
