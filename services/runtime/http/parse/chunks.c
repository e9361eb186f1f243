/* A machine of six states, one byte a step outside of data. */
#include "runtime/http/parse/chunks.h"

enum { IN_SIZE, SIZE_LF, IN_DATA, DATA_CR, DATA_LF, LAST_CR, LAST_LF, DIGITS_MAX = 8 };

/* One byte of the frame around the data: the next state, or -1 if the byte can't stand here. */
static int frame_byte(struct rt_http_chunks *c, unsigned char byte) {
  int hex = rt_http_hex(byte);
  switch (c->state) {
  case IN_SIZE:
    if (hex >= 0 && c->digits < DIGITS_MAX) {
      c->digits++;
      c->left = c->left * 16 + (uint64_t)hex;
      return IN_SIZE;
    }
    return byte == '\r' && c->digits > 0 ? SIZE_LF : -1;
  case SIZE_LF:
    return byte != '\n' ? -1 : c->left > 0 ? IN_DATA : LAST_CR;
  case DATA_CR:
    return byte == '\r' ? DATA_LF : -1;
  case DATA_LF:
    c->digits = 0;
    return byte == '\n' ? IN_SIZE : -1;
  case LAST_CR:
    return byte == '\r' ? LAST_LF : -1;
  default:
    return -1;
  }
}

enum rt_http_chunk rt_http_chunks_next(struct rt_http_chunks *c, const char *bytes, size_t len, size_t *ret_eaten,
                                       struct rt_http_text *ret_data) {
  for (size_t i = 0; i < len; i++) {
    if (c->state == IN_DATA) {
      size_t piece = c->left < len - i ? (size_t)c->left : len - i;
      *ret_data = (struct rt_http_text){bytes + i, piece};
      *ret_eaten = i + piece;
      c->left -= piece;
      c->state = c->left > 0 ? IN_DATA : DATA_CR;
      return RT_HTTP_CHUNK_DATA;
    }
    *ret_eaten = i + 1;
    if (c->state == LAST_LF) {
      return bytes[i] == '\n' ? RT_HTTP_CHUNK_END : RT_HTTP_CHUNK_BAD;
    }
    int next = frame_byte(c, (unsigned char)bytes[i]);
    if (next < 0) {
      return RT_HTTP_CHUNK_BAD;
    }
    c->state = next;
  }
  *ret_eaten = len;
  return RT_HTTP_CHUNK_MORE;
}
