/* Days from a seed: the pure steps of the product under everything that may happen to them, one thing a step, and what
 * must always hold looked at after each. The same seed is the same day. */
#ifndef TESTS_FAULTS_SIMULATE_H
#define TESTS_FAULTS_SIMULATE_H

#include <stdbool.h>
#include <stdint.h>

/* What every world begins with. */
struct day {
  const char *world;
  uint64_t seed;
  uint64_t dice;
  int steps;       /* how many the day has */
  int step;        /* the one under way; steps: the end of the day, when all is well again */
  const char *bug; /* a mistake that is made on purpose, "" for none */
};

/* A number below `bound`. */
uint32_t day_roll(struct day *day, uint32_t bound);
/* One in `bound`. */
bool day_chance(struct day *day, uint32_t bound);
/* The mistake of that name is made on purpose. */
bool day_bug(const struct day *day, const char *name);

/* Says what broke, how to see it again, and ends the program with 1. */
__attribute__((noreturn, format(printf, 2, 3))) void day_broke(const struct day *day, const char *format, ...);

#define HOLDS(day, condition, ...)                                                                                     \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      day_broke(day, __VA_ARGS__);                                                                                     \
    }                                                                                                                  \
  } while (0)

/* The worlds; each lives a whole day. */
void simulate_broker(struct day *day);
void simulate_relay(struct day *day);

#endif
