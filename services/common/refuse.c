#include "common/refuse.h"

static const enum rt_status statuses[DOM_REFUSAL__COUNT] = {
    [DOM_ALLOWED] = RT_OK,
    [DOM_HIDDEN] = RT_NOT_FOUND,
    [DOM_FORBIDDEN] = RT_PERMISSION_DENIED,
    [DOM_CONFLICT] = RT_FAILED_PRECONDITION,
    [DOM_LACKS] = RT_INVALID_ARGUMENT,
    [DOM_TOO_MANY] = RT_RESOURCE_EXHAUSTED,
};

void common_refuse(struct rt_call *call, const struct dom_refusal *refusal) {
  if (refusal->kind == DOM_ALLOWED)
    return;
  rt_call_refuse(call, statuses[refusal->kind], refusal->code, "%s", refusal->text);
  if (refusal->field)
    rt_call_refuse_field(call, refusal->field, "%s", refusal->text);
}
