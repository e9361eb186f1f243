/* From a request as it came to a call that may be run: method, roles, message, field rules, decode, validate. No I/O.
 */
#ifndef RT_CALL_ADMIT_H
#define RT_CALL_ADMIT_H

#include "runtime/call/engine/job.h"
#include "runtime/wire/server.h"

struct rt_admission {
  const struct rt_method *methods; /* of the service, ended by a NULL name */
  const void *things;
  struct rt_arena *arena;
  int64_t now_us;
};

/* Fills the job; `done` with a refusal when it may not be run. A job whose handler is rt_deliver's is not decoded. */
void rt_admit(const struct rt_admission *admission, const struct rt_incoming *incoming, struct rt_job *ret_job);

/* (Re)starts a call: fresh state, no refusal, decoded and validated. */
void rt_job_begin(struct rt_job *job);

/* Whether the caller may call a method with these role bits; UNAUTHENTICATED or PERMISSION_DENIED, or RT_OK. */
enum rt_status rt_admit_roles(uint32_t roles, const char *caller, const Bm__Subject *subject_or_null);

#endif
