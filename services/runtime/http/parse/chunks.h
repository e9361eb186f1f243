/* Decoder of a chunked body (RFC 9112 §7.1), pure and strict: the size is bare hexadecimal (no extension, no blank),
 * lines end in CRLF, and nothing but the empty line may follow the last chunk (no trailer fields). */
#ifndef RT_HTTP_CHUNKS_H
#define RT_HTTP_CHUNKS_H

#include "runtime/http/parse/text.h"

#include <stddef.h>
#include <stdint.h>

/* Start with all zero. */
struct rt_http_chunks {
  int state;
  int digits;
  uint64_t left; /* bytes of the present chunk that have not come yet */
};

enum rt_http_chunk {
  RT_HTTP_CHUNK_MORE, /* everything given was eaten, more must come */
  RT_HTTP_CHUNK_DATA, /* *ret_data is a piece of the body */
  RT_HTTP_CHUNK_END,  /* the body is over */
  RT_HTTP_CHUNK_BAD,  /* not a chunked body; give the decoder up */
};

/* One step. *ret_eaten bytes (of `len`) are done with; *ret_data is a slice of `bytes`, set with DATA only. */
enum rt_http_chunk rt_http_chunks_next(struct rt_http_chunks *chunks, const char *bytes, size_t len, size_t *ret_eaten,
                                       struct rt_http_text *ret_data);

#endif
