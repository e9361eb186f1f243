/* Protobuf ⇄ JSON by descriptor, the proto3 mapping narrowed to what the API says: every field is in an answer, defaults
 * too; an absent message is left out; enums by the name behind their message's prefix ("SUBMITTED"); int64 as text;
 * unknown and repeated members refused. */
#ifndef RT_JSON_JSON_H
#define RT_JSON_JSON_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/json/rules.h"

/* Parses `text` (strict UTF-8, ≤ 64 levels) into a message in the arena; faults (at most 20) name their fields as
 * "applicant.idNumber" or "papers[2].name". Returns NULL if there was any fault. Map entries are sorted by key, so that
 * equal objects pack to equal bytes. `fields` are the field rules of the message (required, max, like). */
ProtobufCMessage *rt_json_parse(struct rt_arena *arena, const ProtobufCMessageDescriptor *type, const char *text,
                                size_t bytes, struct rt_faults *faults);

/* Sets one scalar field from a path variable or query parameter (`json_name`), before rt_rules_check. */
void rt_json_set(struct rt_arena *arena, ProtobufCMessage *message, const char *json_name, const char *value,
                 struct rt_faults *faults);

/* The message as compact JSON behind what the buffer holds. */
void rt_json_print(const ProtobufCMessage *message, struct rt_buffer *out);

#endif
