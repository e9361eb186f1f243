/* Walking a message by its descriptor: where its fields lie in memory, what they are called in JSON, and how a place in
 * it is named to people. Only this room needs it. */
#ifndef RT_JSON_WALK_H
#define RT_JSON_WALK_H

#include "runtime/base/arena.h"
#include "runtime/json/rules.h"
#include <stdbool.h>

enum { RT_JSON_NAME_SIZE = 128 };

/* Where a value stands, as links from the leaf up to the body; lives on the stack of those who walk. */
struct rt_place {
  const struct rt_place *up; /* NULL: the body itself */
  const char *name;          /* proto name of a field; of a map's entry or an unknown member: as written */
  bool as_written;
  long index; /* in a list, else -1 */
};

/* The fault at `place` ("papers[2].name"; NULL or the body: ""). */
void rt_place_fault(struct rt_faults *faults, struct rt_arena *arena, const struct rt_place *place, const char *format,
                    ...) __attribute__((format(printf, 4, 5)));

/* lowerCamelCase of a proto name. */
void rt_json_name(const char *proto_name, char ret_name[RT_JSON_NAME_SIZE]);
/* The field whose JSON name this is, or NULL. */
const ProtobufCFieldDescriptor *rt_json_field(const ProtobufCMessageDescriptor *type, const char *json_name);

/* A repeated field that protoc made for map<…, …>: entries with the fields key and value. */
bool rt_field_is_map(const ProtobufCFieldDescriptor *field);
bool rt_field_is_list(const ProtobufCFieldDescriptor *field);
/* False only for a member of a oneof that is not the one set. */
bool rt_field_chosen(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/* Where the field's value lies; of a list: where the pointer to its entries lies. */
void *rt_field_slot(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);
/* The count of a list or map, or the number of the set member of a oneof. */
void *rt_field_count_slot(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);
size_t rt_field_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);
/* Where entry `index` of a list lies. */
void *rt_field_entry(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t index);
/* Bytes of one value in memory. */
size_t rt_field_size(const ProtobufCFieldDescriptor *field);

#endif
