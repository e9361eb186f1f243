#include "intake/rules/agents/mandate.h"

#include <string.h>

enum intake_mandate_state intake_mandate_state(const struct intake_mandate *mandate, int32_t today) {
  if (mandate->ended)
    return INTAKE_MANDATE_TAKEN_BACK;
  return mandate->valid_until < today ? INTAKE_MANDATE_EXPIRED : INTAKE_MANDATE_GIVEN;
}

bool intake_mandate_until(int32_t valid_until, int32_t today, struct dom_refusal *refusal) {
  if (valid_until >= today && valid_until - today <= INTAKE_MANDATE_DAYS)
    return true;
  return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "validUntil", "委托期限应在今天以后、一年以内");
}

static bool covers(const struct intake_mandate *mandate, const char *item) {
  for (size_t i = 0; i < mandate->item_count; i++)
    if (strcmp(mandate->items[i], item) == 0)
      return true;
  return mandate->item_count == 0;
}

static const char *fault_of(const struct intake_mandate *mandate, const char *agent, const char *item, int32_t today) {
  if (!mandate->mandate || strcmp(mandate->agent, agent) != 0 || !mandate->of_applicant)
    return "代办须有申请人本人对您的委托；请先登记委托";
  if (mandate->ended)
    return "申请人已收回这份委托；请重新取得委托";
  if (mandate->valid_until < today)
    return "这份委托已过期；请重新取得委托";
  return covers(mandate, item) ? NULL : "这份委托不包括该事项；请补充委托";
}

bool intake_mandate_lets(const struct intake_mandate *mandate, const char *agent, const char *item, int32_t today,
                         struct dom_refusal *refusal) {
  const char *fault = fault_of(mandate, agent, item, today);
  return !fault || dom_refuse(refusal, DOM_LACKS, "MANDATE_NOT_VALID", "mandate", "%s", fault);
}
