/* What is remembered of sessions, for how long, and what sign-out does to it. */
#include "gateway/auth/sessions.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

enum { ASKS_MAX = 16 };

static struct {
  void *asked[ASKS_MAX];
  int asks;
  int told[GW_VERDICT__COUNT];
  char subject[32];
} seen;

static void ask(void *context, const char *token, void *asked) {
  (void)context, (void)token;
  seen.asked[seen.asks++] = asked;
}

static void told(void *context, enum gw_verdict verdict, struct rt_bytes subject) {
  (void)context;
  seen.told[verdict]++;
  memcpy(seen.subject, subject.data ? (const char *)subject.data : "", subject.size);
  seen.subject[subject.size] = '\0';
}

static struct gw_sessions *start(void) {
  cr_assert_geq(sodium_init(), 0);
  memset(&seen, 0, sizeof seen);
  return gw_sessions_new(ask, NULL);
}

static void find(struct gw_sessions *sessions, const char *token, int64_t now_ms) {
  gw_sessions_find(sessions, token, now_ms, told, NULL);
}

static void learn(struct gw_sessions *sessions, int ask_number, enum gw_verdict verdict, const char *subject,
                  int64_t now_ms) {
  struct rt_bytes bytes = {(const uint8_t *)subject, subject ? strlen(subject) : 0};
  gw_sessions_learn(sessions, seen.asked[ask_number], verdict, bytes, now_ms);
}

Test(gateway_sessions, remembers_for_five_seconds) {
  struct gw_sessions *sessions = start();
  find(sessions, "a", 1000);
  find(sessions, "a", 1001);
  cr_assert_eq(seen.asks, 1, "two who ask at once cost one question");
  cr_assert_eq(seen.told[GW_SESSION_KNOWN], 0);
  learn(sessions, 0, GW_SESSION_KNOWN, "li", 1010);
  cr_assert_eq(seen.told[GW_SESSION_KNOWN], 2);
  cr_assert_str_eq(seen.subject, "li");
  find(sessions, "a", 6009);
  cr_assert_eq(seen.told[GW_SESSION_KNOWN], 3);
  cr_assert_eq(seen.asks, 1);
  find(sessions, "a", 6010);
  cr_assert_eq(seen.asks, 2);
  learn(sessions, 1, GW_SESSION_UNKNOWN, NULL, 6020);
  cr_assert_eq(seen.told[GW_SESSION_UNKNOWN], 1);
  cr_assert_eq(gw_sessions_count(sessions), 0, "a revoked one is not kept");
  gw_sessions_destroy(&sessions);
}

Test(gateway_sessions, thirty_seconds_while_intake_is_away) {
  struct gw_sessions *sessions = start();
  find(sessions, "a", 0);
  learn(sessions, 0, GW_SESSION_KNOWN, "li", 0);
  find(sessions, "a", 29000);
  learn(sessions, 1, GW_SESSION_AWAY, NULL, 29999);
  cr_assert_eq(seen.told[GW_SESSION_KNOWN], 2);
  cr_assert_str_eq(seen.subject, "li");
  find(sessions, "a", 30000);
  learn(sessions, 2, GW_SESSION_AWAY, NULL, 30001);
  cr_assert_eq(seen.told[GW_SESSION_AWAY], 1);
  find(sessions, "b", 30000);
  learn(sessions, 3, GW_SESSION_AWAY, NULL, 30001);
  cr_assert_eq(seen.told[GW_SESSION_AWAY], 2, "nobody is let in who was not known before");
  gw_sessions_destroy(&sessions);
}

Test(gateway_sessions, sign_out_is_seen_at_once) {
  struct gw_sessions *sessions = start();
  find(sessions, "a", 0);
  learn(sessions, 0, GW_SESSION_KNOWN, "li", 0);
  gw_sessions_forget(sessions, "a");
  cr_assert_eq(gw_sessions_count(sessions), 0);
  find(sessions, "a", 1);
  cr_assert_eq(seen.asks, 2);
  gw_sessions_forget(sessions, "a");
  learn(sessions, 1, GW_SESSION_KNOWN, "li", 2);
  cr_assert_eq(gw_sessions_count(sessions), 0, "an answer from before the sign-out is not remembered");
  gw_sessions_destroy(&sessions);
}

Test(gateway_sessions, sweep_drops_the_old) {
  struct gw_sessions *sessions = start();
  find(sessions, "a", 0);
  learn(sessions, 0, GW_SESSION_KNOWN, "li", 0);
  find(sessions, "b", 20000);
  learn(sessions, 1, GW_SESSION_KNOWN, "wang", 20000);
  gw_sessions_sweep(sessions, 31000);
  cr_assert_eq(gw_sessions_count(sessions), 1);
  gw_sessions_destroy(&sessions);
}
