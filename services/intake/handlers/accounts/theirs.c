#include "intake/handlers/accounts/theirs.h"

#include "bianmin/options.pb-c.h"
#include "intake/handlers/directory/put.h"

#include <string.h>

bool intake_account_person_theirs(struct rt_call *call) {
  const char *own = call->subject ? call->subject->unit_path : "";
  if (!call->subject || (*own && !strchr(own, '/')))
    return true;
  rt_call_refuse(call, RT_PERMISSION_DENIED, "NOT_YOURS",
                 "这个账号登记了身份证号，能查看本人的全部办件；请由县级管理员核实本人后重设密码或者修改邮箱");
  return false;
}

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
