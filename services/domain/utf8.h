/* UTF-8 by character, inside this library: names are kept and cut at characters, never in one. */
#ifndef DOM_UTF8_H
#define DOM_UTF8_H

#include <stddef.h>

/* Bytes of the well-formed UTF-8 character at text (1–4) within size bytes; 0 if there is none (also at a NUL). */
size_t dom_utf8_length(const char *text, size_t size);

#endif
