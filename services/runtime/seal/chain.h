/* The tamper-evident chain of the trail: link = SM3(previous link in hex, LF, text), the first after 64 zeros.
 */
#ifndef RT_SEAL_CHAIN_H
#define RT_SEAL_CHAIN_H

#include <stddef.h>

enum { RT_LINK_SIZE = 65 };

/* 64 zeros. */
extern const char rt_chain_start[RT_LINK_SIZE];

/* The link of `text` (bytes as stored) after `previous`, lower-case hex. `openssl dgst -sm3` gives the same. */
void rt_chain_link(const char previous[RT_LINK_SIZE], const char *text, size_t bytes, char ret_link[RT_LINK_SIZE]);

#endif
