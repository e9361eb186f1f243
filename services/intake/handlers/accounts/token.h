/* Session tokens: 256 random bits as base64url; kept by their SHA-256 only. */
#ifndef INTAKE_HANDLERS_TOKEN_H
#define INTAKE_HANDLERS_TOKEN_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"

char *intake_token_new(struct rt_arena *arena);
/* SHA-256 of the token as text. */
struct rt_bytes intake_token_hash(struct rt_arena *arena, const char *token);
/* The hash from its hex, as subjects carry it; NULL data if it is none. */
struct rt_bytes intake_token_hash_of(struct rt_arena *arena, const char *hex);

#endif
