/* G-02: accounts, sign-in with its throttle, sessions. */
#include "runtime/base/clock.h"
#include "runtime/wire/frames.h"
#include "tests/handlers/intake_directory/county.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NUMBER "11010519491231002X"

static struct county *county_with_clerk(void) {
  struct county *county = county_new();
  county_put_tree(county);
  struct test_answer answer =
      county_put_account(county, county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101"));
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return county;
}

static const char *token_of(struct county *county, const char *username, const char *password) {
  struct test_answer answer = county_sign_in(county, username, password);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return ((const Bm__SignInReply *)answer.reply)->token;
}

Test(intake_accounts, sign_in_and_out) {
  struct county *county = county_with_clerk();
  struct test_answer answer = county_sign_in(county, "li", PASSWORD);
  const Bm__SignInReply *reply = (const Bm__SignInReply *)answer.reply;
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  cr_assert_eq(strlen(reply->token), 43);
  cr_assert_eq(reply->subject->role, BM__ROLE__ENUM__CLERK);
  cr_assert_str_eq(reply->subject->unit, "530623101");
  const Bm__ResolveSessionReply *who = county_resolve(county, reply->token);
  cr_assert_str_eq(who->account, "li");
  cr_assert_str_eq(who->unit_path, "530623/530623101");
  cr_assert_str_eq(who->unit_name, "盐井镇");
  cr_assert(who->n_roles == 1 && who->roles[0] == BM__ROLE__ENUM__CLERK);
  cr_assert_eq(strlen(who->session), 64);
  Bm__Subject *subject = test_subject(county->engine, "li", BM__ROLE__ENUM__CLERK);
  subject->session = who->session;
  Bm__SignOutRequest *out = rt_message(county->arena, &bm__sign_out_request__descriptor);
  cr_assert_eq(county_as(county, subject, "intake.SignOut", &out->base).status, RT_OK);
  cr_assert_eq(county_resolve_status(county, reply->token), RT_UNAUTHENTICATED);
  cr_assert_eq(county_resolve_status(county, "no token at all"), RT_UNAUTHENTICATED);
  county_destroy(&county);
}

Test(intake_accounts, a_session_ends_by_itself) {
  struct county *county = county_with_clerk();
  const char *token = token_of(county, "li", PASSWORD);
  test_pg_exec(county->engine->pg, "UPDATE sessions SET expires_at = '2020-01-01'");
  cr_assert_eq(county_resolve_status(county, token), RT_UNAUTHENTICATED);
  token_of(county, "li", PASSWORD);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM sessions"), 1, "the old one was taken away");
  county_destroy(&county);
}

/* Known or not, right or wrong: five tries are free, then everybody waits. */
Test(intake_accounts, throttle) {
  struct county *county = county_with_clerk();
  static const char *const usernames[] = {"li", "nobody"};
  for (int u = 0; u < 2; u++) {
    for (int i = 0; i < 5; i++) {
      struct test_answer wrong = county_sign_in(county, usernames[u], "wrong password");
      cr_assert_eq(wrong.status, RT_UNAUTHENTICATED);
      cr_assert_str_eq(wrong.code, "SIGN_IN_FAILED");
    }
    struct test_answer waits = county_sign_in(county, usernames[u], PASSWORD);
    cr_assert_eq(waits.status, RT_RESOURCE_EXHAUSTED);
    cr_assert_str_eq(waits.code, "TOO_MANY_ATTEMPTS");
    cr_assert(waits.answer->retry_after_s > 5 && waits.answer->retry_after_s <= 10, "%d", waits.answer->retry_after_s);
  }
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT max(failures) FROM sign_in_failures"), 5,
               "a try that had to wait does not count");
  test_pg_exec(county->engine->pg, "UPDATE sign_in_failures SET blocked_until = '2020-01-01'");
  token_of(county, "li", PASSWORD);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM sign_in_failures"), 1, "forgotten for li");
  test_pg_exec(county->engine->pg, "UPDATE sign_in_failures SET last_at = '2020-01-01'");
  cr_assert_eq(county_sign_in(county, "other", "wrong password").status, RT_UNAUTHENTICATED);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM sign_in_failures"), 1, "old ones are swept");
  county_destroy(&county);
}

