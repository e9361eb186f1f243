#include "intake/rules/accounts/account.h"

#include "intake/rules/cases/flow.h"

bool intake_roles_mask(const int *roles, size_t count, uint32_t *ret_mask) {
  uint32_t mask = 0;
  for (size_t i = 0; i < count; i++) {
    if (roles[i] < 1 || roles[i] > INTAKE_ROLE_LAST || (mask & DOM_WHO(roles[i])))
      return false;
    mask |= DOM_WHO(roles[i]);
  }
  *ret_mask = mask;
  return true;
}

size_t intake_roles_list(uint32_t mask, int shown, int *ret_roles) {
  size_t count = 0;
  if (mask & DOM_WHO(shown))
    ret_roles[count++] = shown;
  for (int role = 1; role <= INTAKE_ROLE_LAST; role++)
    if (role != shown && (mask & DOM_WHO(role)))
      ret_roles[count++] = role;
  return count;
}

bool intake_account_check(const struct intake_account *account, struct dom_refusal *refusal) {
  /* Everyone but a citizen acts for a unit. */
  if (!*account->unit && account->roles != DOM_WHO(INTAKE_CITIZEN))
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "unit", "请填写所属单位；只有群众账号可以没有单位");
  if ((account->roles & DOM_WHO(INTAKE_REVIEWER)) && account->office_count == 0)
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "offices", "审批员账号须写明负责的科室");
  return true;
}

bool intake_password_check(const char *password, struct dom_refusal *refusal) {
  size_t characters = 0;
  for (const char *at = password; *at; at++)
    characters += ((unsigned char)*at & 0xC0) != 0x80; /* bytes that begin a UTF-8 character */
  if (characters >= INTAKE_PASSWORD_MIN)
    return true;
  return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "password", "密码至少 %d 个字符", INTAKE_PASSWORD_MIN);
}
