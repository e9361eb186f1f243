/* What a file is by its content: libmagic, one cookie for the process. */
#ifndef INTAKE_HANDLERS_MAGIC_H
#define INTAKE_HANDLERS_MAGIC_H

#include "runtime/base/arena.h"
#include "runtime/base/status.h"

struct intake_magic;

/* Loads the system's list of types. */
RT_MUST_CHECK bool intake_magic_new(struct intake_magic **ret_magic, struct rt_error *error);
void intake_magic_destroy(struct intake_magic **magic);

/* "application/pdf"; "application/octet-stream" for what is not known. For one thread after the other. */
const char *intake_magic_type(struct intake_magic *magic, struct rt_arena *arena, const void *content, size_t size);

#endif
