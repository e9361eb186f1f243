/* Text as a JSON string. */
#ifndef RT_BASE_QUOTE_H
#define RT_BASE_QUOTE_H

#include "runtime/base/buffer.h"

/* Appends `text` in double quotes with JSON's escapes; a byte that is not UTF-8 becomes U+FFFD, so that the result is
 * always JSON. */
void rt_quote(struct rt_buffer *out, const char *text, size_t bytes);

#endif
