/* What people read for the values of enums. */
#ifndef NOTIFICATION_HANDLERS_EVENTS_WORDS_H
#define NOTIFICATION_HANDLERS_EVENTS_WORDS_H

#include <protobuf-c/protobuf-c.h>

/* Chinese; "" for a value nobody is told of. Static text. */
const char *notification_word(const ProtobufCEnumDescriptor *of, int value);

#endif
