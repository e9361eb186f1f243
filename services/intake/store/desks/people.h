/* Somebody by the blind index of their identity number, and who looked for them (I-16). */
#ifndef INTAKE_STORE_PEOPLE_H
#define INTAKE_STORE_PEOPLE_H

#include "intake/store/cases/cases.h"

enum { INTAKE_PERSON_CASES = 50 };

/* Their newest cases, and whether somebody with this number has an open account. */
struct intake_person {
  struct intake_case_row rows[INTAKE_PERSON_CASES];
  size_t count;
  bool has_account;
};
void intake_people_find(struct rt_pipe *pipe, struct rt_bytes blind, struct intake_person *into);

struct intake_lookup {
  const char *lookup; /* a new id */
  int64_t at;
  const char *account;
  const char *unit;
  struct rt_bytes person;
  bool found;
};
void intake_lookups_add(struct rt_pipe *pipe, const struct intake_lookup *lookup);

#endif
