/* Every end can be rated: delivered, refused, redirected, withdrawn, lapsed (DOMAIN.md "The case, from door to door").
 */
#include "evaluation/handlers/events/cases.h"

#define ON_END(name, message, state, fact)                                                                             \
  static void name##_save(struct rt_call *call, struct rt_pipe *pipe) {                                                \
    const Bm__##message *in = rt_call_request(call, &bm__##name##__descriptor);                                        \
    evaluation_end_case(call, pipe, in->case_number, BM__CASE_STATE__ENUM__##state, EVALUATION_FACT_##fact);           \
  }                                                                                                                    \
  const struct rt_handler evaluation_on_##name = {.save = name##_save}

ON_END(case_delivered, CaseDelivered, DELIVERED, NOTHING);
ON_END(case_refused, CaseRefused, REFUSED, REFUSED);
ON_END(case_redirected, CaseRedirected, REDIRECTED, REDIRECTED);
ON_END(case_withdrawn, CaseWithdrawn, WITHDRAWN, WITHDRAWN);
ON_END(case_lapsed, CaseLapsed, LAPSED, LAPSED);