Test(intake_accounts, put_again_changes_nothing) {
  struct county *county = county_with_clerk();
  Bm__Account *account = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101");
  const char *token = token_of(county, "li", PASSWORD);
  cr_assert_eq(((const Bm__PutReply *)county_put_account(county, account).reply)->unchanged, 1);
  account->password = (char *)"";
  cr_assert_eq(((const Bm__PutReply *)county_put_account(county, account).reply)->unchanged, 1);
  cr_assert_eq(county_events(county, "account.put"), 1);
  account->name = (char *)"李";
  cr_assert_eq(((const Bm__PutReply *)county_put_account(county, account).reply)->changed, 1);
  cr_assert_eq(county_events(county, "account.put"), 2);
  cr_assert_str_eq(county_resolve(county, token)->name, "李", "its session goes on, with the new name");
  token_of(county, "li", PASSWORD);
  county_destroy(&county);
}

Test(intake_accounts, a_new_password_or_the_end_of_an_account_ends_its_sessions) {
  struct county *county = county_with_clerk();
  Bm__Account *account = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623101");
  Bm__SetPasswordRequest *set = rt_message(county->arena, &bm__set_password_request__descriptor);
  const char *first = token_of(county, "li", PASSWORD);
  set->username = (char *)"li";
  set->password = (char *)"another horse";
  cr_assert_eq(county_load(county, "intake.SetPassword", &set->base).status, RT_OK);
  cr_assert_eq(county_resolve_status(county, first), RT_UNAUTHENTICATED);
  cr_assert_eq(county_sign_in(county, "li", PASSWORD).status, RT_UNAUTHENTICATED);
  const char *second = token_of(county, "li", "another horse");
  cr_assert_eq(((const Bm__PutReply *)county_put_account(county, account).reply)->changed, 1, "the old one again");
  cr_assert_eq(county_resolve_status(county, second), RT_UNAUTHENTICATED);
  const char *third = token_of(county, "li", PASSWORD);
  account->closed = true;
  cr_assert_eq(county_put_account(county, account).status, RT_OK);
  cr_assert_eq(county_resolve_status(county, third), RT_UNAUTHENTICATED);
  cr_assert_str_eq(county_sign_in(county, "li", PASSWORD).code, "SIGN_IN_FAILED");
  set->username = (char *)"nobody";
  cr_assert_str_eq(county_load(county, "intake.SetPassword", &set->base).code, "ACCOUNT_NOT_FOUND");
  set->password = (char *)"short";
  cr_assert_str_eq(county_load(county, "intake.SetPassword", &set->base).code, "FIELD_INVALID");
  county_destroy(&county);
}

static const char *put_fault(struct county *county, Bm__Account *account) {
  struct test_answer answer = county_put_account(county, account);
  return answer.status == RT_INVALID_ARGUMENT ? answer.answer->violations[0]->field : rt_status_name(answer.status);
}

Test(intake_accounts, what_an_account_must_be) {
  struct county *county = county_new();
  county_put_tree(county);
  Bm__Account *clerk = county_account(county, "li", BM__ROLE__ENUM__CLERK, "530623109");
  cr_assert_str_eq(put_fault(county, clerk), "accounts[0].unit");
  clerk->unit = (char *)"";
  cr_assert_str_eq(put_fault(county, clerk), "accounts[0].unit");
  Bm__Account *reviewer = county_account(county, "wang", BM__ROLE__ENUM__REVIEWER, "530623101");
  cr_assert_str_eq(put_fault(county, reviewer), "accounts[0].offices");
  char *offices[] = {(char *)"530623102"};
  reviewer->offices = offices;
  reviewer->n_offices = 1;
  cr_assert_str_eq(put_fault(county, reviewer), "accounts[0].offices[0]", "a township is no office");
  offices[0] = (char *)"530623101-03";
  cr_assert_str_eq(put_fault(county, reviewer), "OK");
  Bm__Account *citizen = county_account(county, "zhang", BM__ROLE__ENUM__CITIZEN, "");
  citizen->id_number = (char *)"110105194912310021";
  cr_assert_str_eq(put_fault(county, citizen), "accounts[0].idNumber");
  citizen->id_number = (char *)"";
  citizen->password = (char *)"";
  cr_assert_str_eq(put_fault(county, citizen), "accounts[0].password", "a new account has one");
  citizen->roles[0] = BM__ROLE__ENUM__GATEWAY;
  cr_assert_str_eq(put_fault(county, citizen), "accounts[0].roles");
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM accounts"), 1);
  county_destroy(&county);
}

