/* Bytes that grow: for packing, logging, building texts. Plain data; zero-initialise; a NUL is kept behind the last
 * byte. */
#ifndef RT_BASE_BUFFER_H
#define RT_BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct rt_buffer {
  char *data;
  size_t used;
  size_t room;
};

/* A view of bytes somebody else owns. */
struct rt_bytes {
  const uint8_t *data;
  size_t size;
};

void rt_buffer_free(struct rt_buffer *buffer);
void rt_buffer_clear(struct rt_buffer *buffer);
/* Room for `more` bytes behind `used`; returns where they begin; the caller adds what it wrote to `used`. */
char *rt_buffer_reserve(struct rt_buffer *buffer, size_t more);
void rt_buffer_add(struct rt_buffer *buffer, const void *data, size_t bytes);
void rt_buffer_text(struct rt_buffer *buffer, const char *text);
void rt_buffer_printf(struct rt_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
