/* An item with its guide, as it is loaded and listed (I-02, I-03). What acceptance asks of an item is rules/cases. */
#ifndef INTAKE_RULES_DIRECTORY_GUIDE_H
#define INTAKE_RULES_DIRECTORY_GUIDE_H

#include "domain/refusal.h"
#include <stddef.h>
#include <stdint.h>

/* Kind, tier, limit unit, publish and status have the numbers of their enums in the proto. */
struct intake_guide {
  const char *item; /* its code; NULL: there is none */
  const char *name;
  const char *category;
  const char *nature;
  int kind;
  const char *lead_office; /* name */
  const char *const *other_offices;
  size_t other_office_count;
  int lowest_tier;
  int32_t statutory_days;
  int32_t promised_days;
  int limit_unit;
  bool in_person;
  bool provisional_allowed;
  bool commitment_allowed;
  int32_t fee_yuan;
  int publish;
  int status;
  const char *const *papers;
  size_t paper_count;
  const char *const *papers_missing_ok; /* those of `papers` that may be missing at first (I-07) */
  size_t missing_ok_count;
  int32_t version;
};

/* What was not said: working days (art. 82), decided at the county, nothing published. */
void intake_guide_defaults(struct intake_guide *guide);

/* A guide the case rules can work with: the promise within the law's limit, 0 days for an immediate item and for no
 * other, a joint item names who joins, no office or paper twice. The field named is of the item. */
bool intake_guide_check(const struct intake_guide *guide, struct dom_refusal *refusal);

#endif
