/* A quotation mark is printed as it is. */
#include "runtime/json/json.h"

#include <string.h>

void __real_rt_json_print(const ProtobufCMessage *message, struct rt_buffer *text);
void __wrap_rt_json_print(const ProtobufCMessage *message, struct rt_buffer *text);

void __wrap_rt_json_print(const ProtobufCMessage *message, struct rt_buffer *text) {
  __real_rt_json_print(message, text);
  for (size_t i = 0; i + 1 < text->used; i++) {
    if (text->data[i] == '\\' && text->data[i + 1] == '"') {
      text->data[i] = ' ';
    }
  }
}
