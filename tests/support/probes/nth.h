/* What becomes of an act when the n-th call of a kind fails, for n = 1, 2, 3 … (BM_NTH=all; else
 * fewer of the late ones) until none fails any more. Each round
 * acts on something fresh, in a process of its own with a connection of its own. Whatever fails: the act has all of its
 * effect or none, its answer is one of those that say "try again", nothing leaks, and the same request with the same
 * key then goes well, once. Link bm_test_nth: it puts itself before malloc, libpq and the calls that write, of our code
 * only. */
#ifndef TESTS_SUPPORT_PROBES_NTH_H
#define TESTS_SUPPORT_PROBES_NTH_H

#include "tests/support/engine.h"

enum nth_kind {
  NTH_MEMORY, /* malloc, calloc, realloc, strdup give NULL: the process may end by abort(), and only so (arena.h) */
  NTH_LOST,   /* the connection to the database ends before the n-th call of libpq */
  NTH_LIBPQ,  /* the n-th call of libpq says that it failed */
  NTH_WRITE,  /* open, mkostemp, write, fsync, rename: no space left */
  NTH__COUNT
};

struct nth {
  struct test_engine *engine; /* the fixture's: the process of a round puts an engine of its own there */
  void *context;
  /* Something to act on that nobody acted on. NULL: nothing is needed. */
  void (*prepare)(void *context);
  /* The act; the same request with the same key whenever it is called after one prepare. An event that is taken in, or
   * was, is RT_OK, one that failed RT_INTERNAL, any other RT_UNAVAILABLE (nth_event). */
  enum rt_status (*act)(void *context);
  bool keyless; /* a repeat is another act (signing in) */
};

enum rt_status nth_event(int result);

/* All rounds of the kinds (bits 1 << kind); the test fails at the first that breaks a promise. */
void nth_run(const struct nth *nth, unsigned kinds);

#endif
