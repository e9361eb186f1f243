/* One scalar, from JSON or from the text of a path or query, into the memory of a message. Only this room needs it. */
#ifndef RT_JSON_SCALAR_H
#define RT_JSON_SCALAR_H

#include "runtime/base/arena.h"
#include <jansson.h>
#include <stdbool.h>

/* NULL when `slot` was set, else what is wrong with the value, for people: static or in the arena. Not for messages. */
const char *rt_scalar_from_json(struct rt_arena *arena, const ProtobufCFieldDescriptor *field, const json_t *value,
                                void *slot);
const char *rt_scalar_from_text(struct rt_arena *arena, const ProtobufCFieldDescriptor *field, const char *text,
                                void *slot);

#endif
