/* G-02: signing in is throttled, sessions end. */
#include "intake/rules/accounts/sign_in.h"

#include <criterion/criterion.h>

static const int64_t second = 1000000;
static const int64_t now = INT64_C(1795000000000000);

Test(intake_sign_in, waits_grow_after_the_fifth) {
  static const int32_t waits[] = {0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900};
  struct intake_tries tries = {0};
  int64_t at = now;
  for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
    struct dom_refusal refusal = {0};
    int32_t wait_s = 0;
    cr_assert(intake_try_allowed(&tries, at, &wait_s, &refusal), "before try %zu", i + 1);
    intake_try_failed(&tries, at);
    bool allowed = intake_try_allowed(&tries, at, &wait_s, &refusal);
    cr_assert_eq(allowed, waits[i] == 0, "after try %zu", i + 1);
    cr_assert_eq(wait_s, waits[i], "after try %zu", i + 1);
    if (!allowed)
      cr_assert_eq(refusal.kind, DOM_TOO_MANY);
    at += waits[i] * second;
  }
}

Test(intake_sign_in, an_hour_of_quiet_forgets) {
  struct intake_tries tries = {.failures = 9, .last_us = now, .blocked_until_us = now};
  intake_try_failed(&tries, now + 3599 * second);
  cr_assert_eq(tries.failures, 10);
  intake_try_failed(&tries, now + (3599 + 3601) * second);
  cr_assert_eq(tries.failures, 1);
}

Test(intake_sign_in, a_clock_put_back_locks_nobody_out) {
  struct intake_tries tries = {.failures = 5, .last_us = now, .blocked_until_us = now + 10 * second};
  struct dom_refusal refusal = {0};
  int32_t wait_s = 0;
  cr_assert_not(intake_try_allowed(&tries, now - 86400 * second, &wait_s, &refusal));
  cr_assert_leq(wait_s, INTAKE_TRIES_WAIT_MAX_S);
}

Test(intake_sign_in, when_a_session_holds) {
  struct intake_session session = {.username = "li", .expires_at_us = now};
  cr_assert(intake_session_holds(&session, now - 1));
  cr_assert_not(intake_session_holds(&session, now));
  cr_assert_not(intake_session_holds(&(struct intake_session){.expires_at_us = now}, now - 1), "unknown");
  session.revoked = true;
  cr_assert_not(intake_session_holds(&session, now - 1));
  session.revoked = false;
  session.closed = true;
  cr_assert_not(intake_session_holds(&session, now - 1));
}
