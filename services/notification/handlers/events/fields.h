/* Fields of an event's message as texts: what templates and the table of who is told may name, read by descriptor, so
 * that a new event needs a row and a template and nothing else. */
#ifndef NOTIFICATION_HANDLERS_EVENTS_FIELDS_H
#define NOTIFICATION_HANDLERS_EVENTS_FIELDS_H

#include "runtime/base/arena.h"
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* Whether the message has the field in a kind that can be told: text, list of texts, enum. */
bool notification_field_tells(const ProtobufCMessageDescriptor *type, const char *field);
/* For people: a text as it is, a list with "、" between, an enum in Chinese; "" where there is none. */
const char *notification_field_text(struct rt_arena *arena, const ProtobufCMessage *message, const char *field);

/* Whether the message has the field in a kind the table can compare: text, enum, bool. */
bool notification_field_compares(const ProtobufCMessageDescriptor *type, const char *field);
/* For the table: an enum by its name, a bool as "true" or "false"; "" where there is none. */
const char *notification_field_word(const ProtobufCMessage *message, const char *field);

#endif
