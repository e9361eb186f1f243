/* The thread that takes turns: wakes that come in a row share one, and it ends at once even while it rests. */
#include "runtime/call/delivery/loop.h"

#include "runtime/base/clock.h"
#include <criterion/criterion.h>
#include <stdatomic.h>

enum { TURNS = 6, REST_MS = 30, LONG_MS = 60000 };

struct turns {
  atomic_int count;
  bool again; /* there is always more to do */
};

static bool turn(void *context) {
  struct turns *turns = context;
  return atomic_fetch_add(&turns->count, 1) + 1 < TURNS && turns->again;
}

Test(call_loop, wakes_in_a_row_share_a_turn) {
  struct turns turns = {.again = false};
  struct rt_loop *loop = NULL;
  int64_t began_ms = rt_clock_monotonic_ms();
  cr_assert(rt_loop_start(LONG_MS, REST_MS, turn, &turns, &loop, NULL));
  while (atomic_load(&turns.count) < TURNS) {
    rt_loop_wake(loop);
  }
  rt_loop_stop(&loop);
  cr_assert_geq(rt_clock_monotonic_ms() - began_ms, (TURNS - 1) * REST_MS);
}

/* With a rest of a minute these turns would take five: what has more to do does not rest, and a stop ends a rest. */
Test(call_loop, more_to_do_and_a_stop_wait_for_no_rest) {
  struct turns turns = {.again = true};
  struct rt_loop *loop = NULL;
  int64_t began_ms = rt_clock_monotonic_ms();
  cr_assert(rt_loop_start(LONG_MS, LONG_MS, turn, &turns, &loop, NULL));
  while (atomic_load(&turns.count) < TURNS) {
    rt_loop_wake(loop);
  }
  rt_loop_stop(&loop);
  cr_assert_lt(rt_clock_monotonic_ms() - began_ms, LONG_MS / 2);
}
