/* A connection that never stands: nobody is there, or the handshake was garbled and libzmq has given it up for good. */
#include "runtime/base/clock.h"
#include "runtime/wire/link.h"

#include <criterion/criterion.h>
#include <zmq.h>

Test(link, one_that_never_stands_is_made_anew) {
  void *context = zmq_ctx_new();
  struct rt_keys keys = {.identity = "intake"};
  cr_assert_eq(zmq_curve_keypair(keys.public_key, keys.secret_key), 0);
  cr_assert_eq(zmq_curve_keypair(keys.broker_key, keys.secret_key), 0);
  cr_assert_eq(zmq_curve_keypair(keys.public_key, keys.secret_key), 0);
  struct rt_link link = {.context = context, .keys = &keys, .endpoint = "ipc:///nowhere/front"};
  rt_link_open(&link);
  cr_assert_not_null(link.socket);
  int64_t now_ms = rt_clock_monotonic_ms();
  cr_assert_not(rt_link_broken(&link, now_ms));
  cr_assert(rt_link_broken(&link, now_ms + RT_LINK_GIVEN_UP_MS));
  rt_link_open(&link);
  cr_assert_not(rt_link_broken(&link, rt_clock_monotonic_ms()), "a new socket has its time");
  cr_assert_eq(link.opened, 2);
  rt_link_close(&link);
  zmq_ctx_term(context);
}
