/* A slice of bytes that belongs to someone else, and the few questions HTTP asks of one. */
#ifndef RT_HTTP_TEXT_H
#define RT_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct rt_http_text {
  const char *at;
  size_t len;
};

/* Equal byte for byte to a C string. */
bool rt_http_text_is(struct rt_http_text text, const char *word);
/* Equal but for ASCII case. */
bool rt_http_text_is_nocase(struct rt_http_text text, const char *word);
/* A token of RFC 9110 §5.6.2, at least one character long. */
bool rt_http_text_is_token(struct rt_http_text text);
/* Is the character allowed in a token? */
bool rt_http_is_tchar(unsigned char c);
/* ASCII only. */
char rt_http_lower(char c);
/* The value of a hexadecimal digit, or -1. */
int rt_http_hex(unsigned char c);
/* Well-formed UTF-8 (RFC 3629: no overlong form, no surrogate, at most U+10FFFF). NUL is let through. */
bool rt_http_utf8_ok(const char *bytes, size_t len);

#endif
