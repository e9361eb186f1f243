/* Protobuf ⇄ JSON by descriptor, the proto3 mapping narrowed to what the API says: every field is in an answer,
 * defaults too; an absent message is left out; enums by the name behind their message's prefix ("SUBMITTED"); int64 as
 * text; unknown and repeated members refused. */
#ifndef RT_JSON_JSON_H
#define RT_JSON_JSON_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/json/rules.h"

/* A field whose value stands outside of the JSON text: a path variable or a query parameter. */
struct rt_json_given {
  const char *name; /* as in JSON: "caseNumber" */
  const char *value;
};

/* Parses `text` (strict UTF-8, ≤ 64 levels; "{}" where there is none) into a message in the arena, then sets the scalar
 * fields that are `given` (a member of that name in the text is a fault; so is a value that is none of the field's
 * type). `required` (presence, in the text or given) is checked here by the table of rt_rules_use, all other rules by
 * rt_rules_check; the caller calls both. Faults name their fields as "applicant.idNumber" or "papers[2].name". Returns
 * NULL if there was any fault (at most 20 are kept). `null` is as absent. Map entries are sorted by key, so that equal
 * objects pack to equal bytes. */
ProtobufCMessage *rt_json_parse(struct rt_arena *arena, const ProtobufCMessageDescriptor *type, const char *text,
                                size_t bytes, const struct rt_json_given *given, size_t given_count,
                                struct rt_faults *faults);

/* The message as compact JSON behind what the buffer holds. */
void rt_json_print(const ProtobufCMessage *message, struct rt_buffer *out);

#endif
