/* The requests as bytes: HTTP heads and the JSON that a window, an office or a citizen sends. */
#ifndef DRIVE_WRITE_H
#define DRIVE_WRITE_H

#include <stddef.h>
#include <stdint.h>

enum { DRIVE_REQUEST = 2048, DRIVE_KEY = 37, DRIVE_ID = 19 };

/* SplitMix64. */
uint64_t drive_random(uint64_t *state);
/* A UUID of version 4 as text. */
void drive_key(uint64_t *state, char ret_key[DRIVE_KEY]);
/* The n-th of some fourteen million made-up citizen numbers with the right check character (GB 11643). */
void drive_id_number(uint64_t n, char ret_number[DRIVE_ID]);

/* A complete body for POST /v1/cases. `intent`: SUBMIT or ACCEPT. Answers its length. */
size_t drive_application(const char *item, const char *unit, uint64_t n, const char *intent, size_t room,
                         char *ret_body);

/* A whole request; token, key and body may be NULL. Answers its length; too long a one is a bug. */
size_t drive_request(const char *verb, const char *path, const char *token, const char *key, const char *body,
                     char ret_bytes[DRIVE_REQUEST]);

/* The text of a JSON string field that holds no escape, found by its name: "name":"value". 0 when it is not there or
 * has no room, else its length. */
size_t drive_field(const char *json, const char *name, size_t room, char *ret_value);

#endif
