#include "runtime/base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rt_buffer_free(struct rt_buffer *buffer) {
  free(buffer->data);
  *buffer = (struct rt_buffer){0};
}

void rt_buffer_clear(struct rt_buffer *buffer) {
  buffer->used = 0;
  if (buffer->data) {
    buffer->data[0] = 0;
  }
}

char *rt_buffer_reserve(struct rt_buffer *buffer, size_t more) {
  assert(more < SIZE_MAX / 4 && buffer->used < SIZE_MAX / 4);
  size_t wanted = buffer->used + more + 1;
  if (wanted > buffer->room) {
    size_t room = buffer->room * 2 > 64 ? buffer->room * 2 : 64;
    room = room > wanted ? room : wanted;
    char *data = realloc(buffer->data, room);
    if (!data) {
      fputs("out of memory\n", stderr);
      abort();
    }
    buffer->data = data;
    buffer->room = room;
  }
  buffer->data[buffer->used] = 0;
  return buffer->data + buffer->used;
}

void rt_buffer_add(struct rt_buffer *buffer, const void *data, size_t bytes) {
  char *end = rt_buffer_reserve(buffer, bytes);
  if (bytes) {
    memcpy(end, data, bytes);
  }
  buffer->used += bytes;
  buffer->data[buffer->used] = 0;
}

void rt_buffer_text(struct rt_buffer *buffer, const char *text) {
  rt_buffer_add(buffer, text, strlen(text));
}

/* Printed where it is to stand; again if there was no room. */
void rt_buffer_printf(struct rt_buffer *buffer, const char *format, ...) {
  enum { MOSTLY_ENOUGH = 64 };
  va_list args;
  va_list again;
  va_start(args, format);
  va_copy(again, args);
  char *end = rt_buffer_reserve(buffer, MOSTLY_ENOUGH);
  size_t room = buffer->room - buffer->used;
  int length = vsnprintf(end, room, format, args);
  va_end(args);
  assert(length >= 0);
  if ((size_t)length >= room) {
    vsnprintf(rt_buffer_reserve(buffer, (size_t)length), (size_t)length + 1, format, again);
  }
  va_end(again);
  buffer->used += (size_t)length;
}
