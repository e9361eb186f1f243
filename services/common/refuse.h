/* A rule's refusal becomes the call's answer; the same table for every service. */
#ifndef COMMON_REFUSE_H
#define COMMON_REFUSE_H

#include "domain/refusal.h"
#include "runtime/call/call.h"

/* Does nothing when the rule allowed it. */
void common_refuse(struct rt_call *call, const struct dom_refusal *refusal);

#endif
