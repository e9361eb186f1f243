/* Base64 with padding (RFC 4648 §4), for the bytes of internal messages that bmctl shows. */
#ifndef RT_JSON_BASE64_H
#define RT_JSON_BASE64_H

#include "runtime/base/buffer.h"
#include <stdbool.h>

void rt_base64_print(struct rt_buffer *out, const uint8_t *data, size_t bytes);
/* Strict: no spaces, padding where it belongs. `ret_data` has room for strlen(text) / 4 * 3 bytes. */
bool rt_base64_parse(const char *text, uint8_t *ret_data, size_t *ret_bytes);

#endif
