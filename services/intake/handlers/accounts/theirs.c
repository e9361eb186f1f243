#include "intake/handlers/accounts/theirs.h"

#include "bianmin/options.pb-c.h"
#include "intake/handlers/directory/put.h"

bool intake_account_theirs(struct rt_call *call, const struct intake_account *account) {
  if (!intake_admin_may(call, account->unit))
    return false;
  for (size_t i = 0; i < account->office_count; i++)
    if (!intake_admin_may(call, account->offices[i]))
      return false;
  if (!call->subject || !(account->roles & 1u << BM__ROLE__ENUM__OPERATOR))
    return true;
  rt_call_refuse(call, RT_PERMISSION_DENIED, "NOT_YOURS", "运维账号由运维工具管理");
  return false;
}
