/* A citizen's word that an agent may carry their matters (I-08): voluntary, for a time, taken back at will. */
#ifndef INTAKE_RULES_AGENTS_MANDATE_H
#define INTAKE_RULES_AGENTS_MANDATE_H

#include "domain/refusal.h"

#include <stddef.h>
#include <stdint.h>

enum { INTAKE_MANDATE_DAYS = 366 };

struct intake_mandate {
  const char *mandate; /* NULL: there is none */
  const char *agent;   /* account */
  const char *const *items;
  size_t item_count; /* 0: any matter */
  int32_t valid_until;
  bool ended;
  bool of_applicant; /* given by whom the case is for */
};

/* bm.MandateState */
enum intake_mandate_state { INTAKE_MANDATE_GIVEN = 1, INTAKE_MANDATE_TAKEN_BACK, INTAKE_MANDATE_EXPIRED };
enum intake_mandate_state intake_mandate_state(const struct intake_mandate *mandate, int32_t today);

/* Its last day lies between today and a year from now; else at validUntil. */
bool intake_mandate_until(int32_t valid_until, int32_t today, struct dom_refusal *refusal);

/* MANDATE_NOT_VALID at `mandate`, saying why, unless it lets this agent hand in this item for this applicant today. */
bool intake_mandate_lets(const struct intake_mandate *mandate, const char *agent, const char *item, int32_t today,
                         struct dom_refusal *refusal);

#endif
