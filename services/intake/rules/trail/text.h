/* One row of the trail as text: UTF-8 JSON with its keys in one order, as the chain hashes it. Written here and
 * read here, byte for byte:
 * {"case":…,"seq":…,"at":…,"actor":{"role":…,"unit":…,"name":…},"action":…,"from":…,"to":…,"reason":…} */
#ifndef INTAKE_RULES_TRAIL_TEXT_H
#define INTAKE_RULES_TRAIL_TEXT_H

#include "domain/must.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All texts are set; "" for none. */
struct intake_trail_text {
  const char *case_number;
  int seq;
  const char *at; /* RFC 3339, +08:00 */
  const char *role;
  const char *unit;
  const char *name; /* staff; an applicant's is masked */
  const char *action;
  const char *from;
  const char *to;
  const char *reason;
};

/* Like snprintf: writes at most `size` bytes with the NUL, returns the length the whole takes. */
size_t intake_trail_write(const struct intake_trail_text *entry, char *ret_text, size_t size);

/* Reads what write wrote; false for anything else, also for a byte more. `scratch` holds at least strlen(text) + 1
 * bytes and the texts of *ret_entry. */
DOM_MUST_CHECK bool intake_trail_read(const char *text, char *scratch, struct intake_trail_text *ret_entry);

/* Stars over the middle of every run of 11 digits or more, in place, so that a reason typed by hand holds neither a
 * mobile number nor an identity number. */
void intake_trail_scrub(char *text);

#endif
