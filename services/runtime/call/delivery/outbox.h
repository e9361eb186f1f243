/* Where an outbox row's payload is sealed for; a dead letter keeps its row's. */
#ifndef RT_CALL_OUTBOX_H
#define RT_CALL_OUTBOX_H

#include "runtime/call/call.h"

struct rt_seal_place rt_outbox_place(struct rt_arena *arena, const char *stream, int64_t seq);

#endif
