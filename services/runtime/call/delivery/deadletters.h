/* Events a destination would not take, for the operator: shared by every service. Lists show no payload. */
#ifndef RT_CALL_DEADLETTERS_H
#define RT_CALL_DEADLETTERS_H

#include "runtime/call/call.h"

extern const struct rt_handler rt_list_dead_letters; /* ListDeadLettersRequest → ListDeadLettersReply, oldest first */
extern const struct rt_handler rt_retry_dead_letter; /* RetryDeadLetterRequest → Empty: back into the outbox, due now */

#endif
