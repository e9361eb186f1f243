/* Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef RT_BASE_UTF8_H
#define RT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character `text` begins with, 0 when it is none; looks at no more than `left` bytes. */
size_t rt_utf8_next(const char *text, size_t left);

/* Whether all of it is UTF-8 without NUL; then the number of characters (code points). */
bool rt_utf8_valid(const char *text, size_t bytes, size_t *ret_characters);

#endif