Test(intake_accounts, numbers_and_addresses_are_sealed) {
  struct county *county = county_new();
  Bm__Account *citizen = county_account(county, "zhang", BM__ROLE__ENUM__CITIZEN, "");
  citizen->id_number = (char *)"11010519491231002x";
  citizen->email = (char *)"zhang@example.org";
  cr_assert_eq(county_put_account(county, citizen).status, RT_OK);
  citizen->id_number = (char *)NUMBER;
  cr_assert_eq(((const Bm__PutReply *)county_put_account(county, citizen).reply)->unchanged, 1, "the same number");
  uint8_t blind[RT_BLIND_SIZE];
  char sql[200], hex[2 * RT_BLIND_SIZE + 1] = "";
  rt_seal_blind(county->engine->seal, INTAKE_BLIND_ID, NUMBER, blind);
  for (int i = 0; i < RT_BLIND_SIZE; i++)
    snprintf(hex + 2 * i, 3, "%02x", blind[i]);
  snprintf(sql, sizeof sql, "SELECT count(*) FROM accounts WHERE id_blind = '\\x%s'", hex);
  cr_assert_eq(test_pg_number(county->engine->pg, sql), 1);
  cr_assert_eq(test_pg_number(county->engine->pg,
                              "SELECT count(*) FROM accounts WHERE position('11010519'::bytea IN id_sealed) > 0 OR "
                              "position('example'::bytea IN email_sealed) > 0"),
               0);
  cr_assert_eq(
      test_pg_number(county->engine->pg, "SELECT count(*) FROM outbox WHERE position('example'::bytea IN payload) > 0"),
      0);
  Bm__Account *second = county_account(county, "wang", BM__ROLE__ENUM__CITIZEN, "");
  cr_assert_eq(county_put_account(county, second).status, RT_OK);
  cr_assert_eq(test_pg_number(county->engine->pg, "SELECT count(*) FROM accounts WHERE id_blind IS NULL AND "
                                                  "id_sealed IS NULL AND email_sealed IS NULL"),
               1);
  county_destroy(&county);
}

/* libsodium's, on a machine that is short of a processor: it takes so much longer. */
static atomic_int short_of_ms;

int crypto_pwhash_str_verify(const char hash[crypto_pwhash_STRBYTES], const char *const password,
                             unsigned long long len) {
  int (*verify)(const char *, const char *const, unsigned long long) = NULL;
  *(void **)&verify = dlsym(RTLD_NEXT, "crypto_pwhash_str_verify");
  struct timespec wait = {atomic_load(&short_of_ms) / 1000, atomic_load(&short_of_ms) % 1000 * 1000000L};
  nanosleep(&wait, NULL);
  return verify(hash, password, len);
}

struct beats {
  int count;
  int64_t last_ms, longest_ms;
};

static void beat(void *context) {
  struct beats *beats = context;
  int64_t silent_ms = rt_clock_monotonic_ms() - beats->last_ms;
  beats->longest_ms = silent_ms > beats->longest_ms ? silent_ms : beats->longest_ms;
  beats->last_ms += silent_ms;
  beats->count++;
}

/* Under five times the load one password took 3.2 s, and the brokers took the thread that checked it for dead. */
Test(intake_accounts, a_slow_password_is_no_dead_worker) {
  struct county *county = county_with_clerk();
  struct beats beats = {.last_ms = rt_clock_monotonic_ms()};
  rt_engine_beat(county->engine->engine, beat, &beats);
  atomic_store(&short_of_ms, 3500);
  token_of(county, "li", PASSWORD);
  atomic_store(&short_of_ms, 0);
  beat(&beats);
  cr_assert_geq(beats.count, 4);
  cr_assert_lt(beats.longest_ms, RT_WIRE_AWAY_MS, "silent for %lld ms", (long long)beats.longest_ms);
  county_destroy(&county);
}
