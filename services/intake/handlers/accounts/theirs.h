/* Which accounts an administrator has to do with. */
#ifndef INTAKE_HANDLERS_ACCOUNTS_THEIRS_H
#define INTAKE_HANDLERS_ACCOUNTS_THEIRS_H

#include "intake/rules/accounts/account.h"
#include "runtime/call/call.h"

/* Of their units, with no office elsewhere, and no operator's; false, and NOT_YOURS. The operator's key may all. */
bool intake_account_theirs(struct rt_call *call, const struct intake_account *account);

/* Whoever signs in to an account that bears an identity number sees all that person's matters, and mail goes where its
 * address says: both are the county's to set, never a township's. False, and NOT_YOURS with whom to ask. */
bool intake_account_person_theirs(struct rt_call *call);

#endif
