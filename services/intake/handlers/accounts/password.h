/* Passwords: argon2id over 64 MiB, two passes, ≈ 80 ms of a processor; that is why the lane intake.account has two
 * threads and takes one request at a time, and why it is computed beside it (rt_call_compute). */
#ifndef INTAKE_HANDLERS_PASSWORD_H
#define INTAKE_HANDLERS_PASSWORD_H

#include "runtime/call/call.h"
#include <stdbool.h>

/* As libsodium writes it: parameters, salt and hash in one text, in the call's arena. */
char *intake_password_hash(struct rt_call *call, const char *password);

/* Takes the same time whether it matches or not. `hash` NULL (no such account): the time, and false. */
bool intake_password_matches(struct rt_call *call, const char *hash, const char *password);

#endif
