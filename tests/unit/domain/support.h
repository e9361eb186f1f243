/* What the tests of this room share: the county's calendar as shipped, dates as text, seeded chance. */
#ifndef TESTS_DOMAIN_SUPPORT_H
#define TESTS_DOMAIN_SUPPORT_H

#include "domain/calendar.h"

/* The calendar of deploy/data/calendar.txt, read once. */
const struct dom_calendar *shipped_calendar(void);

/* The day of a date that must be one. */
int32_t day_of(const char *text);

/* A seed from BM_TEST_SEED, else from the time; printed, so that a failure can be run again. */
uint64_t test_seed(const char *test);

/* The next number below `below` (> 0) of a seeded row. */
uint32_t chance(uint64_t *state, uint32_t below);

#endif
