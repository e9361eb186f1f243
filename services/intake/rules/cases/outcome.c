#include "intake/rules/cases/outcome.h"

#include <stdio.h>
#include <string.h>

static bool given(const char *text, const char *field, const char *what, struct dom_refusal *refusal) {
  return *text ? true : dom_refuse(refusal, DOM_LACKS, "ACT_LACKS", field, "缺少%s，请填写", what);
}

bool intake_refuse_check(const char *reason, const char *law, struct dom_refusal *refusal) {
  return given(reason, "reason", "不予受理的理由", refusal) && given(law, "law", "不予受理的法律依据", refusal);
}

bool intake_reject_check(const char *reason, struct dom_refusal *refusal) {
  return given(reason, "reason", "驳回的理由", refusal);
}

bool intake_redirect_check(const char *where, const char *reason, struct dom_refusal *refusal) {
  return given(where, "to", "应当向哪个机关申请", refusal) && given(reason, "reason", "理由", refusal);
}

const char *intake_remedies(const char *nature, const char *county_name, char ret_text[INTAKE_REMEDIES_TEXT]) {
  static const char administrative[] = "行政";
  static const char other_power[] = "其他行政权力";
  if (strncmp(nature, administrative, sizeof administrative - 1) == 0 || strcmp(nature, other_power) == 0)
    snprintf(ret_text, INTAKE_REMEDIES_TEXT,
             "不服本决定的，可以自收到之日起六十日内向%.120s人民政府申请行政复议，也可以自收到之日起六个月内向%."
             "120s人民法院提起行政诉讼。",
             county_name, county_name);
  else
    snprintf(ret_text, INTAKE_REMEDIES_TEXT, "有异议的，可以向%.120s政务服务中心申请复核。", county_name);
  return ret_text;
}

bool intake_withdraw_check(bool pending, struct dom_refusal *refusal) {
  if (pending)
    return dom_refuse(refusal, DOM_CONFLICT, "WITHDRAWAL_PENDING", NULL, "撤回申请已经提出，正在等待审查环节终止");
  return true;
}

bool intake_deliver_check(enum intake_delivery method, const char *receiver, struct dom_refusal *refusal) {
  return method == INTAKE_ELECTRONIC || given(receiver, "receiver", "签收人姓名", refusal);
}
