/* UUIDv7 (RFC 9562): keys that sort by time, 36 characters as text; and random bytes. */
#ifndef RT_BASE_ID_H
#define RT_BASE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RT_ID_SIZE = 37 };

/* A new id for the time given; never twice in a process, random enough (74 bits) between processes. */
void rt_id_new(int64_t now_us, char ret_text[RT_ID_SIZE]);
/* Any UUID in the canonical 8-4-4-4-12 form, either case. */
bool rt_id_valid(const char *text);
/* Random bytes from the kernel. */
void rt_random(void *ret_data, size_t bytes);
/* Lower-case hex, NUL behind: `ret_text` holds 2 * bytes + 1. */
void rt_hex(const void *data, size_t bytes, char *ret_text);

#endif
