/* Parameters in PostgreSQL's binary format. */
#ifndef RT_PG_PARAM_H
#define RT_PG_PARAM_H

#include "runtime/pg/pipe.h"
#include <libpq-fe.h>

/* The type a parameter of this kind is prepared with; 0 (the server infers) for RT_PARAM_NULL. */
Oid rt_param_type(enum rt_param_kind kind);

/* The value as libpq takes it, in the arena; NULL = SQL NULL. A text that should be a UUID and is none is sent as NULL:
 * it matches nothing, for what a peer sent is never a reason to stop. */
const char *rt_param_encode(struct rt_arena *arena, const struct rt_param *param, int *ret_length);

#endif
